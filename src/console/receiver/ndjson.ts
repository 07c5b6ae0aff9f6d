import { parseJson } from "./json.ts";
import type { ReceivedRecord } from "./record.ts";

export type NdjsonResult = { readonly ok: true; readonly records: ReceivedRecord[] } | { readonly ok: false; readonly message: string };

/**
 * Reads newline-delimited JSON: every line one object, the last line ended by a newline too, so that a body cut at a line's end
 * by a broken sender is told from a whole one. Empty lines are mistakes. One bad line refuses the whole body.
 */
export function readNdjson(text: string): NdjsonResult {
  if (text === "") return { ok: true, records: [] };
  if (!text.endsWith("\n")) return { ok: false, message: "the last line is not ended by a newline" };
  const records: ReceivedRecord[] = [];
  for (const [i, line] of text.slice(0, -1).split("\n").entries()) {
    let body: unknown;
    try {
      body = parseJson(line);
    } catch (error) {
      return { ok: false, message: `line ${i + 1}: ${error instanceof Error ? error.message : String(error)}` };
    }
    if (typeof body !== "object" || body === null || Array.isArray(body))
      return { ok: false, message: `line ${i + 1}: is not a JSON object` };
    records.push({ via: "ndjson", body });
  }
  return { ok: true, records };
}
