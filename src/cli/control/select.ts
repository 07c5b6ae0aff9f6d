/** Which pod, and which container of it, a command from another terminal is about. */
import type { Argv } from "yargs";
import { type Conversation, converse, type RunningPod, runningPods } from "../../engine/control/client.ts";
import type { Answer, Question } from "../../engine/control/protocol.ts";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { allContainers } from "../../pod/containers.ts";
import type { Pod } from "../../pod/model.ts";
import { nearest } from "../../suggest.ts";

export function podFlag(yargs: Argv): Argv {
  return yargs.option("pod", { type: "string", requiresArg: true, describe: "which pod, by name or uid; not needed while only one runs" });
}

/** kubectl exits with 1 whatever is wrong; so do the commands that bear its names. */
export function refusal(code: string, message: string, hint?: string): ScaffoldError {
  return new ScaffoldError(code, message, { exit: EXIT.findings, ...(hint !== undefined && { hint }) });
}

export const noPod = (): ScaffoldError =>
  refusal(
    "NO_POD",
    "no pod is running",
    "start one with `scaffold run` (pods of another user, or of another XDG_RUNTIME_DIR, are not seen)",
  );

/** @param name as kubectl takes it, `web` or `pod/web`; or the beginning of its uid */
export async function selectPod(name: string | undefined, host: Host, among?: readonly RunningPod[]): Promise<RunningPod> {
  const pods = among ?? (await runningPods(host.env));
  if (pods.length === 0) throw noPod();
  const wanted = name === undefined ? undefined : withoutKind(name);
  const fitting = wanted === undefined ? pods : pods.filter(({ pod }) => fits(pod, wanted));
  const [only] = fitting;
  const names = pods.map(({ pod }) => String(pod.metadata.name));
  if (only === undefined) {
    const guess = nearest(String(wanted), names);
    throw refusal("NOT_FOUND", `pods "${wanted}" not found`, guess ? `did you mean ${guess}?` : `there is ${names.join(", ")}`);
  }
  if (fitting.length === 1) return only;
  const same = fitting.some(({ pod }, i) => fitting.findIndex((other) => other.pod.metadata.name === pod.metadata.name) !== i);
  const list = fitting
    .map(({ pod: { metadata } }) => (same ? `${metadata.name} (${metadata.uid?.slice(0, 8)})` : metadata.name))
    .join(", ");
  throw refusal("AMBIGUOUS", `several pods are running: ${list}`, same ? "say which: --pod UID" : "say which: --pod NAME");
}

const withoutKind = (name: string): string => name.replace(/^pods?\//, "");

function fits({ metadata }: Pod, wanted: string): boolean {
  return metadata.name === wanted || (wanted.length >= 4 && metadata.uid?.startsWith(wanted) === true);
}

/** Begins to talk to the runner of a pod that was there a moment ago. */
export async function talkTo({ socket, pod }: RunningPod, question: Question): Promise<Conversation> {
  try {
    return await converse(socket, question);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw refusal("NOT_FOUND", `pods "${pod.metadata.name}" not found: it ended just now`);
  }
}

/** The first answer; undefined when the pod ended without one. */
export async function ask(target: RunningPod, question: Question): Promise<Answer | undefined> {
  const { answers, close } = await talkTo(target, question);
  try {
    for await (const answer of answers) return answer;
    return undefined;
  } finally {
    close();
  }
}

export interface Target extends RunningPod {
  readonly container: string;
}

/**
 * The container that `logs` and `exec` are about: `-c NAME`, else the positional where it names a container, else kubectl's default.
 * @param argv name: the pod, or a container of one
 */
export async function selectContainer(argv: Readonly<Record<string, unknown>>, host: Host): Promise<Target> {
  const text = (name: string): string | undefined => (typeof argv[name] === "string" ? argv[name] : undefined);
  const [name, flag] = [text("name"), text("pod")];
  const pods = await runningPods(host.env);
  const namesPod = name !== undefined && flag === undefined && pods.some(({ pod }) => fits(pod, withoutKind(name)));
  const holders = pods.filter(({ pod }) => allContainers(pod).some((one) => one.name === name));
  const namesContainer = name !== undefined && !namesPod && (flag !== undefined || holders.length > 0);
  const found = await selectPod(flag ?? (namesContainer ? undefined : name), host, namesContainer && flag === undefined ? holders : pods);
  const wanted = text("container") ?? (namesContainer ? name : undefined);
  if (wanted === undefined) return { ...found, container: defaultContainer(found.pod, host) };
  const names = allContainers(found.pod).map((one) => one.name);
  if (names.includes(wanted)) return { ...found, container: wanted };
  const guess = nearest(wanted, names);
  const hint = guess ? `did you mean ${guess}?` : `it has ${names.join(", ")}`;
  throw refusal("NOT_FOUND", `container ${wanted} is not valid for pod ${found.pod.metadata.name}`, hint);
}

/** kubectl's: an annotation, else the first; it says so where there was a choice. */
function defaultContainer(pod: Pod, host: Host): string {
  const names = allContainers(pod).map(({ name }) => name);
  const annotated = pod.metadata.annotations?.["kubectl.kubernetes.io/default-container"];
  if (annotated !== undefined && names.includes(annotated)) return annotated;
  const first = String(pod.spec.containers[0]?.name);
  const shown = [...pod.spec.containers.map(({ name }) => name), ...(pod.spec.initContainers ?? []).map(({ name }) => `${name} (init)`)];
  if (shown.length > 1) host.stderr(`Defaulted container "${first}" out of: ${shown.join(", ")}\n`);
  return first;
}
