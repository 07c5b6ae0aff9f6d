import { readFileSync } from "node:fs";

/** The app's own sequence numbers in what arrived at the log server, by the log that they were written to. */
export interface Received {
  readonly app: readonly number[];
  readonly access: readonly number[];
}

/**
 * Reads the log server's NDJSON. A record of the agent has a line of the app as its body, JSON with `seq`; one of the adapter has the number
 * in the user's name, `customer-17`, as a field of its own.
 */
export function readReceived(file: string): Received {
  const app: number[] = [];
  const access: number[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const { body, attributes = {} } = JSON.parse(line) as { body: string; attributes?: Record<string, unknown> };
    const [, customer] = /^customer-(\d+)$/.exec(String(attributes["user.name"] ?? "")) ?? [];
    if (customer === undefined) app.push((JSON.parse(body) as { seq: number }).seq);
    else access.push(Number(customer));
  }
  return { app, access };
}
