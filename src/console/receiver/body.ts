import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

export type BodyResult =
  | { readonly ok: true; readonly text: string; readonly bytes: number }
  | {
      readonly ok: false;
      readonly status: number;
      readonly message: string;
      readonly bytes: number;
      readonly headers?: Readonly<Record<string, string>>;
    };

/**
 * Reads a request's body as UTF-8 text: 415 for a media type or encoding that is not taken, 413 above the limit (counted before and
 * after decompression), 400 for broken gzip or UTF-8. Rejects when the client goes away before the end of the body.
 */
export async function readBody(request: IncomingMessage, options: { types: readonly string[]; limit: number }): Promise<BodyResult> {
  let bytes = 0;
  const refuse = (status: number, message: string, headers: Record<string, string> = {}): BodyResult => {
    // The rest is read and thrown away: a client that still writes sees a closed connection rather than the answer.
    request.resume();
    return { ok: false, status, message, bytes, headers };
  };

  const [type = "", ...parameters] = (request.headers["content-type"] ?? "").split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.replace(/^charset="?([^"]*)"?$/, "$1");
  if (!options.types.includes(type)) return refuse(415, `Content-Type is "${type}"; taken is ${options.types.join(", ")}`);
  if (charset !== undefined && charset !== "utf-8") return refuse(415, `charset is ${charset}; taken is utf-8`);
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  // RFC 9110 section 12.5.3: a 415 for an encoding names the ones that are taken.
  if (encoding !== "identity" && encoding !== "gzip")
    return refuse(415, `Content-Encoding is ${encoding}; taken is gzip, identity`, { "Accept-Encoding": "gzip, identity" });

  const tooLarge = `the body is larger than ${options.limit} bytes`;
  if (Number(request.headers["content-length"] ?? 0) > options.limit) return refuse(413, tooLarge);
  const chunks: Buffer[] = [];
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > options.limit) return refuse(413, tooLarge);
    chunks.push(chunk);
  }

  let plain: Buffer = Buffer.concat(chunks);
  if (encoding === "gzip") {
    try {
      plain = await unzip(plain, { maxOutputLength: options.limit });
    } catch (error) {
      const large = error instanceof RangeError;
      return refuse(large ? 413 : 400, large ? tooLarge : `broken gzip: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain), bytes };
  } catch {
    return refuse(400, "the body is not valid UTF-8");
  }
}

const unzip = promisify(gunzip) as (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;
