/**
 * The other terminal's end of the control socket. Which pods run is told by the run folders in the runtime directory: each has a
 * socket as long as its runner lives, and is removed by its watchdog. One whose runner and watchdog were both killed is removed here.
 */
import { lstatSync, readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { Pod } from "../../pod/model.ts";
import { removeTree, runtimeDirectory } from "../run-folder.ts";
import type { CountedEvent } from "./event-log.ts";
import { type Answer, controlSocket, type Input, linesOf, type Question } from "./protocol.ts";
import { socketPath } from "./socket-path.ts";

export interface RunningPod {
  readonly socket: string;
  readonly pod: Pod;
  readonly events: readonly CountedEvent[];
  /** The folder with the logs of its containers. */
  readonly logs: string;
}

export interface Conversation {
  /** Ends with the connection. */
  readonly answers: AsyncIterable<Answer>;
  /** Resolves when more can be sent. */
  send(input: Input): Promise<void>;
  close(): void;
}

/** How long a runner may take to say which pod it runs, ms. */
const PATIENCE = 3000;

/** All pods that run for this user, sorted by name. */
export async function runningPods(env: Readonly<Record<string, string | undefined>>): Promise<RunningPod[]> {
  const directory = runtimeDirectory(env);
  const folders = readdirSync(directory)
    .filter((name) => /^scaffold-[0-9a-f]{12}$/.test(name))
    .map((name) => join(directory, name))
    .filter(isOurs);
  const found = await Promise.all(folders.map((folder) => podOf(folder)));
  const key = ({ pod }: RunningPod): string => `${pod.metadata.name} ${pod.metadata.uid}`;
  return found.filter((one) => one !== undefined).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** In a directory that everyone may write to, a folder of that name may be anyone's. */
function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && (process.getuid === undefined || stat.uid === process.getuid());
}

/** A runner that begins has its socket a moment before it listens, ms. */
const SECOND_LOOK = 200;

async function podOf(folder: string, again = true): Promise<RunningPod | undefined> {
  const socket = controlSocket(folder);
  try {
    const answer = await askOnce(socket, { verb: "show" }, PATIENCE);
    return answer?.kind === "pod" ? { socket, ...answer } : undefined;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ECONNREFUSED")) return undefined;
    if (again) {
      await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK));
      return podOf(folder, false);
    }
    // Nobody listens where someone did: the runner was killed. (A run that ends has no socket at all.)
    removeQuietly(folder);
    return undefined;
  }
}

function removeQuietly(folder: string): void {
  try {
    removeTree(folder);
  } catch {
    // Its watchdog is at it too.
  }
}

/** The first answer; undefined when the connection ended without one. Rejects when nobody listens. */
export async function askOnce(path: string, question: Question, patienceMs?: number): Promise<Answer | undefined> {
  const conversation = await converse(path, question);
  const timer = patienceMs === undefined ? undefined : setTimeout(conversation.close, patienceMs);
  try {
    for await (const answer of conversation.answers) return answer;
    return undefined;
  } finally {
    clearTimeout(timer);
    conversation.close();
  }
}

/** Rejects when nobody listens. */
export async function converse(path: string, question: Question): Promise<Conversation> {
  const socket = await connected(path);
  const say = (value: unknown): boolean => socket.write(`${JSON.stringify(value)}\n`);
  say(question);
  return {
    answers: answersOf(socket),
    send: (input) =>
      new Promise((resolve) => {
        if (socket.destroyed || say(input)) resolve();
        else {
          socket.once("drain", resolve);
          socket.once("close", resolve);
        }
      }),
    close: () => void socket.destroy(),
  };
}

async function connected(path: string): Promise<Socket> {
  const way = socketPath(path);
  return new Promise<Socket>((resolve, reject) => {
    const socket = connect(way.path);
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      socket.on("error", () => {});
      resolve(socket);
    });
  }).finally(way.release);
}

async function* answersOf(socket: Socket): AsyncGenerator<Answer, void, void> {
  try {
    // The other end is the same program of the same user.
    for await (const line of linesOf(socket)) yield JSON.parse(line) as Answer;
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    // The runner was killed in the middle: that is an end too.
  }
}
