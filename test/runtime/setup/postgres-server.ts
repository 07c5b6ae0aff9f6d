/** A real PostgreSQL server of its own for a test: loopback TCP only, its data in a folder that the test removes. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** PostgreSQL refuses to run as root; a test run as root hands it to a user without rights. */
const identity = process.getuid?.() === 0 ? nobody() : undefined;

function nobody(): { uid: number; gid: number } | undefined {
  for (const name of ["postgres", "nobody"]) {
    const line = fs.existsSync("/etc/passwd")
      ? fs.readFileSync("/etc/passwd", "utf8").match(new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, "m"))
      : null;
    if (line) return { uid: Number(line[1]), gid: Number(line[2]) };
  }
  return undefined;
}

function command(name: string, args: readonly string[]): void {
  execFileSync(name, args, { ...identity, stdio: ["ignore", "ignore", "pipe"], env: { PATH: process.env["PATH"], LC_ALL: "C" } });
}

/** Where it is not installed the tests are skipped, and show as skipped; in CI they fail. */
export const postgresMissing = process.env["CI"] !== "true" && !works("initdb");

function works(name: string): boolean {
  try {
    command(name, ["--version"]);
    return process.getuid?.() !== 0 || identity !== undefined;
  } catch {
    return false;
  }
}

/** Makes a cluster in `folder/data`; user `postgres`, host connections by the method given. */
export function initCluster(folder: string, auth: "trust" | "scram-sha-256"): string {
  // The server's user must be able to come through.
  fs.chmodSync(folder, 0o755);
  const data = path.join(folder, "data");
  fs.mkdirSync(data, { mode: 0o700 });
  const password = path.join(folder, "password");
  fs.writeFileSync(password, "secret\n");
  if (identity) fs.chownSync(data, identity.uid, identity.gid);
  command("initdb", [
    "-D",
    data,
    "-U",
    "postgres",
    "--auth-local=trust",
    `--auth-host=${auth}`,
    `--pwfile=${password}`,
    "--no-sync",
    "-E",
    "UTF8",
    "--locale=C",
  ]);
  return data;
}

export function writeInto(data: string, name: string, text: string, mode = 0o600): void {
  const file = path.join(data, name);
  fs.writeFileSync(file, text, { mode });
  if (identity) fs.chownSync(file, identity.uid, identity.gid);
}

/** `pg_ctl start`; with `wait: false` it returns as soon as the postmaster was started. */
export function startServer(data: string, port: number, options: { wait: boolean; settings?: Readonly<Record<string, string>> }): void {
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", port: String(port), fsync: "off", ...options.settings };
  const text = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  writeInto(data, "postgresql.auto.conf", text.join(""));
  command("pg_ctl", ["-D", data, "-l", path.join(data, "server.log"), options.wait ? "-w" : "-W", "start"]);
}

export function promote(data: string): void {
  command("pg_ctl", ["-D", data, "-w", "promote"]);
}

export function stopServer(data: string): void {
  command("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"]);
}
