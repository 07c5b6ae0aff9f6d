// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** A companion's own log: one JSON object per line on stderr, so that stdout stays free for data. */

export const levels = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof levels)[number];
export type Fields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** The same log with fields that every line carries. */
  with(fields: Fields): Log;
}

export interface LogOptions {
  /** Lines below this level are not written. Default `info`. */
  readonly level?: Level;
  readonly fields?: Fields;
  readonly write?: (line: string) => void;
  readonly now?: () => number;
}

/**
 * `createLog({ fields: { name: "log-agent" } }).info("tailing", { files: 2 })` writes
 * `{"time":"2026-01-02T03:04:05.678Z","level":"info","message":"tailing","name":"log-agent","files":2}`
 */
export function createLog({ level = "info", fields = {}, write = writeToStderr, now = Date.now }: LogOptions = {}): Log {
  const threshold = levels.indexOf(level);
  const at = (own: Level) => (message: string, more?: Fields) => {
    if (levels.indexOf(own) < threshold) return;
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), level: own, message, ...fields, ...more }, plain)}\n`);
  };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    with: (more) => createLog({ level, fields: { ...fields, ...more }, write, now }),
  };
}

/** `ENOENT: no such file or directory, open '/x'`, or what else was thrown, as one line. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** The `code` of a system error (`ENOSPC`), or undefined. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Error) return reasonOf(value);
  return typeof value === "bigint" ? String(value) : value;
}

function writeToStderr(line: string): void {
  process.stderr.write(line);
}
