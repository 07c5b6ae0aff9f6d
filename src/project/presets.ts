import { dirname, join, relative, resolve } from "node:path";
import type { Issue, Place } from "../errors.ts";
import type { Host } from "../host.ts";
import { projectPresetSchema } from "../patterns/index.ts";
import { repositoryPath } from "../spec/fields.ts";
import { type Extension, type Preset, readPreset } from "../spec/preset.ts";
import { nearest } from "../suggest.ts";
import { isInside, repositoryOf } from "./repository.ts";

/** A preset as it is on the disk. */
export interface PresetFile extends Preset {
  /** Absolute folder that its own paths start from. */
  readonly folder: string;
}

/** What `extends` in a document leads to. */
export interface FoundPresets extends Extension {
  readonly presets: readonly PresetFile[];
}

/** Presets may extend presets; a longer way than this is no design any more. */
const longest = 16;

/** Reads the presets that a document in `folder` extends, the nearest first. Each way from one file to the next is checked. */
export function findPresets(host: Host, folder: string, path: string, where: Place): FoundPresets {
  const repository = repositoryOf(host, folder);
  const presets: PresetFile[] = [];
  const seen: string[] = [];
  let from = folder;
  let next: { path: string; where: Place } | undefined = { path, where };
  while (next) {
    const issue = (message: string, hint: string): FoundPresets => ({
      presets,
      issues: next ? [{ message: `extends: ${message}`, where: next.where, hint }] : [],
    });
    // A path of the wrong form is the schema's to refuse.
    if (!repositoryPath.safeParse(next.path).success) break;
    const file = resolve(from, next.path);
    const shown = relative(host.cwd, file) || file;
    if (host.fs.stat(file) === undefined) {
      const guess = nearest(
        file,
        host.fs.list(dirname(file)).map((name) => join(dirname(file), name)),
      );
      const hint = guess ? `did you mean "${relative(from, guess)}"?` : "the path is relative to the file that it stands in";
      return issue(`there is no file ${shown}`, hint);
    }
    const real = host.fs.realPath(file) ?? file;
    if (!isInside(real, repository.root)) return issue(`${shown} is outside of the repository`, outsideHint(host, repository));
    if (host.fs.stat(real)?.kind !== "file") return issue(`${shown} is not a file`, "name the preset itself, such as ../platform.yaml");
    if (seen.includes(real)) {
      const ring = [...seen.slice(seen.indexOf(real)), real].map((one) => relative(repository.root, one)).join(" -> ");
      return issue(`a preset that extends itself: ${ring}`, "one of them has to end the chain");
    }
    if (seen.length === longest) return issue(`more than ${longest} presets, each extending the next`, "join some of them");
    seen.push(real);
    const text = new TextDecoder().decode(host.fs.read(real));
    const preset = readPreset(text, shown, projectPresetSchema());
    from = dirname(file);
    presets.push({ ...preset, folder: from });
    const further = preset.data["extends"];
    next = typeof further === "string" ? { path: further, where: preset.source.place(["extends"], "value") } : undefined;
  }
  return { presets, issues: [] };
}

/** What to do about a file that is outside of the repository. */
export function outsideHint(host: Host, { root, marked }: { readonly root: string; readonly marked: boolean }): string {
  const shown = relative(host.cwd, root) || "this folder";
  if (marked) return `what a document uses is committed with it: move it into ${shown}`;
  return `nothing above marks a repository (.git, or a package.json with workspaces), so only ${shown} counts`;
}

/** The same mistake of a preset is met by every document that extends it. */
export function withoutRepeats(issues: readonly Issue[]): Issue[] {
  const key = ({ message, where }: Issue) => JSON.stringify([message, where?.file, where?.line, where?.column]);
  return [...new Map(issues.map((issue) => [key(issue), issue])).values()];
}
