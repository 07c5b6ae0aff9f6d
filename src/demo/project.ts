import { patterns, projectSchema } from "../patterns/index.ts";
import { render } from "../render/template.ts";
import { editSpec } from "../spec/edit.ts";
import { newDocument } from "../spec/new-document.ts";

export interface DemoPorts {
  readonly app: number;
  /** Opened two seconds after the pod was started; the init container waits for it. */
  readonly gate: number;
}

/** The demo's project: the document as a user would have it after three commands, and the app. */
export function demoProject(ports: DemoPorts, logServer: string): { document: string; files: Record<string, string> } {
  const app = {
    run: "node server.mjs",
    folder: "app",
    ports: [ports.app],
    logs: ["/var/log/app/*.log", "/var/log/app/*.log.1"],
    env: { LOG_DIR: "/var/log/app", PORT: String(ports.app) },
    ready: { path: "/healthz", port: ports.app },
  };
  const agent = { sink: { type: "otlp", url: logServer } };
  const wait = { task: "wait", for: [`tcp://localhost:${ports.gate}`], interval: "200ms" };
  const document = editSpec(
    newDocument({ name: "demo", app }),
    [
      { set: ["companions", "log-agent"], to: { pattern: "sidecar", ...patterns.sidecar.firstOptions(agent, app) } },
      { set: ["companions", "wait-for-service"], to: { pattern: "init", ...wait } },
    ],
    projectSchema(),
  );
  return { document, files: { "app/server.mjs": render("demo/server.mjs.hbs", {}) } };
}
