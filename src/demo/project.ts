import { patterns, projectSchema } from "../patterns/index.ts";
import { render } from "../render/template.ts";
import { editSpec } from "../spec/edit.ts";
import { newDocument } from "../spec/new-document.ts";

/** Ports on loopback. Usual ones where they are free. */
export interface DemoPorts {
  readonly app: number;
  /** What the app dials: the ambassador. */
  readonly database: number;
  readonly admin: number;
  /** Health of agent, adapter and ambassador. */
  readonly health: readonly [agent: number, adapter: number, ambassador: number];
  /** The databases, by route. */
  readonly servers: Readonly<Record<string, number>>;
}

export const secretName = "db";
const appLogs = ["/var/log/app/*.log", "/var/log/app/*.log.1"];
const accessLogs = ["/var/log/access/*.log", "/var/log/access/*.log.1"];

/** The demo's project: the document as a user would have it after a few commands, and the app. */
export function demoProject(ports: DemoPorts, logServer: string): { document: string; files: Record<string, string> } {
  const app = {
    run: "node server.mjs",
    folder: "app",
    ports: [ports.app],
    logs: appLogs,
    env: {
      LOG_DIR: "/var/log/app",
      ACCESS_LOG_DIR: "/var/log/access",
      PORT: String(ports.app),
      PGPORT: String(ports.database),
    },
    ready: { path: "/healthz", port: ports.app },
  };
  const [agent, adapter, ambassador] = ports.health;
  const sink = { type: "otlp", url: logServer };
  const routes = Object.fromEntries(
    Object.entries(ports.servers).map(([route, port]) => [route, { url: `postgres://shop@127.0.0.1:${port}/postgres` }]),
  );
  const companions = {
    "log-agent": { pattern: "sidecar", ...patterns.sidecar.firstOptions({ sink, port: agent }, app) },
    "access-adapter": {
      pattern: "adapter",
      ...patterns.adapter.firstOptions({ formats: ["combined"], watch: accessLogs, sink, port: adapter }, app),
    },
    [secretName]: { pattern: "ambassador", listen: ports.database, routes, route: "dev", port: ambassador, admin: ports.admin },
    "wait-for-db": { pattern: "init", task: "wait", for: [`postgres://shop@localhost:${ports.database}/postgres`], interval: "200ms" },
  };
  const document = editSpec(
    newDocument({ name: "demo", app }),
    Object.entries(companions).map(([name, to]) => ({ set: ["companions", name], to })),
    projectSchema(),
  );
  return {
    document,
    files: { "app/server.mjs": render("demo/server.mjs.hbs", {}), "app/database.mjs": render("demo/database.mjs.hbs", {}) },
  };
}
