// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Env, type Result, readSettings } from "../service/settings.ts";
import { type AgentOptions, type Configured, configure, settingsByVariable } from "./configure.ts";
import { ownSettings, settingsFileSettings } from "./settings.ts";
import { readSettingsFile, type SettingsFile, unknownSettings, whereItIs, withFile } from "./settings-file.ts";

/** What belongs to the process and not to the agent in it: a change waits for a restart. */
const fixed = ["stateDir", "healthPort", "listen", "listenBufferBytes", "listenConnections", "adminToken", "adminTokenFile"] as const;
const fixedVariables = new Set<string>(fixed.map((key) => ownSettings[key].env));

/** What became of another content of SETTINGS_FILE. */
export type Change =
  | {
      readonly ok: true;
      readonly configured: Configured;
      /** The variables that the file gives another value than before, and which take effect. */
      readonly changed: readonly string[];
      /** Those whose values stay as they are until the next start. */
      readonly restart: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What an agent is told by `main.ts`, by SETTINGS_FILE over that, and by the environment over both. */
export class Configuration {
  /** undefined: there is none. */
  readonly path: string | undefined;
  readonly #options: AgentOptions;
  readonly #env: Env;
  /** As it was at the start. */
  #first: SettingsFile = { path: "", entries: new Map(), problems: [] };
  #inForce = this.#first;
  #stdin = false;
  /** What was looked at last, and what was judged last. */
  #seen = "";
  #judged = "";

  constructor(options: AgentOptions, env: Env) {
    this.#options = options;
    this.#env = env;
    const read = readSettings(settingsFileSettings, env, {});
    this.path = read.ok ? read.value.settingsFile : undefined;
  }

  /** What to start with, or everything that is wrong with it. */
  read(): Result<Configured> {
    if (this.path !== undefined) this.#first = readSettingsFile(this.path);
    this.#inForce = this.#first;
    this.#judged = signatureOf(this.#first);
    const configured = this.#configure(this.#first);
    this.#stdin = configured.ok && configured.value.stdin;
    return configured;
  }

  /**
   * Looks whether the file has changed. Only what is there for two looks counts: editors write a file in steps, and a file that is replaced may
   * be missing for a moment. undefined: nothing new.
   */
  look(): Change | undefined {
    if (this.path === undefined) return undefined;
    const file = readSettingsFile(this.path);
    const signature = signatureOf(file);
    const isStill = signature === this.#seen;
    this.#seen = signature;
    if (!isStill || signature === this.#judged) return undefined;
    this.#judged = signature;
    return this.#judge(file);
  }

  #judge(file: SettingsFile): Change {
    const wanted = this.#configure(file);
    if (!wanted.ok) return wanted;
    if (wanted.value.stdin || this.#stdin)
      return { ok: false, problems: ["standard input is read once, from its beginning to its end: other settings need a restart"] };
    // Judged again with what stays: together with that, others may be wrong.
    const possible = this.#configure(withFixed(file, this.#first));
    if (!possible.ok) return possible;
    const changed = differing(this.#inForce, file).filter((name) => !fixedVariables.has(name));
    const restart = fixed
      .filter((key) => String(wanted.value.settings[key]) !== String(possible.value.settings[key]))
      .map((key) => ownSettings[key].env);
    this.#inForce = file;
    return { ok: true, configured: possible.value, changed, restart };
  }

  #configure(file: SettingsFile): Result<Configured> {
    const table = settingsByVariable(this.#options);
    const configured = configure(this.#options, withFile(this.#env, file, table));
    const problems = [
      ...file.problems,
      ...unknownSettings(file, table),
      ...(configured.ok ? [] : configured.problems.map((problem) => whereItIs(problem, file, this.#env))),
    ];
    return configured.ok && problems.length === 0 ? configured : { ok: false, problems };
  }
}

/** Another content as far as settings go: comments do not matter. */
function signatureOf({ entries, problems }: SettingsFile): string {
  return JSON.stringify([[...entries].map(([name, { text }]) => [name, text]), problems]);
}

function withFixed(file: SettingsFile, first: SettingsFile): SettingsFile {
  const isFixed = ([name]: readonly [string, unknown]) => fixedVariables.has(name);
  const entries = new Map([...[...file.entries].filter((entry) => !isFixed(entry)), ...[...first.entries].filter(isFixed)]);
  return { ...file, entries };
}

function differing(a: SettingsFile, b: SettingsFile): string[] {
  const names = new Set([...a.entries.keys(), ...b.entries.keys()]);
  return [...names].filter((name) => a.entries.get(name)?.text !== b.entries.get(name)?.text).sort();
}
