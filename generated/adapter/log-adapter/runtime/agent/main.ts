// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { adminHandler, adminToken } from "../service/admin.ts";
import { type Health, startHealth } from "../service/health.ts";
import { createLog, reasonOf } from "../service/log.ts";
import { createMetrics } from "../service/metrics.ts";
import { EXIT, onTermination, type Termination, writeTerminationMessage } from "../service/termination.ts";
import { verbsOf } from "./admin.ts";
import { Configuration } from "./configuration.ts";
import type { Configured } from "./configure.ts";
import type { Network } from "./listen/network.ts";
import { startNetwork } from "./listen/start.ts";
import { type RunOptions, Succession } from "./succession.ts";

/** Runs until a signal ends it. Exit codes: 0 all delivered, 2 bad settings, 75 undelivered lines are left. */
export async function runAgent(options: RunOptions): Promise<void> {
  const log = createLog({ fields: { name: options.name } });
  const configuration = new Configuration(options, process.env);
  const configured = configuration.read();
  if (!configured.ok) {
    for (const problem of configured.problems) log.error("bad setting", { problem });
    return end(EXIT.settings, `bad settings: ${configured.problems.join("; ")}`);
  }
  const termination = onTermination();
  try {
    await ship(options, configuration, configured.value, termination);
  } catch (error) {
    log.error("ended by an error", { reason: error instanceof Error ? error.stack : error });
    end(EXIT.failed, reasonOf(error));
  }
}

async function ship(options: RunOptions, configuration: Configuration, configured: Configured, termination: Termination): Promise<void> {
  const { settings } = configured;
  const metrics = createMetrics();
  let network: Network | undefined;
  try {
    network = await startNetwork(configured, createLog({ level: settings.logLevel, fields: { name: options.name } }), metrics);
  } catch (error) {
    return badSetting(options.name, `LISTEN must name free addresses of this machine: ${reasonOf(error)}`);
  }
  const succession = new Succession({ options, configuration, configured, metrics, env: process.env, network });
  const { log } = succession;
  // What sends while the end comes is still read, but nobody new is let in.
  termination.asked.addEventListener("abort", () => network?.stop());
  try {
    await succession.open();
  } catch (error) {
    return badSetting(options.name, `STATE_DIR must be a folder that the agent can write: ${reasonOf(error)}`);
  }
  let health: Health | undefined;
  if (settings.healthPort !== undefined) {
    const host = process.env["POD_IP"] || "127.0.0.1";
    const port = settings.healthPort;
    try {
      const checks = { live: () => succession.agent.live(), ready: () => succession.agent.ready() };
      const pages = { "/ledger": () => succession.agent.ledger(), "/shapes": () => succession.agent.shapes() };
      const token = adminToken(settings);
      const local = token && adminHandler({ verbs: verbsOf(() => succession.agent, termination.asked), token });
      health = await startHealth({ host, port, ...checks, metrics: () => metrics.render(), pages, local });
    } catch (error) {
      return badSetting(options.name, `HEALTH_PORT must be a free port of ${host}: ${reasonOf(error)}`);
    }
    log.info("health", { address: `http://${host}:${health.port}` });
  }
  const undelivered = await succession.run(termination);
  await health?.close();
  if (undelivered === undefined) return end(EXIT.ok, "everything was delivered");
  log.error("ended with undelivered lines", { reason: undelivered });
  end(EXIT.undelivered, undelivered);
}

function badSetting(name: string, problem: string): void {
  createLog({ fields: { name } }).error("bad setting", { problem });
  end(EXIT.settings, problem);
}

/** The process is the agent's: this is the one place where it ends. */
function end(code: number, message: string): void {
  writeTerminationMessage(message);
  process.exit(code);
}
