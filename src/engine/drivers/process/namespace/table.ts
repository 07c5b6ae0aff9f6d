/** Mounts as the table that mount(8) reads. */
import { readFileSync, realpathSync } from "node:fs";
import { sep } from "node:path";

/** Paths are this machine's; targets begin with the root that is put together. */
export interface MountLine {
  readonly from: string;
  readonly to: string;
  readonly readOnly?: boolean;
}

/** What makes `root` the namespace's own. Comes last. `mount -a` passes over what is called `/`. */
export const overRoot = (root: string): MountLine => ({ from: root, to: "/." });

/** fstab(5), one line a mount. A mount keeps the restrictions of where it comes from, or a user may not make it read-only. */
export function tableOf(lines: readonly MountLine[]): string {
  const restrictions = restrictionsHere();
  const line = ({ from, to, readOnly }: MountLine): string =>
    `${escaped(from)} ${escaped(to)} none ${["rbind", ...(readOnly ? ["ro", ...restrictions(from)] : [])].join(",")} 0 0\n`;
  return lines.map(line).join("");
}

export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === "/" ? "/" : `${folder}${sep}`);

export const mountsHere = (): string => readFileSync("/proc/self/mountinfo", "utf8");

const escaped = (path: string): string => path.replace(/[\s\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
const kept = new Set(["nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime"]);

function restrictionsHere(): (path: string) => string[] {
  const mounts = mountsHere()
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
