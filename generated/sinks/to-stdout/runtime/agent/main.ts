// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { adminHandler, adminToken } from "../service/admin.ts";
import { type Health, startHealth } from "../service/health.ts";
import { createLog, type Log, reasonOf } from "../service/log.ts";
import { createMetrics } from "../service/metrics.ts";
import { EXIT, onTermination, type Termination, writeTerminationMessage } from "../service/termination.ts";
import { verbsOf } from "./admin.ts";
import { Agent } from "./agent.ts";
import { type AgentOptions, type Configured, configure } from "./configure.ts";
import { createShaping } from "./shaping/shaping.ts";

export interface RunOptions extends AgentOptions {
  /** The app whose logs these are: `service.name`, where the environment names none. */
  readonly app?: string;
}

/** Runs until a signal ends it. Exit codes: 0 all delivered, 2 bad settings, 75 undelivered lines are left. */
export async function runAgent({ app, ...options }: RunOptions): Promise<void> {
  const log = createLog({ fields: { name: options.name } });
  const configured = configure(options, process.env);
  if (!configured.ok) {
    for (const problem of configured.problems) log.error("bad setting", { problem });
    return end(EXIT.settings, `bad settings: ${configured.problems.join("; ")}`);
  }
  const termination = onTermination();
  try {
    await ship({ ...options, ...(app !== undefined && { app }) }, configured.value, termination, log);
  } catch (error) {
    log.error("ended by an error", { reason: error instanceof Error ? error.stack : error });
    end(EXIT.failed, reasonOf(error));
  }
}

async function ship(options: RunOptions, configured: Configured, termination: Termination, ownLog: Log): Promise<void> {
  const { settings } = configured;
  const log = settings.logLevel === "info" ? ownLog : createLog({ level: settings.logLevel, fields: { name: options.name } });
  const metrics = createMetrics();
  const { name, app, transform } = options;
  const shaping = () => createShaping(options);
  const agent = new Agent({ name, app, configured, shaping, transform, metrics, log, env: process.env });
  try {
    await agent.open();
  } catch (error) {
    const problem = `STATE_DIR must be a folder that the agent can write: ${reasonOf(error)}`;
    log.error("bad setting", { problem });
    return end(EXIT.settings, problem);
  }
  let health: Health | undefined;
  if (settings.healthPort !== undefined) {
    const host = process.env["POD_IP"] || "127.0.0.1";
    const port = settings.healthPort;
    try {
      const checks = { live: () => agent.live(), ready: () => agent.ready() };
      const pages = { "/ledger": () => agent.ledger() };
      const token = adminToken(settings);
      const local = token && adminHandler({ verbs: verbsOf(agent, termination.asked), token });
      health = await startHealth({ host, port, ...checks, metrics: () => metrics.render(), pages, local });
    } catch (error) {
      const problem = `HEALTH_PORT must be a free port of ${host}: ${reasonOf(error)}`;
      log.error("bad setting", { problem });
      return end(EXIT.settings, problem);
    }
    log.info("health", { address: `http://${host}:${health.port}` });
  }
  const undelivered = await agent.run(termination);
  await health?.close();
  if (undelivered === undefined) return end(EXIT.ok, "everything was delivered");
  log.error("ended with undelivered lines", { reason: undelivered });
  end(EXIT.undelivered, undelivered);
}

/** The process is the agent's: this is the one place where it ends. */
function end(code: number, message: string): void {
  writeTerminationMessage(message);
  process.exit(code);
}
