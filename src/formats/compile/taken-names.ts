import { labelOf } from "../../runtime/formats/ecs-names.ts";
import { known } from "../../runtime/formats/well-known.ts";
import { type Format, isLayout, type LayoutFormat } from "../layout.ts";
import { attributesOf, holdsRequest } from "./types.ts";

/** What a request line becomes: `RequestAttributes` of the runtime. */
const ofRequests = [
  ...["http.request.method", "http.request.method_original", "url.path", "url.query", "url.full", "url.original"],
  ...["network.protocol.name", "network.protocol.version"],
];

/** All names that records of a format may have because of its layouts: fields that a line names itself must not have them again. */
export function takenNames(format: LayoutFormat): string[] {
  const names = attributesOf(format).map(({ name }) => name);
  const ids = names.some((name) => name === "trace_id" || name === "span_id") ? [...known.trace, ...known.span] : [];
  const all = [...names, ...ids, ...Object.keys(format.constants ?? {}), ...(holdsRequest(format) ? ofRequests : [])];
  // Of what has no place in a document of ECS, the label.
  return [...new Set(all.flatMap((name) => [name, labelOf(name).replace("labels.", "")]))];
}

/** What a carrier says of lines that name their fields themselves. */
export function carriedNames(formats: readonly Format[], carrier: LayoutFormat | undefined): string[] {
  return carrier === undefined || formats.every(isLayout) ? [] : takenNames(carrier);
}

/** An expression: a table of names. */
export function namesTable(names: readonly string[]): string {
  return `byteWords([${names.map((name) => JSON.stringify([name, 1])).join(", ")}], false)`;
}
