/**
 * A container's root directory as a list of mounts: this machine's own, with the pod's volumes at their places. Places that this machine
 * lacks are made in empty folders of the run that stand for their parents, so nothing of the machine is touched:
 *
 *   /data is missing      <root>            an empty folder with a name for every entry of /, and `data`
 *                         <root>/usr  …     what this machine has there
 *                         <root>/data       the volume
 */
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** One line of the table that mount(8) reads. Paths are this machine's; targets begin with the root. */
export interface MountLine {
  readonly from: string;
  readonly to: string;
  readonly readOnly: boolean;
}

/** What is to be at a path of the container. */
export interface Placed {
  readonly from: string;
  /** Absolute, normalised. */
  readonly at: string;
  readonly readOnly: boolean;
}

/** What a container has in /dev, and this machine too; others are this machine's alone (runtime-spec, default devices). */
const devices = new Set("null zero full random urandom tty ptmx pts shm mqueue fd stdin stdout stderr log".split(" "));

export interface Layout {
  readonly lines: readonly MountLine[];
  /** Empty directories that had to be made in a folder for temporary files of this machine. */
  readonly made: readonly string[];
}

/** @param root an empty folder, which becomes `/`; `spare` one for the folders that stand for others */
export function planLayout(root: string, spare: string, placed: readonly Placed[]): Layout {
  const lines: MountLine[] = [];
  const made: string[] = [];
  /** Folders that stand for others, by what they stand for. */
  const mirrors = new Map<string, string>();

  function mirror(path: string): string {
    const known = mirrors.get(path);
    if (known !== undefined) return known;
    const folder = path === "/" ? root : join(spare, String(mirrors.size));
    mirrors.set(path, folder);
    mkdirSync(folder, { recursive: true });
    lines.push({ from: folder, to: join(root, path), readOnly: false });
    for (const name of readdirSync(path)) {
      if (path === "/dev" && !devices.has(name)) continue;
      const stat = lstatSync(join(path, name), { throwIfNoEntry: false });
      if (stat?.isSymbolicLink()) symlinkSync(readlinkSync(join(path, name)), join(folder, name));
      else if (stat) {
        makeMountPoint(join(folder, name), stat.isDirectory());
        lines.push({ from: join(path, name), to: join(root, path, name), readOnly: false });
      }
    }
    return folder;
  }

  mirror("/");
  const before: { readonly at: string; readonly from: string }[] = [];
  for (const { from, at, readOnly } of [...placed].sort((a, b) => a.at.length - b.at.length)) {
    const directory = statSync(from).isDirectory();
    const over = before.findLast((one) => isBelow(at, one.at));
    const { existing, rest } = deepest(over ? join(over.from, relative(over.at, at)) : at);
    // In a volume a container runtime makes the place, too.
    if (over) makeMountPoint(join(existing, rest), directory);
    else if (rest !== "" && isForEveryone(existing)) {
      made.push(join(existing, rest.split(sep)[0] ?? rest));
      makeMountPoint(join(existing, rest), directory);
    } else if (rest !== "") makeMountPoint(join(mirror(existing), rest), directory);
    const to = join(root, over ? at : join(existing, rest));
    lines.push({ from, to, readOnly });
    before.push({ at, from });
  }
  return { lines, made };
}

export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === "/" ? "/" : `${folder}${sep}`);

/** Without links: one would lead out of the new root. */
function deepest(path: string): { readonly existing: string; readonly rest: string } {
  let existing = path;
  while (statSync(existing, { throwIfNoEntry: false }) === undefined) existing = dirname(existing);
  return { existing: realpathSync(existing), rest: relative(existing, path) };
}

/** A folder like /tmp: what others put there later has to be seen, so nothing can stand for it. */
const isForEveryone = (path: string): boolean => (statSync(path).mode & 0o1002) === 0o1002;

function makeMountPoint(path: string, directory: boolean): void {
  if (statSync(path, { throwIfNoEntry: false })) return;
  mkdirSync(directory ? path : dirname(path), { recursive: true });
  if (!directory) closeSync(openSync(path, "a"));
}

/** fstab(5), one line a mount. A mount keeps the restrictions of where it comes from, or a user may not make it read-only. */
export function tableOf(lines: readonly MountLine[]): string {
  const restrictions = restrictionsHere();
  const line = ({ from, to, readOnly }: MountLine): string =>
    `${escaped(from)} ${escaped(to)} none ${["rbind", ...(readOnly ? ["ro", ...restrictions(from)] : [])].join(",")} 0 0\n`;
  return lines.map(line).join("");
}

const escaped = (path: string): string => path.replace(/[\s\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
const kept = new Set(["nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime"]);

function restrictionsHere(): (path: string) => string[] {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, , , , at, options] = line.split(" ");
      return at === undefined || options === undefined
        ? []
        : [{ at: at.replace(/\\(\d{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8))), options }];
    });
  return (path) => {
    const real = realpathSync(path);
    const longest = mounts.reduce((best, one) => (isBelow(real, one.at) && one.at.length >= best.at.length ? one : best), {
      at: "",
      options: "",
    });
    return longest.options.split(",").filter((option) => kept.has(option));
  };
}
