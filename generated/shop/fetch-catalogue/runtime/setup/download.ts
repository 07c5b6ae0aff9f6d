// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Gets one URL into a file, over as many attempts as it takes. What an attempt got stays, also when the process is killed: the next one
 * asks for the rest, if the server named a version that it can be tied to (If-Range, RFC 9110 section 13.1.5) or the content's hash is known
 * beforehand, so that a wrong result shows.
 *
 *   GET ──▶ 200                        from the start
 *           206 from where we are      append
 *           206, 416 of another kind   forget what we have, again
 *           416 and we have it all     done
 *           304                        what is in place is current
 *           408 429 5xx, network errors, silence   again after a pause; Retry-After is the least pause
 *           any other                  not again
 */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createBackoff, sleep } from "../service/backoff.ts";
import { describe } from "../service/dial.ts";
import type { Log } from "../service/log.ts";
import { get, RefusedError } from "./get.ts";
import { DiskError, type Part } from "./part.ts";
import { withoutSecrets } from "./target.ts";

export interface DownloadOptions {
  readonly url: URL;
  readonly part: Part;
  readonly authorization: string | undefined;
  /** The hash is known. */
  readonly pinned: boolean;
  /** The ETag of what is in place already: when it is current nothing is downloaded. */
  readonly known: string | undefined;
  readonly maxSize: number;
  readonly stallMs: number;
  /** This many in a row that got nothing new are the end. */
  readonly attempts: number;
  readonly log: Log;
}

export type Download = "unchanged" | { readonly etag: string | undefined; readonly resumedAt: number };

/** Worth another attempt, after so many milliseconds at the least. */
class TryAgain extends Error {
  readonly waitMs: number;
  constructor(message: string, waitMs = 0) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** Resolves when the part is whole. Rejects with what the server refused, the disk did not take, or the last attempt ran into. */
export async function download(options: DownloadOptions): Promise<Download> {
  const { part, log } = options;
  const url = withoutSecrets(options.url.href);
  const backoff = createBackoff({ initialMs: 1000, maxMs: 30_000 });
  let had = await part.size();
  for (;;) {
    try {
      return await attempt(options);
    } catch (error) {
      if (error instanceof RefusedError) throw new RefusedError(`${url}: ${error.message}`);
      if (error instanceof DiskError) throw error;
      const have = await part.size();
      if (have > had) backoff.reset();
      had = have;
      const pause = Math.max(backoff.next(), error instanceof TryAgain ? error.waitMs : 0);
      const reason = describe(error);
      if (backoff.attempts >= options.attempts) throw new Error(`${url}: ${reason} (attempt ${backoff.attempts} of ${options.attempts})`);
      log.warn("not downloaded yet", { url, reason, bytes: have, again: `in ${(pause / 1000).toFixed(1)}s` });
      await sleep(pause);
    }
  }
}

async function attempt(options: DownloadOptions): Promise<Download> {
  const { url, part, pinned, maxSize } = options;
  const of = createHash("sha256").update(url.href).digest("hex");
  const note = await part.note();
  const have = note?.of === of && (note.version !== undefined || pinned) ? await part.size() : 0;
  const response = await get(url, {
    authorization: options.authorization,
    stallMs: options.stallMs,
    headers: {
      ...(have > 0 && { Range: `bytes=${have}-` }),
      ...(have > 0 && note?.version !== undefined && { "If-Range": note.version }),
      ...(have === 0 && options.known !== undefined && { "If-None-Match": options.known }),
    },
  });
  try {
    const from = startOf(response, have, options);
    if (from === "unchanged") return "unchanged";
    if (from === "other") {
      await part.discard();
      throw new TryAgain("the server has another version now than the one that was begun");
    }
    if (from === "all") return { etag: note?.etag, resumedAt: have };
    const length = response.headers["content-length"];
    const total = length === undefined ? undefined : from + Number(length);
    if (total !== undefined && total > maxSize) throw new RefusedError(`has ${total} bytes, more than ${maxSize} (FETCH_MAX_SIZE)`);
    const { etag } = response.headers;
    const version = strongVersion(response);
    if (from === 0) await part.begin({ of, ...(version !== undefined && { version }), ...(etag !== undefined && { etag }) });
    const size = await part.append(response, maxSize);
    if (total !== undefined && size !== total) throw new TryAgain(`the connection ended after ${size} of ${total} bytes`);
    return { etag: from === 0 ? etag : note?.etag, resumedAt: from };
  } finally {
    response.destroy();
  }
}

/** At which byte of the file the response's body belongs, or what the answer says without one. */
function startOf(response: IncomingMessage, have: number, { url, authorization }: DownloadOptions): number | "all" | "other" | "unchanged" {
  const status = response.statusCode ?? 0;
  const { "content-encoding": encoding = "identity", "content-range": contentRange = "" } = response.headers;
  const [, start, length] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(contentRange) ?? [];
  switch (status) {
    case 200:
    case 206:
      // Asked not to encode it. Old servers say so of a .tar.gz as it lies on their disk, which is what is wanted.
      if (encoding !== "identity" && !(/^(x-)?gzip$/.test(encoding) && /\.t?gz$/i.test(url.pathname)))
        throw new RefusedError(`comes with Content-Encoding ${encoding} although it was asked for as it is`);
      if (status === 200) return 0;
      return Number(start) === have ? have : "other";
    case 304:
      return "unchanged";
    case 416:
      return have > 0 && Number(length) === have ? "all" : "other";
    default: {
      const words = `answered ${status}${response.statusMessage ? ` ${response.statusMessage}` : ""}`;
      if (status === 408 || status === 429 || status >= 500) throw new TryAgain(words, retryAfter(response));
      if (status !== 401 && status !== 403) throw new RefusedError(words);
      throw new RefusedError(
        `${words}: ${authorization ? "the credentials were not accepted" : "it wants FETCH_TOKEN, or FETCH_USERNAME and FETCH_PASSWORD"}`,
      );
    }
  }
}

/** Seconds or a date (RFC 9110 section 10.2.3), as milliseconds from now; an hour at the most. */
function retryAfter({ headers }: IncomingMessage): number {
  const text = headers["retry-after"] ?? "";
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : 0;
}

/**
 * What If-Range may be given: a strong ETag, else a Last-Modified that lies so far before the Date that the file cannot have changed twice
 * in its second (RFC 9110 section 8.8.2.2).
 */
function strongVersion({ headers }: IncomingMessage): string | undefined {
  const { etag, date, "last-modified": modified } = headers;
  if (etag !== undefined) return etag.startsWith('"') ? etag : undefined;
  return modified !== undefined && Date.parse(date ?? "") - Date.parse(modified) >= 60_000 ? modified : undefined;
}
