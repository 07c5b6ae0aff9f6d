// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Fields, Log } from "../service/log.ts";
import { ArchiveError } from "./archive/names.ts";
import { unpack } from "./archive/unpack.ts";
import { type Destination, fileDestination, folderDestination } from "./destination.ts";
import { download } from "./download.ts";
import { milliseconds } from "./duration.ts";
import { clone } from "./git.ts";
import type { Job } from "./job.ts";
import type { Marker } from "./marker.ts";
import { chunksOf, type Part, partAt } from "./part.ts";
import { settleAll } from "./settle.ts";

/** Nothing that a retry could mend: something has to be set otherwise. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/** What came is not what was wanted. Nothing of it is kept: the next run is to ask for it anew. */
class ContentError extends Error {
  override readonly name = "ContentError";
}

export interface Outcome {
  readonly already: boolean;
  /** For the log. */
  readonly facts: Fields;
}

/** What is known of what was fetched, for the marker; undefined when what is in place is current. */
type Proof = Pick<Marker, "sha256" | "etag" | "commit"> | undefined;

const progressMs = 10_000;

/** Does the job, or rejects with a sentence why not. `progress.step` says what is under way, to follow the word "while". */
export async function fetchInto(
  job: Job,
  after: ((into: string) => void | Promise<void>) | undefined,
  log: Log,
  progress: { step: string },
): Promise<Outcome> {
  const destination = await (job.kind === "file" ? fileDestination(job.into, job.file) : folderDestination(job.into));
  const { marker, foreign, staging } = destination;
  const already = async () => {
    await destination.clear();
    return {
      already: true,
      facts: { into: job.into, ...(marker?.sha256 && { sha256: marker.sha256 }), ...(marker?.commit && { commit: marker.commit }) },
    };
  };
  const current = await isCurrent(job, destination);
  if (current && !job.refresh) return already();
  if (foreign.length > 0 && !job.replace) {
    if (job.kind === "file" && job.sha256 !== undefined && (await partAt(join(job.into, job.file)).sha256()) === job.sha256)
      return already();
    const some = foreign.slice(0, 3).join(", ") + (foreign.length > 3 ? ", …" : "");
    throw new SetupError(`${job.into} holds what was not fetched (${some}): give another folder, or FETCH_REPLACE=true to replace it`);
  }

  await mkdir(staging, { recursive: true, mode: 0o700 });
  const proof = await prepare(job, staging, current ? marker : undefined, log, progress).catch(async (error: unknown) => {
    if (error instanceof ContentError) await destination.clear();
    throw error;
  });
  if (!proof) return already();
  progress.step = `putting it into ${job.into}`;
  await destination.place(job.kind === "file" ? "download" : "tree", { key: job.key, from: job.source.text, ...proof });
  if (after) {
    progress.step = "running the after hook";
    await after(job.into);
  }
  await destination.complete();
  return { already: false, facts: { into: job.into, ...proof } };
}

/** The marker says so, and a file still has the hash it had. */
async function isCurrent(job: Job, { marker }: Destination): Promise<boolean> {
  if (marker?.state !== "done" || marker.key !== job.key) return false;
  return job.kind !== "file" || (await partAt(join(job.into, job.file)).sha256()) === marker.sha256;
}

/** Makes `staging/download` or `staging/tree`. */
async function prepare(job: Job, staging: string, current: Marker | undefined, log: Log, progress: { step: string }): Promise<Proof> {
  const { source } = job;
  const tree = join(staging, "tree");
  const limits = { stallMs: milliseconds(job.stallTimeout), attempts: job.attempts };
  progress.step = `fetching ${source.text}`;
  if (source.kind === "git") {
    log.info("cloning", { from: source.text });
    const commit = await clone({ ...limits, url: source.url, ref: source.ref, authorization: job.authorization, into: tree, log });
    if (commit === current?.commit) return undefined;
    await settleAll(tree);
    return { commit };
  }

  const file = join(staging, "download");
  const part = partAt(file);
  let etag: string | undefined;
  let sha256 = "";
  for (let attempt = 1; ; attempt += 1) {
    const have = await part.size();
    log.info("downloading", { from: source.text, ...(have > 0 && { have }) });
    let resumedAt = 0;
    const telling = setInterval(async () => log.info("downloading", { bytes: await part.size().catch(() => 0) }), progressMs);
    try {
      if (source.kind === "file") await copy(source.path, part, job.maxSize);
      else {
        const { authorization, maxSize } = job;
        const got = await download({
          ...limits,
          url: source.url,
          part,
          authorization,
          maxSize,
          pinned: job.sha256 !== undefined,
          known: current?.etag,
          log,
        });
        if (got === "unchanged") return undefined;
        ({ etag, resumedAt } = got);
      }
    } finally {
      clearInterval(telling);
    }
    sha256 = await part.sha256();
    if (job.sha256 === undefined || sha256 === job.sha256) break;
    // Parts of two versions may have been put together: from the start it can still come out right.
    if (resumedAt === 0 || attempt > 1) throw new ContentError(`${source.text} has sha256 ${sha256}, expected ${job.sha256}`);
    await part.discard();
    log.warn("sha256 is wrong after a resumed download, fetching all of it again", { sha256 });
  }

  if (sha256 === current?.sha256) return undefined;
  if (job.kind === "tar.gz" || job.kind === "tar" || job.kind === "zip") {
    progress.step = `unpacking ${source.text}`;
    try {
      const counts = await unpack(file, job.kind, tree, { strip: job.strip, maxSize: job.maxSize });
      log.info("unpacked", { ...counts });
    } catch (error) {
      throw error instanceof ArchiveError ? new ContentError(`${source.text}: ${error.message}`) : error;
    }
    await part.discard();
  }
  return { sha256, ...(etag !== undefined && { etag }) };
}

async function copy(path: string, part: Part, maxSize: number): Promise<void> {
  await part.begin({ of: path });
  await part.append(chunksOf(path), maxSize);
}
