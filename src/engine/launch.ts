/**
 * What a container runs where there are no images: first match wins.
 *
 *   1. `--run NAME='command line'`        through /bin/sh -c
 *   2. the container's own command, args  no shell, found on PATH
 *   3. what stands for its image          an emitted companion, the document's `run:`; args replace the image's CMD
 *   4. nothing                            the container waits as ErrImageNeverPull, or InvalidImageName
 */
import type { Container } from "../pod/model.ts";
import { expand } from "./expand.ts";
import { isImageName } from "./image-name.ts";
import type { Rewrite } from "./mounts-rewrite.ts";

/** What an image would say: entry point, default arguments, environment, working directory. */
export interface Launch {
  /** A program with arguments, taken as they are (they name files of this machine); or a command line for /bin/sh, written for the container. */
  readonly entrypoint: readonly string[] | string;
  /** CMD: used when the container has no args of its own. */
  readonly cmd?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Says what stands for a container's image; asked at every start, so it may build first. undefined = nothing does. */
export type Resolve = (container: Container) => Launch | undefined | Promise<Launch | undefined>;

export interface LaunchSources {
  /** `--run`, by container name. */
  readonly commands?: Readonly<Record<string, string>>;
  readonly resolve?: Resolve;
}

export interface LaunchPlan {
  readonly argv: readonly string[];
  /** What the image sets, below the manifest's own variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Decides the working directory when nothing names one. */
  readonly from: "run" | "command" | "image";
}

/** @param here how a text that was written for the container reads on this machine */
export async function planLaunch(
  container: Container,
  env: ReadonlyMap<string, string>,
  sources: LaunchSources,
  here: Rewrite,
): Promise<LaunchPlan | undefined> {
  const line = sources.commands?.[container.name];
  if (line !== undefined) return { argv: ["/bin/sh", "-c", here(line)], env: {}, from: "run" };

  const expanded = (texts: readonly string[]): string[] => texts.map((text) => here(expand(text, (name) => env.get(name))));
  const { command = [], args = [] } = container;
  if (command.length > 0) {
    const image = await surroundings(container, sources);
    return {
      argv: [...expanded(command), ...expanded(args)],
      env: image?.env ?? {},
      from: "command",
      ...(image?.cwd !== undefined && { cwd: image.cwd }),
    };
  }

  const launch = await sources.resolve?.(container);
  if (!launch) return undefined;
  const rest = args.length > 0 ? expanded(args) : (launch.cmd ?? []);
  const argv = typeof launch.entrypoint === "string" ? shellArgv(here(launch.entrypoint), rest) : [...launch.entrypoint, ...rest];
  return { argv, env: launch.env ?? {}, from: "image", ...(launch.cwd !== undefined && { cwd: launch.cwd }) };
}

/** What an image says beside its entry point. A container that says itself what it runs can do without. */
async function surroundings(container: Container, sources: LaunchSources): Promise<Launch | undefined> {
  try {
    return await sources.resolve?.(container);
  } catch {
    return undefined;
  }
}

/** A command line with arguments behind it, each arriving as one word. */
function shellArgv(line: string, args: readonly string[]): string[] {
  return args.length > 0 ? ["/bin/sh", "-c", `${line} "$@"`, "sh", ...args] : ["/bin/sh", "-c", line];
}

/** The kubelet's reason and text for an image that cannot be had, and what to type. */
export function nothingToRun({ name, image }: Container): {
  readonly reason: "InvalidImageName" | "ErrImageNeverPull";
  readonly message: string;
} {
  const hint = `; say what it runs: --run ${name}='COMMAND'`;
  if (image !== undefined && !isImageName(image)) {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format${hint}`;
    return { reason: "InvalidImageName", message };
  }
  const which = image === undefined ? `of ${name}` : `"${image}"`;
  return { reason: "ErrImageNeverPull", message: `Container image ${which} is not present with pull policy of Never${hint}` };
}
