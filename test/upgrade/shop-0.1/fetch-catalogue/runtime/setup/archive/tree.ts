// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * The folder that an archive is unpacked into. It is new and nobody else's, and symbolic links are made at the very end:
 * while files are written there is none to be followed.
 */
import { link, mkdir, open, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { settle } from "../settle.ts";
import { ArchiveError, entryPath, leadsOut, quoted } from "./names.ts";

export interface TreeOptions {
  /** Leading folders to drop from every name. */
  readonly strip: number;
  /** Most bytes of all files together. */
  readonly maxSize: number;
}

export interface TreeCounts {
  readonly files: number;
  readonly folders: number;
  readonly links: number;
  readonly bytes: number;
}

/** What a reader of archives calls for each entry, in their order. `mode` is permission bits; those beyond 0o777 are dropped. */
export interface Tree {
  folder(name: string, mode: number): Promise<void>;
  file(name: string, mode: number, body: AsyncIterable<Uint8Array>): Promise<void>;
  symbolicLink(name: string, target: string): Promise<void>;
  /** `target` is the name of an earlier entry. */
  hardLink(name: string, target: string): Promise<void>;
  /** Makes the links, sets the modes, waits until the disk has it all. */
  finish(): Promise<TreeCounts>;
}

/** `root` must be an empty folder. */
export function createTree(root: string, { strip, maxSize }: TreeOptions): Tree {
  const folders = new Map<string, number>([["", 0o755]]);
  const files = new Map<string, number>();
  const links = new Map<string, string>();
  let bytes = 0;

  /** Makes the folders above an entry, and says where it goes; undefined for an entry that is stripped away. */
  const place = async (name: string): Promise<string | undefined> => {
    const parts = entryPath(name, strip);
    if (parts.length === 0) return undefined;
    for (let depth = 1; depth < parts.length; depth += 1) await makeFolder(parts.slice(0, depth).join("/"), name);
    return parts.join("/");
  };
  const makeFolder = async (path: string, name: string) => {
    if (folders.has(path)) return;
    if (links.has(path)) throw new ArchiveError(`refused: ${quoted(name)} goes through the symbolic link ${quoted(path)}`);
    if (files.has(path)) throw new ArchiveError(`refused: ${quoted(name)} needs a folder where ${quoted(path)} is a file`);
    await mkdir(join(root, path), { mode: 0o755 });
    folders.set(path, 0o755);
  };
  /** A later entry of the same name stands for the earlier one, as tar defines it. */
  const makeRoom = async (path: string, name: string) => {
    if (folders.has(path)) throw new ArchiveError(`refused: ${quoted(name)} is a folder and something else`);
    if (files.delete(path)) await rm(join(root, path));
    links.delete(path);
  };

  return {
    folder: async (name, mode) => {
      const path = await place(name);
      if (path === undefined) return;
      await makeFolder(path, name);
      folders.set(path, mode);
    },
    file: async (name, mode, body) => {
      const path = await place(name);
      if (path === undefined) {
        for await (const _ of body);
        return;
      }
      await makeRoom(path, name);
      const handle = await open(join(root, path), "wx", 0o600);
      try {
        for await (const chunk of body) {
          bytes += chunk.length;
          if (bytes > maxSize) throw new ArchiveError(`the archive holds more than ${maxSize} bytes (FETCH_MAX_SIZE)`);
          for (let done = 0; done < chunk.length; ) done += (await handle.write(chunk, done)).bytesWritten;
        }
      } finally {
        await handle.close();
      }
      files.set(path, mode);
    },
    symbolicLink: async (name, target) => {
      const path = await place(name);
      if (path === undefined) return;
      await makeRoom(path, name);
      links.set(path, target);
    },
    hardLink: async (name, target) => {
      const path = await place(name);
      if (path === undefined) return;
      const from = entryPath(target, strip).join("/");
      if (from === path) return;
      const mode = files.get(from);
      const symbolic = links.get(from);
      if (mode === undefined && symbolic === undefined)
        throw new ArchiveError(`refused: ${quoted(name)} is a link to ${quoted(target)}, which is no earlier file`);
      await makeRoom(path, name);
      if (symbolic !== undefined) links.set(path, symbolic);
      if (mode === undefined) return;
      await link(join(root, from), join(root, path));
      files.set(path, mode);
    },
    finish: async () => {
      for (const [path, target] of links) {
        if (leadsOut(path.split("/"), target, links))
          throw new ArchiveError(`refused: the symbolic link ${quoted(path)} leads out of the archive's folder, to ${quoted(target)}`);
      }
      for (const [path, target] of links) await symlink(target, join(root, path));
      await settle(root, [...files]);
      // The deepest first; their owner keeps every right, or the next run could not replace them.
      const deepestFirst = [...folders].sort(([a], [b]) => (a < b ? 1 : -1));
      await settle(
        root,
        deepestFirst.map(([path, mode]) => [path, mode | 0o700]),
      );
      return { files: files.size, folders: folders.size - 1, links: links.size, bytes };
    },
  };
}
