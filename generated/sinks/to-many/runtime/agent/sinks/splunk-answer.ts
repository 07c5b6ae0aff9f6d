// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type HttpAnswer, parseRetryAfter } from "./http-client.ts";
import type { Outcome } from "./sink.ts";

/**
 * Codes of answers after which nothing is wrong with the records, but with the settings of the agent or of the token: 1 to 4 the token, 7 the
 * index, 10, 11 and 16 the channel, 14 the acknowledgement, 21 and 22 the query string.
 * https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/troubleshoot-http-event-collector
 */
const settingsCodes = new Set([1, 2, 3, 4, 7, 10, 11, 14, 16, 21, 22]);

interface Judged {
  readonly outcome: Outcome;
  /** Somebody has to mend the settings. */
  readonly held: boolean;
}

/** What the collector's answer to `count` events means. */
export function judgeSplunk(
  { status, headers, body }: HttpAnswer,
  { count, retryStatus, acknowledges }: { readonly count: number; readonly retryStatus: readonly string[]; readonly acknowledges: boolean },
): Judged {
  const answer = read(body);
  const code = numberOf(answer["code"]);
  // 24 and 25 say that a queue is nearly full: what was sent is in it.
  if (status >= 200 && status < 300) return { outcome: { kind: "delivered" }, held: false };
  const text = typeof answer["text"] === "string" ? `${answer["text"]}${code === undefined ? "" : ` (code ${code})`}` : body.slice(0, 500);
  const reason = `HTTP ${status}${text && `: ${text}`}`;
  const retryAfterMs = parseRetryAfter(headers["retry-after"], Date.now());
  const again: Outcome = { kind: "retry", reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  const held = status === 401 || status === 403 || status === 404 || (code !== undefined && settingsCodes.has(code));
  if (held) return { outcome: again, held };
  if (status < 400 || status === 408 || status === 429 || status >= 500 || retryStatus.includes(String(status)))
    return { outcome: again, held };
  if (status === 413) return { outcome: { kind: "split", reason }, held };
  return { outcome: refused(count, numberOf(answer["invalid-event-number"]), reason, acknowledges), held };
}

/**
 * The collector reads events one by one: those in front of the first that it does not take are in. Where they would have to be acknowledged, they
 * are sent again with the others: a refusal brings no number to ask for.
 */
function refused(count: number, invalid: number | undefined, reason: string, acknowledges: boolean): Outcome {
  if (count === 1) return { kind: "rejected", reason };
  if (invalid === undefined || !Number.isInteger(invalid) || invalid < 0 || invalid >= count) return { kind: "split", reason };
  const first = acknowledges ? 0 : invalid;
  const again = Array.from({ length: count - first }, (_, index) => first + index).filter((record) => record !== invalid);
  return { kind: "mixed", rejected: [{ record: invalid, reason }], again, reason: "sent with an event that was refused" };
}

/** Where the token has indexer acknowledgement on. */
export function ackIdOf(body: string): number | undefined {
  return numberOf(read(body)["ackId"]);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Without fields when it is no JSON: a proxy's page, perhaps. */
function read(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
