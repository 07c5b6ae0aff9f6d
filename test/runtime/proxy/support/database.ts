/** A real PostgreSQL for a test file: one server with the databases dev, test and prod, and whatever else a test asks for. */
import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { initCluster, startServer, stopServer, writeInto } from "../../setup/postgres-server.ts";

export { postgresMissing } from "../../setup/postgres-server.ts";

export interface Database {
  readonly port: number;
  readonly data: string;
  /** `postgres://postgres:secret@127.0.0.1:PORT/NAME` */
  url(name: string): string;
  /** A connection that does not go through the ambassador. */
  direct(name: string): Promise<pg.Client>;
  start(settings?: Readonly<Record<string, string>>): void;
  stop(): void;
  remove(): void;
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A stopped server of its own. `hba`: lines of pg_hba.conf; left out, all may come from 127.0.0.1 with the password `secret`. */
export async function createDatabase(hba?: string): Promise<Database> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ambassador-postgres-"));
  const data = initCluster(folder, "scram-sha-256");
  if (hba) writeInto(data, "pg_hba.conf", hba);
  const port = await freePort();
  const stop = () => {
    if (fs.existsSync(path.join(data, "postmaster.pid"))) stopServer(data);
  };
  return {
    port,
    data,
    url: (name) => `postgres://postgres:secret@127.0.0.1:${port}/${name}`,
    direct: async (name) => {
      const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", password: "secret", database: name });
      await client.connect();
      return client;
    },
    start: (settings = {}) => startServer(data, port, { wait: true, settings }),
    stop,
    remove: () => {
      stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Running, with the databases dev, test and prod, each with a table `here` that says its name, and `landed`. */
export async function startDatabases(): Promise<Database> {
  const database = await createDatabase();
  database.start();
  const admin = await database.direct("postgres");
  for (const name of ["dev", "test", "prod"]) await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  for (const name of ["dev", "test", "prod"]) {
    const client = await database.direct(name);
    await client.query(`CREATE TABLE here AS SELECT '${name}'::text AS name; CREATE TABLE landed (id bigint)`);
    await client.end();
  }
  return database;
}
