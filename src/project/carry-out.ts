import { join } from "node:path";
import { EXIT, type Issue } from "../errors.ts";
import type { Host } from "../host.ts";
import { companionsOf } from "../patterns/index.ts";
import type { Plan } from "../plan/change.ts";
import { objectReferences } from "../pod/references.ts";
import { version } from "../version.ts";
import { manifestOf } from "./desired.ts";
import { createMissing, removeBuilt, replaceDocument, replaceFile } from "./files.ts";
import { buildStale, type GenerateOptions, generateProject, planProject } from "./generate.ts";
import type { LoadedProject } from "./load.ts";
import { completeLocalEnv, localEnvPath } from "./local-env.ts";
import { withPorts } from "./ports.ts";
import { readVersions } from "./upgrade.ts";
import { type Registration, register, unregistered } from "./workspace.ts";

export interface Generation {
  /** The project as its document will be. */
  readonly project: LoadedProject;
  /** The document on the disk; undefined when there is none yet. */
  readonly before: string | undefined;
  /** The user's own first files, written where they do not exist. */
  readonly files?: Readonly<Record<string, string>>;
  /** The user's own files that get another content. */
  readonly changed?: Readonly<Record<string, string>>;
  readonly options?: GenerateOptions;
  /** false leaves bundling the programs to `npm start`. */
  readonly build?: boolean;
}

/** What was done to one project. */
export interface Outcome {
  readonly project: LoadedProject;
  /** The user's own files that were written: the document, a first app. */
  readonly own: readonly { readonly kind: string; readonly path: string }[];
  readonly plan: Plan;
  readonly built: readonly string[];
  /** What kept programs from being built. */
  readonly issues: readonly Issue[];
  readonly registered: Registration | undefined;
  readonly exit: number;
}

/**
 * Writes the document where it changed, generates, registers new packages in the workspace, and builds. Throws, and writes nothing, where a
 * newer version of the toolkit generated the project.
 */
export async function carryOut(
  { project, before, files = {}, changed = {}, options = {}, build = true }: Generation,
  host: Host,
): Promise<Outcome> {
  readVersions([project], version(), host, { older: options.older === true });
  const ready = withPorts(project, host);
  const { root } = ready.place;
  const own: { kind: string; path: string }[] = [];
  if (ready.text !== before) {
    replaceDocument(host.fs, ready.place, before, ready.text);
    own.push({ kind: before === undefined ? "create" : "update", path: "scaffold.yaml" });
  }
  for (const path of createMissing(host.fs, root, files)) own.push({ kind: "create", path });
  for (const [path, text] of Object.entries(changed)) {
    replaceFile(host.fs, join(root, path), text);
    own.push({ kind: "update", path });
  }
  const plan = generateProject(ready, host, options);
  removeBuilt(host.fs, root, plan);
  completeSecrets(ready, host);
  const packages = packageFolders(ready).filter((folder) => host.fs.stat(join(folder, "package.json")) !== undefined);
  const registered = unregistered(host, packages);
  if (registered) register(host, registered);
  const { built, issues } = build && plan.exit === EXIT.ok ? await buildStale(ready, host) : { built: [], issues: [] };
  return { project: ready, own, plan, built, issues, registered, exit: issues.length > 0 ? EXIT.failed : plan.exit };
}

/** What {@link carryOut} would do. Writes nothing. */
export function foresee(
  { project, before, files = {}, options = {} }: Generation,
  host: Host,
): Pick<Outcome, "own" | "plan" | "registered"> {
  const ready = withPorts(project, host);
  const document = ready.text === before ? [] : [{ kind: before === undefined ? "create" : "update", path: "scaffold.yaml" }];
  const missing = Object.keys(files).filter((path) => host.fs.stat(join(ready.place.root, path)) === undefined);
  const plan = planProject(ready, host, { ...options, readOnly: true });
  const own = [...document, ...missing.map((path) => ({ kind: "create", path }))];
  return { own, plan, registered: unregistered(host, packageFolders(ready)) };
}

/** The absolute folders of the companions that are packages. */
export function packageFolders({ place, spec }: LoadedProject): string[] {
  return companionsOf(spec)
    .filter(({ hasPackage }) => hasPackage)
    .map(({ name }) => join(place.root, spec.out, name));
}

/** Values for this machine of the Secrets and ConfigMaps that the manifest reads, where there are none. */
function completeSecrets({ place, spec }: LoadedProject, host: Host): void {
  const path = join(place.root, localEnvPath);
  const bytes = host.fs.read(path);
  const next = completeLocalEnv(bytes && new TextDecoder().decode(bytes), objectReferences(manifestOf(spec)));
  if (next !== undefined) replaceFile(host.fs, path, next, 0o600);
}
