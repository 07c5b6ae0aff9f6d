/**
 * A container as a program of this machine: everything that can be said before it is started.
 *
 *   env, envFrom --+--> environment --+
 *   mounts --------+--> rewriting     +--> argv, env, working directory
 *   --run, command, image ------------+
 */
import { closeSync, existsSync, fchmodSync, mkdirSync, openSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { ScaffoldError } from "../../../errors.ts";
import type { Container } from "../../../pod/model.ts";
import { containerEnv } from "../../env.ts";
import type { PodFacts } from "../../env-fields.ts";
import { type LaunchPlan, type LaunchSources, nothingToRun, planLaunch } from "../../launch.ts";
import { containerMounts, type Mount, mountVariables } from "../../mounts.ts";
import { type Rewrite, rewritePaths } from "../../mounts-rewrite.ts";
import type { PodObjects } from "../../objects.ts";
import { podHostname } from "../../pod-hostname.ts";
import type { RunFolder } from "../../run-folder.ts";
import { runAsRootRefusal } from "../../security.ts";
import type { VolumePaths } from "../../volumes.ts";
import type { ProgramSpec } from "./group.ts";
import { MARKER } from "./sweep.ts";
import type { View, World } from "./world.ts";

export interface ProgramOptions extends LaunchSources {
  readonly objects: PodObjects;
  /** The caller's environment, of which containers get PATH and HOME, and what `inheritEnv` names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly inheritEnv?: readonly string[];
  /** Where a container works that names no folder of its own: the manifest's folder; for `--run` the caller's. */
  readonly directory: string;
  readonly runDirectory?: string;
  /** What else changes in texts that are written for the container, e.g. mapped ports; before mount paths do. */
  readonly rewrite?: Rewrite;
}

export interface Program extends ProgramSpec {
  /** How any text that was written for the container reads to its processes. */
  readonly here: Rewrite;
  /** Where its last words are, on this machine. */
  readonly messageFile: string;
  readonly enter: View["enter"];
  readonly release: View["release"];
}

/** What keeps a container from being started; `reason` and `message` are the kubelet's. */
export class StartRefused extends Error {
  readonly reason: string;

  constructor(reason: string, cause: unknown) {
    super(textOf(cause), { cause });
    this.reason = reason;
  }
}

/** With the place of each mistake and its line, where they are known: `log-agent/src/main.ts:29:10: Unexpected ")"`. */
function textOf(cause: unknown): string {
  if (!(cause instanceof ScaffoldError)) return cause instanceof Error ? cause.message : String(cause);
  return cause.issues
    .map(({ message, where }) =>
      where ? `${where.file}:${where.line}:${where.column}: ${message}\n  ${where.excerpt?.trim() ?? ""}`.trimEnd() : message,
    )
    .join("\n");
}

export interface Place {
  readonly facts: PodFacts;
  readonly folder: RunFolder;
  readonly volumes: VolumePaths;
  readonly world: World;
}

/** Throws a StartRefused. */
export async function programOf(container: Container, instance: number, options: ProgramOptions, place: Place): Promise<Program> {
  const { facts, folder, volumes, world } = place;
  const refusal = runAsRootRefusal(container, facts.pod);
  if (refusal !== undefined) throw new StartRefused("CreateContainerConfigError", refusal);
  const variables = containerEnv(container, facts, options.objects, volumes);
  if (!variables.ok) throw new StartRefused("CreateContainerConfigError", variables.message);
  const mounts = refusing("CreateContainerConfigError", () => containerMounts(container, volumes, variables.env, folder.volumes));
  const messageFile = refusing("CreateContainerError", () => makeMessageFile(join(folder.messages, `${container.name}-${instance}`)));
  const realPaths = rewritePaths([
    ...mounts.map(ruleOf),
    { from: container.terminationMessagePath || "/dev/termination-log", to: messageFile },
  ]);
  const view = refusing("CreateContainerError", () => world.view({ container, instance, mounts, messageFile, realPaths }));
  const written: Rewrite = (text) => options.rewrite?.(text) ?? text;
  const here: Rewrite = (text) => view.paths(written(text));
  const really: Rewrite = (text) => realPaths(written(text));

  const plan = await planLaunch(container, variables.env, options, here).catch((error: unknown) => {
    throw new StartRefused("CreateContainerError", error);
  });
  if (!plan) {
    const { reason, message } = nothingToRun(container);
    throw new StartRefused(reason, message);
  }
  const cwd = refusing("CreateContainerError", () => workingDirectory(container, plan, { here, really }, options, folder));
  const env = {
    ...callerEnv(options),
    HOSTNAME: podHostname(facts.pod).kernel,
    TERMINATION_MESSAGE_PATH: view.messageFile,
    ...plan.env,
    ...Object.fromEntries([...variables.env].map(([name, value]) => [name, here(value)])),
    ...Object.fromEntries(mountVariables(view.mounts)),
    [MARKER]: `${folder.id}/${container.name}/${instance}`,
  };
  // What stands for an image works in its own folder. Where nothing does, a command is written for the image's.
  const needed = plan.from === "command" && plan.cwd === undefined ? [] : [cwd];
  const prepared = await view.prepare({ argv: plan.argv, env, cwd }, needed).catch((error: unknown) => {
    view.release();
    throw new StartRefused("CreateContainerError", error);
  });
  return { ...prepared, here, messageFile, enter: view.enter, release: view.release };
}

const ruleOf = ({ mountPath, target }: Mount) => ({ from: mountPath, to: target });

function refusing<T>(reason: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StartRefused(reason, error);
  }
}

function callerEnv({ env, inheritEnv = [] }: ProgramOptions): Record<string, string> {
  const { PATH = "/usr/local/bin:/usr/bin:/bin", HOME = "/", ...rest } = env;
  const inherited = inheritEnv.flatMap((name) => (rest[name] === undefined ? [] : [[name, rest[name]] as const]));
  return { PATH, HOME, ...Object.fromEntries(inherited) };
}

/**
 * workingDir counts where it lies in a mount; for a command of the manifest also where this machine has such a folder, else a new
 * empty one stands for it, as a container runtime would make it. An image's folder has another place here, and the launch names it.
 */
function workingDirectory(
  container: Container,
  plan: LaunchPlan,
  paths: { readonly here: Rewrite; readonly really: Rewrite },
  options: ProgramOptions,
  folder: RunFolder,
): string {
  const { name, workingDir } = container;
  const mapped = workingDir === undefined ? undefined : paths.really(workingDir);
  if (workingDir !== undefined && mapped !== undefined && mapped !== workingDir) {
    made(mapped);
    return paths.here(workingDir);
  }
  if (plan.from === "run") return options.runDirectory ?? options.directory;
  if (plan.cwd !== undefined || plan.from === "image") return plan.cwd ?? options.directory;
  if (mapped === undefined) return options.directory;
  return isAbsolute(mapped) && existsSync(mapped) ? mapped : made(join(folder.work, name));
}

function made(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}

/** Empty and writable for everyone, whatever the umask. */
function makeMessageFile(path: string): string {
  const file = openSync(path, "w");
  fchmodSync(file, 0o666);
  closeSync(file);
  return path;
}
