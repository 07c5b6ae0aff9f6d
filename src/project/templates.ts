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
      for (const file of filesBelow(host, folder, "", repository, issues)) {
        const override = { file: relative(host.cwd, join(folder, file)), text: new TextDecoder().decode(host.fs.read(join(folder, file))) };
        if (!known.includes(file)) issues.push(strange(file, override, known));
        else if (!overrides.has(file)) overrides.set(file, override);
      }
  }
  return { overrides, issues };
}

/** Paths below `folder`, sorted. Hidden files are not templates. */
function filesBelow(host: Host, folder: string, below: string, repository: Repository, issues: Issue[]): string[] {
  return host.fs.list(join(folder, below)).flatMap((name) => {
    if (name.startsWith(".")) return [];
    const path = below === "" ? name : `${below}/${name}`;
    const at = join(folder, path);
    const kind = host.fs.stat(at)?.kind;
    if (kind === "directory") return filesBelow(host, folder, path, repository, issues);
    const refuse = (message: string, hint: string): string[] => {
      issues.push({ message: `${relative(host.cwd, at)} ${message}`, hint });
      return [];
    };
    if (kind === "symlink") {
      const real = host.fs.realPath(at);
      if (real === undefined || !isInside(real, repository.root))
        return refuse("is a link out of the repository", outsideHint(host, repository));
      if (host.fs.stat(real)?.kind !== "file") return refuse("is a link to a folder", "put the templates themselves here");
    } else if (kind !== "file") return refuse("is not a file", "put templates here, and nothing else");
    return [path];
  });
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
