/** The runner's end of the control socket: see protocol.ts for what is said over it. */
import { chmodSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import type { Writable } from "node:stream";
import { podLogFolder } from "../logs/disk.ts";
import type { PodRun, RunRequest } from "../run.ts";
import { createEventLog } from "./event-log.ts";
import { type Answer, controlSocket, linesOf, type Question, readInput, readQuestion } from "./protocol.ts";
import { type SocketPath, socketPath } from "./socket-path.ts";

type Listeners = Required<Pick<RunRequest, "onStatus" | "onEvent">>;

export interface Control {
  /** The listeners with which the pod is to be started, so that others hear of it too. */
  listening<L extends Listeners>(listeners: L): L;
  /** From now on others can connect. Never throws: a pod runs without, and `onTrouble` hears why. */
  open(run: PodRun): void;
  /** The run is over: says so to all who listen, and does not wait for one who does not. */
  close(): Promise<void>;
}

/** How long a connection may take to hear the last words, ms. */
const LAST_WORDS = 300;
/** A question or a piece of input is never as long, bytes. */
const LONGEST_LINE = 2 ** 20;

export function createControl(onTrouble: (sentence: string) => void): Control {
  const events = createEventLog();
  const watching = new Set<() => void>();
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let way: SocketPath | undefined;

  function open(run: PodRun): void {
    const path = controlSocket(run.folder);
    const show = (): Answer => ({ kind: "pod", pod: run.pod(), events: events.all(), logs: podLogFolder(run.folder, run.pod()) });
    const trouble = (error: Error): void => onTrouble(`other terminals cannot reach this pod: ${error.message}`);
    server = createServer((socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.on("error", () => {});
      void serve(socket, run, show).catch((error: unknown) => {
        void send(socket, { kind: "refused", message: error instanceof Error ? error.message : String(error) });
        socket.destroySoon();
      });
    });
    server.on("error", trouble);
    try {
      way = socketPath(path);
    } catch (error) {
      trouble(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    server.listen(way.path, () => {
      try {
        chmodSync(path, 0o600);
      } catch {
        // The run is over already; its folder has a mode of its own anyway.
      }
    });
  }

  async function serve(socket: Socket, run: PodRun, show: () => Answer): Promise<void> {
    const lines = linesOf(socket, LONGEST_LINE);
    const first = await lines.next();
    const question = first.done ? undefined : readQuestion(first.value);
    if (question === undefined) throw new Error("this runner does not know the question; it may be of another version of scaffold");
    switch (question.verb) {
      case "show":
        void send(socket, show());
        break;
      case "watch":
        await watch(socket, lines, show);
        break;
      case "restart":
        requireRestart(run, question.container);
        run.restart(question.container);
        void send(socket, { kind: "done" });
        break;
      case "delete":
        run.delete(question.graceSeconds);
        void send(socket, { kind: "done" });
        break;
      case "exec":
        await exec(socket, lines, run, question);
        break;
      default:
        question satisfies never;
    }
    socket.destroySoon();
  }

  /** A listener who is slow hears the newest state when he is ready, not each one that was. */
  async function watch(socket: Socket, lines: AsyncIterator<string>, show: () => Answer): Promise<void> {
    let behind = false;
    const tell = (): void => {
      behind = socket.writableNeedDrain;
      if (!behind) void send(socket, show());
    };
    socket.on("drain", () => behind && tell());
    watching.add(tell);
    tell();
    try {
      await lines.next();
    } finally {
      watching.delete(tell);
    }
  }

  return {
    listening: (listeners) => ({
      ...listeners,
      onStatus(pod) {
        listeners.onStatus(pod);
        for (const tell of watching) tell();
      },
      onEvent(event) {
        events.add(event);
        listeners.onEvent(event);
      },
    }),
    open,
    async close() {
      const closing = server;
      if (!closing?.listening) return way?.release();
      const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
      for (const socket of sockets) socket.destroySoon();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, LAST_WORDS);
      await closed;
      way?.release();
      clearTimeout(timer);
    },
  };
}

/** Throws when nothing would be restarted, with why. */
function requireRestart(run: PodRun, container: string | undefined): void {
  const { name } = run.pod().metadata;
  const verdict = run.mayRestart(container);
  switch (verdict) {
    case "yes":
      return;
    case "not begun":
      throw new Error(`pod "${name}" has not begun: its volumes are not there yet`);
    case "ending":
      throw new Error(`pod "${name}" is ending`);
    case "restarting":
      throw new Error(`pod "${name}" is being restarted already`);
    case "init container":
      throw new Error(`"${container}" is an init container, which runs before the others; restart the pod instead`);
    case "no such container":
      throw new Error(`container ${container} is not valid for pod ${name}`);
    default:
      verdict satisfies never;
  }
}

async function exec(
  socket: Socket,
  lines: AsyncIterable<string>,
  run: PodRun,
  { container, command, stdin }: Extract<Question, { verb: "exec" }>,
): Promise<void> {
  let hangUp = (): void => {};
  const exitCode = await run.exec(container, command, {
    stdin,
    onOutput: (stream, bytes) => send(socket, { kind: "output", stream, data: Buffer.from(bytes).toString("base64") }),
    begun(program) {
      // Who asked for it is gone: as when a terminal is closed.
      hangUp = () => program.signal("SIGHUP");
      socket.once("close", hangUp);
      void feed(lines, program.stdin).catch(() => socket.destroy());
    },
  });
  // What it has left running goes on, as it does in a container.
  socket.off("close", hangUp);
  void send(socket, { kind: "exit", exitCode });
}

async function feed(lines: AsyncIterable<string>, stdin: Writable | null): Promise<void> {
  for await (const line of lines) {
    const input = readInput(line);
    if (input?.kind === "end") stdin?.end();
    if (input?.kind !== "stdin" || !stdin || stdin.destroyed) continue;
    if (!stdin.write(Buffer.from(input.data, "base64"))) await drained(stdin);
  }
}

/** Waits for a reader who is slow. */
function send(socket: Socket, answer: Answer): void | Promise<void> {
  if (socket.destroyed || socket.writableEnded || socket.write(`${JSON.stringify(answer)}\n`)) return;
  return drained(socket);
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off("drain", done);
      stream.off("close", done);
      resolve();
    };
    stream.on("drain", done);
    stream.on("close", done);
  });
}
