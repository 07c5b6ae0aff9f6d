import { posix } from "node:path";
import type { HostFs } from "../../src/host.ts";

type Entry = { readonly kind: "directory" } | { readonly kind: "file"; readonly bytes: Uint8Array; readonly mode: number };

export interface MemoryFs extends HostFs {
  /** Every file as text, by path relative to `root`, sorted. */
  files(root?: string): Record<string, string>;
  /** Writes as a person would: parents are made, nothing else happens. */
  put(path: string, text: string, mode?: number): void;
  /** The same disk once more; neither sees what happens to the other. */
  clone(): MemoryFs;
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** A disk in memory, without links. Given files are relative to `/root`. */
export function memoryFs(given: Readonly<Record<string, string>> = {}): MemoryFs {
  const fs = overEntries(new Map([["/", { kind: "directory" }]]));
  fs.makeDirectory("/root");
  for (const [path, text] of Object.entries(given)) fs.put(`/root/${path}`, text);
  return fs;
}

function overEntries(entries: Map<string, Entry>): MemoryFs {
  function makeDirectory(path: string): void {
    const entry = entries.get(path);
    if (entry?.kind === "file") throw failure("EEXIST", path);
    if (entry) return;
    makeDirectory(posix.dirname(path));
    entries.set(path, { kind: "directory" });
  }

  function list(path: string): string[] {
    const prefix = path === "/" ? "/" : `${path}/`;
    return [...entries.keys()]
      .filter((key) => key !== "/" && key.startsWith(prefix) && !key.slice(prefix.length).includes("/"))
      .map((key) => key.slice(prefix.length))
      .sort();
  }

  function write(path: string, bytes: Uint8Array, mode: number): void {
    if (entries.get(posix.dirname(path))?.kind !== "directory") throw failure("ENOENT", path);
    const entry = entries.get(path);
    if (entry?.kind === "directory") throw failure("EISDIR", path);
    entries.set(path, { kind: "file", bytes: Uint8Array.from(bytes), mode: entry?.mode ?? mode });
  }

  const fs: MemoryFs = {
    read: (path) => {
      const entry = entries.get(path);
      if (entry?.kind === "directory") throw failure("EISDIR", path);
      return entry?.bytes;
    },
    stat: (path) => {
      const entry = entries.get(path);
      if (!entry) return undefined;
      return entry.kind === "file"
        ? { kind: "file", size: entry.bytes.length, mode: entry.mode, mtimeMs: 0 }
        : { kind: "directory", size: 0, mode: 0o755, mtimeMs: 0 };
    },
    list,
    realPath: (path) => (entries.has(path) ? path : undefined),
    write,
    createNew: (path, bytes) => {
      if (entries.has(path)) return false;
      write(path, bytes, 0o644);
      return true;
    },
    rename: (from, to) => {
      const entry = entries.get(from);
      if (entry?.kind !== "file") throw failure(entry ? "EISDIR" : "ENOENT", from);
      if (entries.get(posix.dirname(to))?.kind !== "directory") throw failure("ENOENT", to);
      if (entries.get(to)?.kind === "directory") throw failure("EISDIR", to);
      entries.delete(from);
      entries.set(to, entry);
    },
    makeDirectory,
    remove: (path) => {
      if (entries.get(path)?.kind === "directory" && list(path).length > 0) throw failure("ENOTEMPTY", path);
      entries.delete(path);
    },
    syncDirectory: (path) => {
      if (entries.get(path)?.kind !== "directory") throw failure("ENOENT", path);
    },
    executableBits: true,
    files: (root = "/root") => {
      const found: Record<string, string> = {};
      for (const path of [...entries.keys()].sort()) {
        const entry = entries.get(path);
        if (entry?.kind === "file" && path.startsWith(`${root}/`))
          found[path.slice(root.length + 1)] = new TextDecoder("utf-8", { ignoreBOM: true }).decode(entry.bytes);
      }
      return found;
    },
    put: (path, text, mode = 0o644) => {
      makeDirectory(posix.dirname(path));
      entries.set(path, { kind: "file", bytes: new TextEncoder().encode(text), mode });
    },
    clone: () => overEntries(new Map(entries)),
  };
  return fs;
}
