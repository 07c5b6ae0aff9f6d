/**
 * One log file and the older ones beside it, as the kubelet rotates them (pkg/kubelet/logs/container_log_manager.go):
 *
 *   0.log                        being written, up to 10 MiB
 *   0.log.20240102-150405        the one before
 *   0.log.20240102-150355.gz     older ones, compressed; five files in all
 *
 * The kubelet looks at sizes every ten seconds; here a file is rotated when it is full, so that a flood cannot fill the disk meanwhile.
 */
import {
  closeSync,
  createReadStream,
  createWriteStream,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

export interface RotationOptions {
  /** A file this large is rotated, bytes: containerLogMaxSize, 10Mi. */
  readonly maxBytes: number;
  /** The one being written included: containerLogMaxFiles, 5. */
  readonly maxFiles: number;
}

export const kubeletRotation: RotationOptions = { maxBytes: 10 * 2 ** 20, maxFiles: 5 };

export interface RotatingFile {
  /** Whole records. Throws what the file system says; the file then ends with a whole record still. */
  append(records: Buffer): void;
  close(): void;
}

export function openRotatingFile(path: string, { maxBytes, maxFiles }: RotationOptions, compress: (path: string) => void): RotatingFile {
  let descriptor: number | undefined = openSync(path, "a", 0o640);
  let size = fstatSync(descriptor).size;
  let lastMs = 0;

  function rotate(): void {
    const older = rotatedFiles(path);
    for (const name of older.slice(0, Math.max(0, older.length - (maxFiles - 2)))) rmSync(name, { force: true });
    // Two files of one second would have one name; the later one gets the next second's, so that their order stays.
    lastMs = Math.max(Date.now(), lastMs + 1000);
    const rotated = `${path}.${stamp(lastMs)}`;
    renameSync(path, rotated);
    const next = openSync(path, "a", 0o640);
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = next;
    size = 0;
    for (const name of older) if (!name.endsWith(".gz")) compress(name);
  }

  return {
    append(records) {
      if (descriptor === undefined || records.length === 0) return;
      if (size >= maxBytes) rotate();
      let written = 0;
      try {
        while (written < records.length) written += writeSync(descriptor, records, written);
      } catch (error) {
        if (written > 0) ftruncateSync(descriptor, size);
        throw error;
      }
      size += written;
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

/** Oldest first. */
function rotatedFiles(path: string): string[] {
  const prefix = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && /^\d{8}-\d{6}(\.gz)?$/.test(name.slice(prefix.length)))
    .sort()
    .map((name) => join(dirname(path), name));
}

/** `20240102-150405`, in local time as the kubelet's. */
function stamp(ms: number): string {
  const at = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString();
  return at.slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
}

/** Compresses files one after the other, in the background. One that is removed meanwhile is no trouble. */
export function createCompressor(): (path: string) => void {
  const known = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  return (path) => {
    if (known.has(path)) return;
    known.add(path);
    last = last.then(() => compressFile(path)).finally(() => known.delete(path));
  };
}

async function compressFile(path: string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await pipeline(createReadStream(path), createGzip(), createWriteStream(temporary, { mode: 0o640 }));
    rmSync(path);
    renameSync(temporary, `${path}.gz`);
  } catch {
    rmSync(temporary, { force: true });
  }
}
