import { failed } from "./failed.ts";
import type { Switch } from "./tally.ts";

interface Request {
  /** The ambassador's admin port, on 127.0.0.1. */
  readonly port: number;
  readonly token: string;
  readonly from: string;
  readonly to: string;
}

/** Has a running ambassador switch, and says when that was asked for and acknowledged, on the clock of the orders. */
export async function switchRoute({ port, token, from, to }: Request): Promise<Switch & { readonly said: string }> {
  const askedAt = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/switch`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ route: to }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  const acknowledgedAt = performance.now();
  if (!response.ok) throw failed(`the ambassador did not switch: ${String(answer["error"])}`);
  const said = `${answer["moved"]} connections moved, ${answer["ended"]} ended, ${answer["waiting"]} still in a transaction`;
  return { from, to, askedAt, acknowledgedAt, said };
}
