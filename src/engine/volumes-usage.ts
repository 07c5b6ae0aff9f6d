/**
 * An emptyDir that outgrows its sizeLimit costs the pod its life, some time later (eviction_manager.go emptyDirLimitEviction).
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
 */
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Volume } from "../pod/model.ts";
import { parseQuantity } from "../pod/validate/quantity.ts";
import type { VolumePaths } from "./volumes.ts";

/** The kubelet looks every 10 s; nobody wants to wait that long at a desk. */
const INTERVAL_MS = 1000;

interface Limited {
  readonly directory: string;
  readonly bytes: number;
  /** The kubelet's, its last space too. */
  readonly message: string;
}

/** Calls `exceeded` once, with the kubelet's message; gives the function that ends the watch. */
export function watchUsage(volumes: readonly Volume[], paths: VolumePaths, exceeded: (message: string) => void): () => void {
  const limited = volumes.flatMap((volume) => limitOf(volume, paths) ?? []);
  let timer: NodeJS.Timeout | undefined;
  let over = limited.length === 0;
  const later = () => {
    if (!over) timer = setTimeout(look, INTERVAL_MS).unref();
  };
  const look = async () => {
    for (const { directory, bytes, message } of limited) {
      if ((await usedBytes(directory)) <= bytes || over) continue;
      over = true;
      exceeded(message);
    }
    later();
  };
  later();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

function limitOf({ name, emptyDir }: Volume, paths: VolumePaths): Limited | undefined {
  const directory = paths.get(name);
  const written = String(emptyDir?.sizeLimit ?? "0");
  const parsed = parseQuantity(written);
  if (directory === undefined || !parsed.ok || parsed.nano <= 0n) return undefined;
  const message = `Usage of EmptyDir volume "${name}" exceeds the limit "${written}". `;
  return { directory, bytes: Number(parsed.nano / 1_000_000_000n), message };
}

/** As du counts: blocks on disk, symbolic links not followed. What vanishes meanwhile counts for nothing. */
async function usedBytes(path: string): Promise<number> {
  const stat = await lstat(path).catch(() => undefined);
  if (stat === undefined) return 0;
  const own = stat.blocks * 512;
  if (!stat.isDirectory()) return own;
  let sum = own;
  for (const name of await readdir(path).catch(() => [])) sum += await usedBytes(join(path, name));
  return sum;
}
