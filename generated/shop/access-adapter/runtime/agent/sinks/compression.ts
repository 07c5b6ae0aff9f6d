// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { promisify } from "node:util";
import * as zlib from "node:zlib";

export const compressions = ["none", "gzip", "zstd"] as const;
type Compression = (typeof compressions)[number];

type Compress = (body: Buffer) => Promise<Buffer>;

/** What runs in Node's thread pool. Level 1: an agent lives beside the app, and logs become small with any level. */
const gzip = promisify(zlib.gzip);
const gzipFast: Compress = (body) => gzip(body, { level: zlib.constants.Z_BEST_SPEED });

/** Absent before Node 22.15, and so from the types. */
const zstd: unknown = Reflect.get(zlib, "zstdCompress");
const zstdFast: Compress | undefined = typeof zstd === "function" ? (promisify(zstd) as Compress) : undefined;

/** Undefined: the body is sent as it is. */
export function compressor(compression: Compression): Compress | undefined {
  return compression === "gzip" ? gzipFast : compression === "zstd" ? zstdFast : undefined;
}

export function compressionProblem(compression: Compression): string | undefined {
  return compression === "zstd" && !zstdFast
    ? `zstd needs Node 22.15 or later, this is ${process.version}: use gzip, or a newer Node`
    : undefined;
}
