import { readFileSync } from "node:fs";

/** A record that arrived at the log server. */
export interface ReceivedRecord {
  /** The app's own sequence number. */
  readonly number: number;
  /** `log.record.uid`: the same whenever the same line is sent again. */
  readonly uid: string;
}

/** What arrived, by the log that it was written to. */
export interface Received {
  readonly app: readonly ReceivedRecord[];
  readonly access: readonly ReceivedRecord[];
}

/**
 * Reads the log server's NDJSON. A record of the agent has a line of the app as its body, JSON with `seq`; one of the adapter has the number
 * in the user's name, `customer-17`, as a field of its own.
 */
export function readReceived(file: string): Received {
  const app: ReceivedRecord[] = [];
  const access: ReceivedRecord[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const { body, attributes = {} } = JSON.parse(line) as { body: string; attributes?: Record<string, unknown> };
    const [, customer] = /^customer-(\d+)$/.exec(String(attributes["user.name"] ?? "")) ?? [];
    const uid = String(attributes["log.record.uid"]);
    if (customer === undefined) app.push({ number: (JSON.parse(body) as { seq: number }).seq, uid });
    else access.push({ number: Number(customer), uid });
  }
  return { app, access };
}
