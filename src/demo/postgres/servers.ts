/**
 * Real PostgreSQL servers for the demo, on loopback only, made of one cluster and its copies. What is in them is read with the server's own
 * program after they have stopped, so no client is needed.
 */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { PostgresPrograms } from "./programs.ts";

export interface Cluster {
  readonly programs: PostgresPrograms;
  /** Holds `cluster/`, and one folder for each server. */
  readonly folder: string;
}

export interface Server {
  readonly name: string;
  /** The process group is its own. */
  readonly pid: number;
  stop(): Promise<void>;
}

const database = "postgres";

/** PostgreSQL refuses to run as root, so root gives its servers to a user without rights. */
function identity(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = existsSync("/etc/passwd") ? readFileSync("/etc/passwd", "utf8") : "";
  for (const name of ["postgres", "nobody"]) {
    const [, uid, gid] = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, "m").exec(users) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new ScaffoldError("NO_USER", "PostgreSQL does not run as root, and this machine has no user `postgres` or `nobody`", {
    exit: EXIT.failed,
    hint: "run the demo as another user than root",
  });
}

function surroundings(): SpawnOptions {
  return { ...identity(), cwd: "/", env: { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" } };
}

/** Makes the cluster: a superuser `shop` with that password (SCRAM-SHA-256), and what the SQL says. */
export function makeCluster(cluster: Cluster, password: string, sql: string): void {
  const { programs, folder } = cluster;
  const owner = identity();
  chmodSync(folder, 0o755); // the server's user comes through
  const data = join(folder, "cluster");
  mkdirSync(data, { mode: 0o700 });
  const secret = join(folder, "password");
  writeFileSync(secret, `${password}\n`);
  if (owner) chownSync(data, owner.uid, owner.gid);
  const auth = ["--auth-local=reject", "--auth-host=scram-sha-256", `--pwfile=${secret}`];
  execFileSync(programs.initdb, ["-D", data, "-U", "shop", ...auth, "--no-sync", "-E", "UTF8", "--locale=C"], {
    ...surroundings(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  alone(cluster, "cluster", sql);
}

/** Starts a copy of the cluster. It may take connections a moment later. */
export async function startServer({ programs, folder }: Cluster, name: string, port: number): Promise<Server> {
  const data = join(folder, name);
  copyCluster(folder, name);
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    shared_buffers: "16MB",
    fsync: "off",
    max_connections: "30",
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const child = spawn(programs.postgres, ["-D", data, ...flags], { ...surroundings(), stdio: "ignore", detached: true });
  await once(child, "spawn");
  return { name, pid: Number(child.pid), stop: () => stopServer(child) };
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are ended, what was committed is kept. */
async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGINT");
  await ended;
}

/** The first column of a query's rows, of a server that has stopped. The query is one line. */
export function readColumn(cluster: Cluster, name: string, query: string): string[] {
  const file = join(cluster.folder, name, "column.txt");
  alone(cluster, name, `copy (${query}) to '${file}'`);
  return readFileSync(file, "utf8").split("\n").slice(0, -1);
}

/** Statements, one a line, in PostgreSQL's single-user mode. It ends with 0 whatever they did, so its words are looked at. */
function alone({ programs, folder }: Cluster, name: string, sql: string): void {
  const output = execFileSync(programs.postgres, ["--single", "-D", join(folder, name), "-c", "log_min_messages=error", database], {
    ...surroundings(),
    input: `${sql}\n`,
    stdio: ["pipe", "pipe", "pipe"],
    encoding: "utf8",
  });
  if (/ERROR:|FATAL:/.test(output)) throw new ScaffoldError("POSTGRES", `PostgreSQL refused the demo's SQL: ${output}`, { exit: EXIT.bug });
}

function copyCluster(folder: string, name: string): void {
  const owner = identity();
  const from = join(folder, "cluster");
  const to = join(folder, name);
  if (!owner) {
    cpSync(from, to, { recursive: true });
    chmodSync(to, 0o700);
    return;
  }
  // Copied by the user who is to own it: cheaper than changing the owner of each of a thousand files.
  mkdirSync(to, { mode: 0o700 });
  chownSync(to, owner.uid, owner.gid);
  execFileSync("cp", ["-R", `${from}/.`, to], surroundings());
}
