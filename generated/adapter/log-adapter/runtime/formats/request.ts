// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { knownMethods } from "./bytes.ts";
import { unescapeQuoted } from "./escapes.ts";

/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
export type RequestAttributes = {
  readonly "http.request.method"?: string;
  /** The method as it was sent, where OpenTelemetry does not know it. */
  readonly "http.request.method_original"?: string;
  readonly "url.path"?: string;
  readonly "url.query"?: string;
  /** The target of a request to a proxy. */
  readonly "url.full"?: string;
  /** A target that is neither. */
  readonly "url.original"?: string;
  readonly "network.protocol.name"?: string;
  readonly "network.protocol.version"?: string;
};

/**
 * The parts of a request line: `GET /a?b HTTP/1.1`. What scanners and bots send instead (nothing, TLS, other protocols) has no parts; it
 * is in the body, as it was logged.
 */
export function splitRequest(text: string, undo: (text: string) => string = unescapeQuoted): RequestAttributes {
  const first = text.indexOf(" ");
  const method = text.slice(0, Math.max(first, 0));
  if (!/^[A-Za-z][A-Za-z_-]*$/.test(method)) return {};
  const last = text.lastIndexOf(" ");
  const [, version] = /^ HTTP\/(\d(?:\.\d)?)$/.exec(text.slice(last)) ?? [];
  if (version === undefined && last !== first) return {};
  const target = undo(text.slice(first + 1, version === undefined ? text.length : last));
  return {
    ...splitMethod(method),
    ...splitTarget(version === undefined || last > first ? target : ""),
    ...(version !== undefined && { "network.protocol.name": "http", "network.protocol.version": versionOf(version) }),
  };
}

/** What OpenTelemetry does not know is `_OTHER`, with what it was beside it. */
export function splitMethod(method: string): { readonly "http.request.method": string; readonly "http.request.method_original"?: string } {
  return knownMethods.has(method)
    ? { "http.request.method": method }
    : { "http.request.method": "_OTHER", "http.request.method_original": method };
}

/** `2.0` → `2`: from HTTP/2 on there are no minor versions. https://www.rfc-editor.org/rfc/rfc9113#section-3.1 */
export function versionOf(version: string): string {
  return /^[2-9]\.0$/.test(version) ? version.slice(0, 1) : version;
}

/** A path with its query, a URL, or neither. */
export function splitTarget(target: string): RequestAttributes {
  if (target === "") return {};
  if (!target.startsWith("/")) return target.includes("://") ? { "url.full": target } : { "url.original": target };
  const mark = target.indexOf("?");
  if (mark < 0) return { "url.path": target };
  const query = target.slice(mark + 1);
  return { "url.path": target.slice(0, mark), ...(query !== "" && { "url.query": query }) };
}
