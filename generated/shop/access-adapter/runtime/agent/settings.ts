// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { isAbsolute } from "node:path";
import { adminSettings } from "../service/admin.ts";
import { levels, reasonOf } from "../service/log.ts";
import { boolean, bytes, choice, duration, inContainer, integer, list, optional, type Setting, string } from "../service/settings.ts";
import { framingSettings } from "./framing/settings.ts";
import { addressForm, listenProblem } from "./listen/address.ts";
import { compileGlob, pathMatcher } from "./source/glob.ts";

/** What can be told of the files that are read: of all of them, or of each source on its own. */
export const sourceSettings = {
  watch: checked(
    inContainer(
      list({
        env: "WATCH",
        about: "files to ship, as absolute globs: * ? ** [a-z] {a,b}; - is standard input, to its end",
        of: "globs",
        minItems: 1,
      }),
    ),
    watchProblem,
  ),
  exclude: checked(
    list({
      env: "EXCLUDE",
      about: "files never shipped, as globs; one without a slash is compared with the file's name",
      of: "globs",
      default: ["*.gz", "*.zst", "*.bz2", "*.xz", "*.zip"],
    }),
    (patterns) => globProblem(() => pathMatcher(patterns)),
  ),
  ...framingSettings,
} as const;

/** Where more settings are: in the environment alone. */
export const settingsFileSettings = {
  settingsFile: optional(
    string({
      env: "SETTINGS_FILE",
      about: "a file with any of the others as NAME=value lines, below the environment; it is watched, and need not be there",
    }),
  ),
} as const;

/** What can be told of the agent as a whole. */
export const ownSettings = {
  stateDir: inContainer(
    string({ env: "STATE_DIR", about: "folder of the checkpoint and the dead-letter file", default: "/var/lib/log-agent" }),
  ),
  healthPort: optional(
    integer({
      env: "HEALTH_PORT",
      about: "port of /livez, /readyz, /metrics and /ledger, and on 127.0.0.1 of status, tap and replay; not set: none",
      max: 65_535,
    }),
  ),
  listen: checked(
    list({
      env: "LISTEN",
      about: "addresses that records are sent to, beside files: lines over TCP, datagrams over UDP, bodies of POST over HTTP",
      of: `addresses such as ${addressForm}`,
      default: [],
    }),
    listenProblem,
  ),
  listenBufferBytes: bytes({
    env: "LISTEN_BUFFER",
    about: "most bytes per address that wait in memory; then TCP is not read, HTTP answers 503, datagrams are dropped and counted",
    min: 65_536,
    max: 2 ** 30,
    default: 8 * 2 ** 20,
  }),
  listenBodyBytes: bytes({
    env: "LISTEN_MAX_BODY",
    about: "largest body of one HTTP request, unpacked; more is answered with 413",
    min: 1024,
    max: 2 ** 30,
    default: 4 * 2 ** 20,
  }),
  listenConnections: integer({
    env: "LISTEN_CONNECTIONS",
    about: "most connections per address; further ones are refused",
    min: 1,
    max: 65_535,
    default: 256,
  }),
  ...adminSettings("status, tap and replay"),
  gate: choice({
    env: "GATE",
    about: "upstream: not ready until the sink answered once",
    of: ["none", "upstream"],
    default: "none",
  }),
  maxBatchRecords: integer({ env: "BATCH_MAX_RECORDS", about: "most records in one batch", min: 1, max: 100_000, default: 4096 }),
  maxBatchBytes: bytes({ env: "BATCH_MAX_BYTES", about: "most bytes of log text in one batch", min: 1024, max: 2 ** 25, default: 2 ** 20 }),
  maxBatchWaitMs: duration({ env: "BATCH_MAX_WAIT", about: "longest wait for a batch to fill", max: 60_000, default: 50 }),
  windowBatches: integer({
    env: "IN_FLIGHT_BATCHES",
    about: "most batches per sink that a kill can repeat: under way, or acknowledged and not in the checkpoint yet",
    min: 1,
    max: 1000,
    default: 8,
  }),
  maxLineBytes: bytes({
    env: "MAX_LINE_BYTES",
    about: "a longer line is cut here, at a code point, and flagged",
    min: 256,
    max: 2 ** 26,
    default: 2 ** 20,
  }),
  pollMs: duration({
    env: "POLL_INTERVAL",
    about: "how often open files are looked at; events may wake it earlier",
    min: 10,
    max: 60_000,
    default: 250,
  }),
  events: boolean({
    env: "WATCH_EVENTS",
    about: "false: do not listen to the file system's events, look only; events only ever make looking happen sooner",
    default: true,
  }),
  discoverMs: duration({
    env: "DISCOVERY_INTERVAL",
    about: "how often globs and SETTINGS_FILE are looked up",
    min: 10,
    max: 60_000,
    default: 1000,
  }),
  rotateWaitMs: duration({
    env: "ROTATE_WAIT",
    about: "how long a rotated file must be quiet before it is left, and its last line counts as ended",
    default: 5000,
  }),
  trim: boolean({
    env: "TRIM",
    about: "true: rotated files are deleted once every sink has all of them; others that read them are not waited for",
    default: false,
  }),
  retryInitialMs: duration({ env: "RETRY_INITIAL", about: "bound of the first wait after a failure; it doubles", min: 1, default: 200 }),
  retryMaxMs: duration({ env: "RETRY_MAX", about: "bound of the longest wait", min: 1, default: 30_000 }),
  deadLetterMaxBytes: bytes({
    env: "DEAD_LETTER_MAX_BYTES",
    about: "size of the dead-letter files; the oldest entries go first",
    min: 4096,
    default: 64 * 2 ** 20,
  }),
  drainTimeoutMs: duration({ env: "DRAIN_TIMEOUT", about: "after SIGTERM: how long to go on delivering", default: 25_000 }),
  drainSettleMs: duration({
    env: "DRAIN_SETTLE",
    about: "after SIGTERM: how long files must be quiet before they count as ended",
    default: 1000,
  }),
  logLevel: choice({ env: "LOG_LEVEL", about: "the agent's own log, on stderr", of: levels, default: "info" }),
} as const;

/** What an agent can be told, apart from its sinks' own settings (`otlpSettings` and so on, beside each sink). */
export const agentSettings = { ...sourceSettings, ...ownSettings } as const;

/** The same setting with one more check. */
function checked<T>(inner: Setting<T>, check: (value: T) => string | undefined): Setting<T> {
  return { ...inner, check: (value) => inner.check(value) ?? check(value) };
}

/** A relative one would be looked up in whatever folder the program was started in. */
function watchProblem(patterns: readonly string[]): string | undefined {
  if (patterns.includes("-")) return patterns.length > 1 ? "is either - for standard input, or globs" : undefined;
  return globProblem(() => {
    const relative = patterns.find((pattern) => compileGlob(pattern).some(({ root }) => !isAbsolute(root)));
    return relative === undefined
      ? undefined
      : `must be absolute globs such as /var/log/app/*.log, or - for standard input; ${relative} is relative`;
  });
}

function globProblem(compile: () => unknown): string | undefined {
  try {
    const problem = compile();
    return typeof problem === "string" ? problem : undefined;
  } catch (error) {
    return `holds a pattern that is no glob: ${reasonOf(error)}`;
  }
}
