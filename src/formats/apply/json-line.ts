import type { Normal } from "../../runtime/agent/normaliser.ts";

/** What a line says of where it comes from belongs to the resource of its record. https://opentelemetry.io/docs/specs/semconv/resource/ */
const ofResource: ReadonlySet<string> = new Set(["host.name", "service.name"]);

/**
 * A record as one line of JSON, without its line end:
 *
 *     {"timeUnixNano":"1772449445123000000","severityNumber":13,"severityText":"WARN","body":"late","attributes":{"thread.name":"main"},
 *      "resource":{"host.name":"web-1"},"scope":{"name":"shop.Cart"},"original":"…"}
 *
 * `timeUnixNano` and `severityText` are there where they are known; without a level the severity is 0, unspecified.
 * @param original the text that the record was read from, all its lines
 */
export function jsonLine(
  { timeUnixNano, severityNumber = 0, severityText, traceId, spanId, body, ...rest }: Normal,
  original: string,
): string {
  const { "log.unparsed.reason": unparsed, "log.logger": logger, ...others } = rest.attributes;
  const entries = Object.entries(others);
  const isOfResource = ([name, value]: readonly [string, unknown]) => ofResource.has(name) && typeof value === "string";
  const hasScope = typeof logger === "string";
  return JSON.stringify({
    ...(timeUnixNano !== undefined && { timeUnixNano }),
    severityNumber,
    ...(severityText !== undefined && { severityText }),
    ...(traceId !== undefined && { traceId }),
    ...(spanId !== undefined && { spanId }),
    body,
    attributes: {
      ...Object.fromEntries(entries.filter((entry) => !isOfResource(entry))),
      ...(logger !== undefined && !hasScope && { "log.logger": logger }),
    },
    resource: Object.fromEntries(entries.filter(isOfResource)),
    scope: hasScope ? { name: logger } : {},
    original,
    ...(rest.format === "unparsed" && { unparsed }),
  });
}
