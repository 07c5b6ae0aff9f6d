import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "vitest";
import type { LedgerPage } from "../../../src/runtime/agent/ledger-page.ts";
import { pause, until } from "../../runtime/agent/support/folder.ts";
import { type Received, type Receiver, type Reply, receiver } from "../../runtime/agent/support/receiver.ts";
import { savedFiles } from "../../runtime/agent/support/saved.ts";
import { buildProgram, SpawnedAgent, type SpawnedOptions } from "../../runtime/agent/support/spawned.ts";
import { Lines, type Verdict } from "./lines.ts";

export interface Shipped {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

let program: string | undefined;

/** Call it once per test file: builds the agent that its scenes start. */
export function buildAgent(): void {
  program = buildProgram(join(import.meta.dirname, "program.ts"));
  // Other users are to run it too.
  chmodSync(dirname(program), 0o755);
}

/** A folder of logs, an agent as a process of its own that ships them, and the server that receives them. */
export class Scene {
  readonly folder = mkdtempSync(join(tmpdir(), "scenario-"));
  readonly lines = new Lines();
  readonly log = this.path("app.log");
  /** Records that were acknowledged, in the order of arrival. */
  readonly shipped: Shipped[] = [];
  /** What the server does with a request. Records count as shipped when the answer is a success. */
  reply: (request: Received, number: number) => Reply = () => 200;
  /** false: requests are not NDJSON, and are the test's to read. */
  keep = true;
  server!: Receiver;
  readonly #ends: (() => unknown)[] = [() => rmSync(this.folder, { recursive: true, force: true })];

  static async open(): Promise<Scene> {
    const scene = new Scene();
    mkdirSync(join(scene.folder, "logs"));
    await scene.listen();
    return scene;
  }

  /** @param port of a server that was closed before */
  async listen(port?: number): Promise<void> {
    const answer = (request: Received, number: number): Reply => {
      if (request.method !== "POST") return 200;
      const reply = this.reply(request, number);
      const status = typeof reply === "object" ? reply.status : reply;
      if (this.keep && typeof status === "number" && status < 300) this.shipped.push(...recordsOf(request));
      return reply;
    };
    this.server = await receiver(answer, port, (end) => this.#ends.push(end));
  }

  path(name: string): string {
    return join(this.folder, "logs", name);
  }

  /** Appends numbered lines. */
  append(name: string, count: number, series = name): void {
    this.lines.append(this.path(name), series, count);
  }

  /** `app.log.1` becomes `app.log.2` and so on, `app.log` becomes `app.log.1`. */
  rotate(name = "app.log"): void {
    const numbered = readdirSync(join(this.folder, "logs")).flatMap((other) => {
      const number = other.startsWith(`${name}.`) ? Number(other.slice(name.length + 1)) : Number.NaN;
      return Number.isInteger(number) ? [number] : [];
    });
    for (const number of numbered.sort((a, b) => b - a)) renameSync(this.path(`${name}.${number}`), this.path(`${name}.${number + 1}`));
    renameSync(this.path(name), this.path(`${name}.1`));
  }

  /** Starts an agent, and waits until it watches. */
  async start(env: Readonly<Record<string, string>> = {}, options: Omit<SpawnedOptions, "env" | "onEnd"> = {}): Promise<SpawnedAgent> {
    const agent = this.launch(env, options);
    await agent.ready();
    return agent;
  }

  launch(env: Readonly<Record<string, string>> = {}, options: Omit<SpawnedOptions, "env" | "onEnd"> = {}): SpawnedAgent {
    if (program === undefined) throw new Error("buildAgent() comes before the first scene");
    const all = { SINK_URL: this.server.url, ROTATE_WAIT: "250ms", RETRY_MAX: "30ms", ...env };
    return new SpawnedAgent(program, this.folder, { ...options, env: all, onEnd: (end) => this.#ends.push(end) });
  }

  /** Asks the agent to stop, and returns its exit code. */
  async stop(agent: SpawnedAgent): Promise<number | string> {
    agent.kill("SIGTERM");
    return agent.exited;
  }

  async kill(agent: SpawnedAgent): Promise<void> {
    agent.kill("SIGKILL");
    await agent.exited;
  }

  /** Waits until the checkpoint has this offset of a file. */
  async remembers(offset: number): Promise<void> {
    await until(`offset ${offset} in the checkpoint`, () => checkpointOf(this).some((file) => file.offset === offset));
  }

  get bodies(): string[] {
    return this.shipped.map(({ body }) => body);
  }

  get verdict(): Verdict {
    return this.lines.judge(this.bodies);
  }

  /** Waits until so many records arrived. */
  async receives(count: number): Promise<void> {
    await until(`${count} records, there are ${this.shipped.length}`, () => this.shipped.length >= count);
  }

  /** Waits until every numbered line arrived, and a little longer for what should not come; then what is to be said about it. */
  async settled(): Promise<Verdict> {
    await until("all lines", () => this.shipped.length >= this.lines.written.length && this.verdict.lost.length === 0).catch(
      () => undefined,
    );
    await pause(150);
    return this.verdict;
  }

  /** What is done when the scene is over, the last first. */
  onEnd(end: () => unknown): void {
    this.#ends.push(end);
  }

  async close(): Promise<void> {
    for (const end of this.#ends.reverse()) await end();
  }
}

/** Every byte of every content is accounted for: what `/ledger` says adds up to what was acknowledged, and nothing is left. */
export async function isBalanced(agent: SpawnedAgent): Promise<boolean> {
  const pages: readonly LedgerPage[] = JSON.parse((await agent.get("/ledger")).body).sinks;
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, count) => total + count, 0);
  return pages.every((page) =>
    [...page.files, ...page.closed].every(({ start, delivered, deadLettered, dropped, acknowledged, pending = 0 }) => {
      return pending === 0 && start + delivered + deadLettered + sum(dropped) === acknowledged;
    }),
  );
}

/** A test of its own scene. */
export const scenario = test.extend<{ scene: Scene }>({
  scene: async ({ task: _task }, use) => {
    const scene = await Scene.open();
    try {
      await use(scene);
    } finally {
      await scene.close();
    }
  },
});

/** The sum of a metric's samples. */
export async function metric(agent: SpawnedAgent, name: string): Promise<number> {
  const { body } = await agent.get("/metrics");
  const samples = body.split("\n").filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

/** The files that a process has open, below a folder. A deleted one ends in ` (deleted)`. */
export function openFiles(agent: SpawnedAgent, folder: string): string[] {
  const descriptors = `/proc/${agent.child.pid}/fd`;
  return readdirSync(descriptors).flatMap((fd) => {
    try {
      const target = readlinkSync(join(descriptors, fd));
      return target.startsWith(folder) ? [target] : [];
    } catch {
      return [];
    }
  });
}

export function checkpointOf(scene: Scene): { readonly path: string; readonly offset: number }[] {
  return savedFiles(join(scene.folder, "state/checkpoint.json"));
}

function recordsOf({ body }: Received): Shipped[] {
  return body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
