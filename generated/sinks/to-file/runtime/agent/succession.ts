// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createLog, type Log } from "../service/log.ts";
import type { Counter, Metrics } from "../service/metrics.ts";
import type { Env } from "../service/settings.ts";
import type { Termination } from "../service/termination.ts";
import { Agent } from "./agent.ts";
import type { Configuration } from "./configuration.ts";
import type { AgentOptions, Configured } from "./configure.ts";
import type { Network } from "./listen/network.ts";
import { listenSettings } from "./listen/start.ts";
import { createShaping } from "./shaping/shaping.ts";

export interface RunOptions extends AgentOptions {
  /** The app whose logs these are: `service.name`, where the environment names none. */
  readonly app?: string;
}

export interface SuccessionParts {
  readonly options: RunOptions;
  readonly configuration: Configuration;
  /** To start with. */
  readonly configured: Configured;
  readonly metrics: Metrics;
  readonly env: Env;
  readonly network?: Network | undefined;
}

/**
 * One agent after the other: when SETTINGS_FILE changes, the one that works ends between two batches, and another goes on where it was. What is
 * under way is acknowledged before, or sent again as after a kill. Open files, the checkpoint, the port, metrics and the tap's listeners stay.
 */
export class Succession {
  agent: Agent;
  log: Log;
  readonly #parts: SuccessionParts;
  readonly #reloads: Counter | undefined;
  #configured: Configured;
  /** Settings for the next one. */
  #next: Configured | undefined;

  constructor(parts: SuccessionParts) {
    this.#parts = parts;
    this.#configured = parts.configured;
    if (parts.configuration.path !== undefined) {
      this.#reloads = parts.metrics.counter("log_agent_config_reloads_total", "Changes of SETTINGS_FILE, by outcome: ok or refused.");
      for (const outcome of ["ok", "refused"]) this.#reloads.add(0, { outcome });
    }
    this.log = this.#createLog();
    this.agent = this.#create();
  }

  /** Rejects when the state folder cannot be used. */
  open(): Promise<void> {
    return this.agent.open();
  }

  /** Ships until it is told to end. Returns what is left, as a sentence; undefined when nothing is. */
  async run({ asked, insisted }: Pick<Termination, "asked" | "insisted">): Promise<string | undefined> {
    for (;;) {
      const leave = new AbortController();
      const looking = this.#watch(leave, asked);
      const left = await this.agent.run({ asked, insisted, leave: leave.signal });
      clearInterval(looking);
      if (!leave.signal.aborted || !this.#next) return left;
      this.#configured = this.#next;
      this.#next = undefined;
      this.log = this.#createLog();
      this.agent = this.#create(this.agent);
    }
  }

  #watch(leave: AbortController, asked: AbortSignal): NodeJS.Timeout | undefined {
    if (this.#parts.configuration.path === undefined) return undefined;
    return setInterval(() => {
      if (asked.aborted || leave.signal.aborted) return;
      this.#look();
      if (this.#next) leave.abort();
    }, this.#configured.settings.discoverMs);
  }

  #look(): void {
    const change = this.#parts.configuration.look();
    if (!change) return;
    const file = this.#parts.configuration.path;
    this.#reloads?.add(1, { outcome: change.ok ? "ok" : "refused" });
    if (!change.ok) {
      this.log.error("the settings file cannot be used, the settings before it stay in force", { file, problems: change.problems });
      return;
    }
    const { configured, changed, restart } = change;
    if (restart.length > 0) this.log.warn("these settings wait for a restart", { file, settings: restart });
    this.log.info("the settings file was read again", { file, changed });
    if (changed.length > 0) this.#next = configured;
  }

  #createLog(): Log {
    return createLog({ level: this.#configured.settings.logLevel, fields: { name: this.#parts.options.name } });
  }

  #create(after?: Agent): Agent {
    const { options, metrics, env, network } = this.#parts;
    const { name, app, transform, derive, redact } = options;
    if (network) network.settings = listenSettings(this.#configured);
    const shaping = () => createShaping(options);
    const derived = derive && (() => derive(metrics, redact));
    const shared = { name, app, configured: this.#configured, shaping, transform, derived, metrics, log: this.log, env, network, after };
    return new Agent(shared);
  }
}
