/** An ambassador as a process, as an emitted package starts it. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, onTestFinished } from "vitest";
import { bundle, type Ended, type LogLine, run } from "../../setup/program.ts";

export const token = "open-sesame";

const mains = {
  postgres: `import { runAmbassador } from "runtime/proxy/main.ts";
import { postgres } from "runtime/proxy/postgres/protocol.ts";
await runAmbassador({ name: "db", protocol: postgres(), routes: { dev: undefined, test: undefined, prod: undefined }, route: "dev" });`,
  tcp: `import { runAmbassador } from "runtime/proxy/main.ts";
import { tcp } from "runtime/proxy/tcp/protocol.ts";
await runAmbassador({ name: "cache", protocol: tcp(), routes: { dev: undefined, test: undefined }, route: "dev" });`,
};

/** Builds the program; call it once per test file. */
export function programOf(protocol: keyof typeof mains): () => Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ambassador-program-"));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  let built: Promise<string> | undefined;
  return () => (built ??= bundle(folder, "main", mains[protocol]));
}

export interface Started {
  readonly port: number;
  readonly healthPort: number;
  readonly adminPort: number;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  lines(): LogLine[];
  kill(signal: NodeJS.Signals): void;
  /** A connection of the app: it knows localhost and no password. */
  connect(options?: pg.ClientConfig): Promise<pg.Client>;
  admin(method: string, path: string, body?: unknown, bearer?: string): Promise<{ status: number; body: Record<string, unknown> }>;
  /** `/readyz` and the like: the status and the text. */
  health(path: string): Promise<{ status: number; text: string }>;
}

/** Starts it and waits until it listens; ends with the test. */
export async function startAmbassador(program: string, env: Readonly<Record<string, string>>): Promise<Started> {
  // Ports that it chooses itself: one that is only known to be free may be taken before it is there.
  const own = { LISTEN_PORT: "0", HEALTH_PORT: "0", ADMIN_PORT: "0", ADMIN_TOKEN: token };
  const { child, lines, ended } = run(program, { ...own, LOG_LEVEL: "debug", ...env });
  const clients: pg.Client[] = [];
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    await Promise.allSettled(clients.map((client) => client.end()));
  });
  const said = (what: string) => lines().find(({ message }) => message === what);
  const ready = () => said("admin") ?? said("no ADMIN_TOKEN: status and switch are off");
  for (let looks = 0; looks < 1500 && !ready() && child.exitCode === null; looks += 1) await new Promise((done) => setTimeout(done, 10));
  const portOf = (what: string) => Number(new URL(String(said(what)?.["address"] ?? "http://none:0")).port);
  const [port, healthPort, adminPort] = [Number(said("listening")?.["port"]), portOf("health"), portOf("admin")];
  return {
    port,
    healthPort,
    adminPort,
    pid: child.pid ?? 0,
    ended,
    lines,
    kill: (signal) => void child.kill(signal),
    connect: async (options = {}) => {
      const client = new pg.Client({ host: "localhost", port, user: "app", database: "orders", ...options });
      client.on("error", () => {});
      clients.push(client);
      await client.connect();
      return client;
    },
    admin: async (method, at, body, bearer = token) => {
      const response = await fetch(`http://127.0.0.1:${adminPort}${at}`, {
        method,
        headers: { authorization: `Bearer ${bearer}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    health: async (at) => {
      const response = await fetch(`http://127.0.0.1:${healthPort}${at}`);
      return { status: response.status, text: await response.text() };
    },
  };
}

/** Which database a connection is on. */
export async function where(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>("SELECT name FROM here");
  return rows[0]?.name ?? "";
}
