import { join } from "node:path";
import type { Argv } from "yargs";
import { EXIT, type Issue, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import { type PatternName, patterns, projectSchema } from "../patterns/index.ts";
import type { Pattern } from "../patterns/pattern.ts";
import { type LoadedProject, parseProject, readProject } from "../project/load.ts";
import { locate, type Place } from "../project/locate.ts";
import { type Starter, starter } from "../project/starter.ts";
import { editSpec } from "../spec/edit.ts";
import { newDocument } from "../spec/new-document.ts";
import { valueAt } from "../spec/path.ts";
import { flagsToOptions, optionFlags } from "./flags.ts";
import { annotated } from "./infer/annotate.ts";
import { parseChanged } from "./option-issues.ts";
import type { CommandModule } from "./program.ts";
import { generateAndReport, generateFlags } from "./report/generated.ts";

/** A command line once options of the command's own have been turned into those of the pattern. */
export interface Prepared {
  readonly argv: Readonly<Record<string, unknown>>;
  /** What stands above a key of the companion in the document. */
  readonly comment?: { readonly key: string; readonly lines: readonly string[] };
  /** The user's own first files, by their paths in the companion's folder: written where they do not exist. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What a command has besides the options of its pattern. */
interface Extension {
  /** The positional argument that names the companion, where `name` is an option. */
  readonly positional: string;
  flags(yargs: Argv): Argv;
  prepare(argv: Readonly<Record<string, unknown>>, host: Host): Promise<Prepared>;
}

const plain: Extension = { positional: "name", flags: (yargs) => yargs, prepare: async (argv) => ({ argv }) };

/** The command of a pattern: adds or changes that companion in the document, then generates it. */
export function companionCommand(
  patternName: PatternName,
  examples: readonly (readonly [command: string, about: string])[],
  { positional, flags, prepare }: Extension = plain,
): CommandModule {
  const pattern = patterns[patternName] as Pattern<unknown>;
  return {
    flags(yargs: Argv): Argv {
      const options = flags(generateFlags(yargs))
        .positional(positional, { type: "string", describe: "the companion's name; before the options" })
        .options(optionFlags(pattern.options));
      return examples.reduce((y, [command, about]) => y.example(command, about), options);
    },

    async run(typed, host) {
      const { argv, comment, files: own = {} } = await prepare(typed, host);
      const place = locate(host, argv["out"] === undefined ? undefined : String(argv["out"]));
      const begun = begin(place, host, []);
      const changedTo = await change(patternName, pattern, { ...argv, name: argv[positional] }, begun, host);
      const { name } = changedTo;
      const at = ["companions", name];
      const isNew = changedTo.text !== begun.project.text;
      const text = comment && isNew ? annotated(changedTo.text, [...at, comment.key], comment.lines) : changedTo.text;
      const project = parseChanged({ place, text, before: begun.before, argv, schema: pattern.options, at }, host);
      const folder = join(project.spec.out, name);
      const files = {
        ...begun.starter?.files,
        ...Object.fromEntries(Object.entries(own).map(([path, content]) => [join(folder, path), content])),
      };
      for (const path of Object.keys(own)) {
        const before = host.fs.read(join(place.root, folder, path));
        if (before && Buffer.from(before).toString() !== own[path])
          host.stderr(`note: ${join(folder, path)} is yours and is kept; delete it to have it made anew\n`);
      }
      const exit = await generateAndReport({ project, before: begun.before, files, argv, host, groups: [name, ""] });
      const left = pattern.leftToDo?.({ name, options: project.spec.companions[name] });
      if (left !== undefined && exit === EXIT.ok && argv["json"] !== true && argv["dry-run"] !== true) host.stderr(`${left}\n`);
      return exit;
    },
  };
}

interface Begun {
  readonly place: Place;
  /** The document on the disk; undefined when there is none yet. */
  readonly before: string | undefined;
  readonly project: LoadedProject;
  readonly starter?: Starter;
}

/** The project as it is, or as a first command starts it. Nothing is written yet. */
export function begin(place: Place, host: Host, taken: readonly string[]): Begun {
  if (place.exists) {
    const project = readProject(host, place);
    return { place, before: project.text, project };
  }
  const names = [...taken, "log-agent", "log-adapter", "db-proxy", "wait-for-db", "wait-for-service", "fetch-code", "migrate", "app"];
  const first = starter(host, place.root, { taken: names });
  const project = parseProject(place, newDocument({ name: first.name, app: first.app }), host);
  return { place, before: undefined, project, starter: first };
}

async function change(
  patternName: PatternName,
  pattern: Pattern<unknown>,
  argv: Record<string, unknown>,
  { project }: Begun,
  host: Host,
): Promise<{ name: string; text: string }> {
  const { companions, app } = project.spec;
  const typedName = argv["name"] === undefined ? undefined : String(argv["name"]);
  let given = flagsToOptions(argv, pattern.options, typedName === undefined ? undefined : companions[typedName]);
  const name = typedName ?? pattern.defaultName(given);
  const existing = Object.hasOwn(companions, name) ? companions[name] : undefined;
  if (existing && existing.pattern !== patternName) throw otherPattern(name, existing.pattern, patternName);
  if (existing) {
    given = flagsToOptions(argv, pattern.options, existing);
    // A companion that a preset gives is mentioned in the document only for what is different here.
    if (Object.keys(given).length === 0) return { name, text: project.text };
    return { name, text: editSpec(project.text, [{ merge: ["companions", name], with: given }], projectSchema()) };
  }
  if (host.interactive && argv["yes"] !== true && Object.keys(given).length === 0) {
    const { askOptions } = await import("./prompt.ts");
    given = await askOptions(pattern.options, given, host, { suggested: pattern.firstOptions(given, app) });
  }
  const first = Object.entries(pattern.firstOptions(given, app));
  const shared = defaultedKeys(project, patternName);
  // What presets say for every companion of the pattern is not said again.
  const own = first.flatMap(([key, value]) => (shared.has(key) ? (key in given ? [[key, given[key]]] : []) : [[key, value]]));
  const companion = { pattern: patternName, ...Object.fromEntries(own) };
  return { name, text: editSpec(project.text, [{ set: ["companions", name], to: companion }], projectSchema()) };
}

/** The options that a preset gives to every companion of a pattern. */
function defaultedKeys({ presets }: LoadedProject, pattern: string): Set<string> {
  return new Set(presets.flatMap(({ data }) => Object.keys(valueAt(data, ["defaults", pattern]) ?? {})));
}

function otherPattern(name: string, is: string, wanted: string): ScaffoldError {
  const issue: Issue = {
    message: `"${name}" is a companion of the pattern ${is} already`,
    hint: `give the new one a name: scaffold ${wanted} my-${wanted}, or \`scaffold remove ${name}\` first`,
  };
  return new ScaffoldError("NAME_TAKEN", issue);
}
