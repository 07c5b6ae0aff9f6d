import { join, relative, resolve } from "node:path";
import type { Issue, Place } from "../errors.ts";
import type { Host } from "../host.ts";
import { type Override, packagedTemplates } from "../render/template.ts";
import { nearest } from "../suggest.ts";
import { outsideHint } from "./presets.ts";
import { isInside, type Repository, repositoryOf } from "./repository.ts";

/** One `templates:` of a document or a preset. */
export interface TemplateFolder {
  /** As it is written. */
  readonly path: string;
  /** Absolute folder of the file that says so. */
  readonly from: string;
  readonly where: Place;
}

interface Found {
  readonly overrides: ReadonlyMap<string, Override>;
  readonly issues: readonly Issue[];
}

/** Templates of a new project's sample app and of the demo are rendered before there is a document. */
const beforeADocument = /^(app|demo)\//;

/** Reads the templates that replace packaged ones. Of two folders with the same path in them the first wins. */
export function findTemplates(host: Host, folders: readonly TemplateFolder[]): Found {
  const overrides = new Map<string, Override>();
  const issues: Issue[] = [];
  const known = packagedTemplates().filter((path) => !beforeADocument.test(path));
  for (const { path, from, where } of folders) {
    const folder = resolve(from, path);
    const repository = repositoryOf(host, from);
    const refuse = (message: string, hint: string) => issues.push({ message: `templates: ${message}`, where, hint });
    const real = host.fs.realPath(folder);
    if (real === undefined)
      refuse(`there is no folder ${relative(host.cwd, folder)}`, "the path is relative to the file that it stands in");
    else if (!isInside(real, repository.root))
      refuse(`${relative(host.cwd, folder)} is outside of the repository`, outsideHint(host, repository));
    else if (host.fs.stat(real)?.kind !== "directory")
      refuse(`${relative(host.cwd, folder)} is not a folder`, "name the folder that holds them");
    else
      for (const file of filesBelow(host, folder, repository, issues)) {
        const override = { file: relative(host.cwd, join(folder, file)), text: new TextDecoder().decode(host.fs.read(join(folder, file))) };
        if (!known.includes(file)) issues.push(strange(file, override, known));
        else if (!overrides.has(file)) overrides.set(file, override);
      }
  }
  return { overrides, issues };
}

/** More than this in a folder of templates is another folder, such as the repository's own. */
const most = 500;

/** Paths below `folder`, sorted. Hidden files are not templates. */
function filesBelow(host: Host, folder: string, repository: Repository, issues: Issue[]): string[] {
  const found: string[] = [];
  const open = host.fs.list(folder);
  for (let path = open.pop(), seen = 0; path !== undefined; path = open.pop(), seen += 1) {
    const at = join(folder, path);
    const shown = relative(host.cwd, at);
    if (path.split("/").at(-1)?.startsWith(".")) continue;
    if (seen === most) {
      issues.push({
        message: `templates: ${relative(host.cwd, folder)} holds more than ${most} files`,
        hint: "name a folder of templates alone",
      });
      return [];
    }
    const kind = host.fs.stat(at)?.kind;
    const real = kind === "symlink" ? host.fs.realPath(at) : at;
    if (kind === "directory") open.push(...host.fs.list(at).map((name) => `${path}/${name}`));
    else if (kind === "symlink" && (real === undefined || !isInside(real, repository.root)))
      issues.push({ message: `${shown} is a link out of the repository`, hint: outsideHint(host, repository) });
    else if (real === undefined || host.fs.stat(real)?.kind !== "file")
      issues.push({ message: `${shown} is not a file`, hint: "put the templates themselves here, and nothing else" });
    else found.push(path);
  }
  return found.sort();
}

function strange(path: string, { file, text }: Override, known: readonly string[]): Issue {
  const [top = ""] = path.split("/");
  const beside = known.filter((other) => other.startsWith(`${top}/`));
  const guess = nearest(path, known) ?? nearest(`${path}.hbs`, known) ?? known.find((other) => other === `${path}.hbs`);
  const list = beside.length > 0 ? beside : [...new Set(known.map((other) => `${other.split("/")[0]}/`))];
  const reason = beforeADocument.test(path) ? "is rendered before there is a document, so it cannot be replaced" : "replaces no template";
  return {
    message: `${path} ${reason}`,
    where: { file, line: 1, column: 1, excerpt: text.split("\n")[0] ?? "" },
    hint: guess ? `did you mean ${guess}?` : `${beside.length > 0 ? "the templates there are" : "templates are in"} ${list.join(", ")}`,
  };
}
