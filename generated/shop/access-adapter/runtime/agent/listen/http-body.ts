// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { codeOf } from "../../service/log.ts";
import { Turns } from "../turns.ts";

/** Why a request is not taken: a status, and a sentence for whoever sent it. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

export interface BodyOptions {
  /** Compressed, and as it is. */
  readonly maxBytes: number;
  /** Takes so much of the memory that there is for what comes in, or gives it back; false: there is none. */
  readonly hold: (bytes: number) => boolean;
}

/** Unpacking takes memory that nobody has counted yet: two at a time. */
const unpacking = new Turns(2);
const unpack = promisify(gunzip);

/** What is taken for text: anything that says that it is, JSON in its many names, and what says nothing. */
const textTypes =
  /^(?:text\/[^;]*|application\/(?:x-)?(?:nd|l)?json(?:l|-seq|lines)?|application\/jsonlines|application\/octet-stream)\s*(?:;|$)/i;

/** Why the request cannot be taken, as far as its first lines tell. */
export function refusalOf({ method, url, headers }: IncomingMessage, path: string, maxBytes: number): Refusal | undefined {
  const type = headers["content-type"];
  const coding = headers["content-encoding"] ?? "identity";
  if (url?.split("?", 1)[0] !== path) return { status: 404, reason: `there is ${path}` };
  if (method !== "POST") return { status: 405, reason: "POST only" };
  if (type !== undefined && !textTypes.test(type))
    return { status: 415, reason: "the body must be lines of text: content-type: text/plain or application/x-ndjson" };
  if (!/^(?:identity|(?:x-)?gzip)$/i.test(coding)) return { status: 415, reason: "content-encoding must be gzip, or none" };
  if (Number(headers["content-length"] ?? 0) > maxBytes) return tooLarge(maxBytes);
  return undefined;
}

/**
 * The whole body, unpacked; its memory is held then. Rejects when the client goes away.
 * What comes of a body that is refused is read and forgotten: a client that still sends would not see the answer.
 */
export async function readBody(request: IncomingMessage, { maxBytes, hold }: BodyOptions): Promise<Buffer | Refusal> {
  const chunks: Buffer[] = [];
  let held = 0;
  let refusal: Refusal | undefined;
  const giveBack = () => {
    hold(-held);
    held = 0;
    chunks.length = 0;
  };
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      if (refusal) continue;
      if (held + chunk.length > maxBytes) refusal = tooLarge(maxBytes);
      else if (!hold(chunk.length)) refusal = full;
      else {
        held += chunk.length;
        chunks.push(chunk);
      }
      if (refusal) giveBack();
    }
    if (refusal) return refusal;
    const packed = Buffer.concat(chunks);
    if (!/gzip/i.test(request.headers["content-encoding"] ?? "")) {
      held = 0;
      return packed;
    }
    const body = await unpacking.take(() => unpack(packed, { maxOutputLength: maxBytes }));
    giveBack();
    return hold(body.length) ? body : full;
  } catch (error) {
    if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") return tooLarge(maxBytes);
    if (codeOf(error)?.startsWith("Z_")) return { status: 400, reason: "the body is no gzip, or is cut off" };
    throw error;
  } finally {
    giveBack();
  }
}

export const full: Refusal = { status: 503, reason: "the buffer is full: the log server takes less than comes in" };

function tooLarge(maxBytes: number): Refusal {
  return { status: 413, reason: `at most ${maxBytes} bytes, unpacked: send the lines in several requests` };
}
