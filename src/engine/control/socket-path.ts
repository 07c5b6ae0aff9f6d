/**
 * A way to a unix socket however deep its folder is: an address holds 107 bytes (sun_path of unix(7); 103 on macOS), a folder for temporary
 * files may be longer. On Linux a folder that is open has a short name too:
 *
 *   /home/…/scaffold-0123456789ab/control.sock  ->  /proc/self/fd/23/control.sock
 */
import { closeSync, constants, openSync } from "node:fs";
import { basename, dirname } from "node:path";

export interface SocketPath {
  /** For `listen` or `connect`. */
  readonly path: string;
  /** Once it is bound and closed, or connected. */
  release(): void;
}

/** Throws an Error with a sentence when there is no way, and what the system says when there is no such folder. */
export function socketPath(path: string, platform: NodeJS.Platform = process.platform): SocketPath {
  const most = platform === "linux" ? 107 : 103;
  const bytes = Buffer.byteLength(path);
  if (bytes <= most) return { path, release: () => {} };
  if (platform !== "linux") {
    throw new Error(
      `the path of its socket has ${bytes} bytes, ${most} are possible: set XDG_RUNTIME_DIR or TMPDIR to a folder nearer the root`,
    );
  }
  const folder = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: `/proc/self/fd/${folder}/${basename(path)}`, release: () => closeSync(folder) };
}
