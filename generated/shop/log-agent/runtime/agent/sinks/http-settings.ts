// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { validateHeaderName, validateHeaderValue } from "node:http";
import { bytes, choice, duration, httpUrl, integer, list, pairs, type ValuesOf } from "../../service/settings.ts";
import { compressionProblem, compressions } from "./compression.ts";
import { credentialProblems, credentialSettings } from "./credentials.ts";
import { tlsProblems, tlsSettings } from "./tls.ts";

export interface HttpDefaults {
  readonly url: string;
  readonly concurrency?: number;
  readonly maxRequestBytes?: number;
  /** The word in front of a token. */
  readonly tokenScheme?: string;
}

/** Settings that every sink over HTTP has. */
export function httpSettings(defaults: HttpDefaults) {
  return {
    url: httpUrl({ env: "SINK_URL", about: "where records are sent", default: defaults.url }),
    headers: {
      ...pairs({ env: "SINK_HEADERS", about: "headers of every request, such as Authorization=Bearer%20…", default: {}, secret: true }),
      check: invalidHeader,
    },
    compression: {
      ...choice({ env: "SINK_COMPRESSION", about: "of the request's body", of: compressions, default: "none" }),
      check: compressionProblem,
    },
    timeoutMs: duration({ env: "SINK_TIMEOUT", about: "longest wait for an answer", min: 1, default: 10_000 }),
    concurrency: integer({
      env: "SINK_CONCURRENCY",
      about: "most requests under way at once, each on a connection of its own; with 1 they arrive in order",
      min: 1,
      max: 64,
      default: defaults.concurrency ?? 2,
    }),
    retryStatus: list({
      env: "SINK_RETRY_STATUS",
      about: "more HTTP status codes after which a batch is sent again, for gateways that answer 500 or 404 when they should not",
      of: "status codes",
      each: /^[1-5]\d\d$/,
      default: [],
    }),
    maxRequestBytes: bytes({
      env: "SINK_MAX_REQUEST_BYTES",
      about: "a larger body, before compression, is sent in parts",
      min: 1024,
      max: 2 ** 26,
      default: defaults.maxRequestBytes ?? 2 ** 26,
    }),
    ...credentialSettings(defaults.tokenScheme),
    ...tlsSettings,
  } as const;
}

export type HttpValues = ValuesOf<ReturnType<typeof httpSettings>>;

/** What is wrong between several of the settings, or in the files that they name. */
export function httpProblems(values: HttpValues): string[] {
  return [...tlsProblems(values, values.url.startsWith("https:")), ...credentialProblems(values, values.headers)];
}

/** A header that cannot be sent would fail every request: say so at the start. */
function invalidHeader(headers: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      return `holds a header that HTTP does not allow: ${name}`;
    }
  }
  return undefined;
}
