/**
 * The program of an init container that waits: ends with 0 when everything it waits for is up, and the pod goes on to the next container.
 *
 *   0    everything was up once
 *   1    WAIT_TIMEOUT is over; Kubernetes runs the container again (unless the pod's restartPolicy is Never)
 *   2    a setting is wrong
 *   143  stopped by SIGTERM (130: by SIGINT)
 */
import { createLog } from "../service/log.ts";
import { probePostgres } from "../service/probes/postgres.ts";
import { probeTcp } from "../service/probes/tcp.ts";
import { type GivenOf, readSettings } from "../service/settings.ts";
import { EXIT, onTermination } from "../service/termination.ts";
import { milliseconds } from "./duration.ts";
import { end } from "./end.ts";
import { probeHttp } from "./probes/http.ts";
import { parseStatusRule } from "./probes/status.ts";
import { parseTarget, type Target } from "./target.ts";
import { waitSettings } from "./wait-settings.ts";
import { type Awaited, seconds, waitForAll } from "./waiting.ts";

/**
 * A check of the user's own, made again and again once all targets are up: `true`, or why it is not up yet. Throwing is a reason too.
 * The signal is aborted when the attempt takes longer than WAIT_ATTEMPT_TIMEOUT or the container is stopped.
 */
export type Check = (signal: AbortSignal) => true | string | Promise<true | string>;

export interface WaitOptions extends GivenOf<typeof waitSettings> {
  readonly name: string;
  readonly check?: Check | undefined;
}

/** Waits as its settings say, then ends the process. */
export async function runWait(options: WaitOptions): Promise<never> {
  const { name, check, ...given } = options;
  const log = createLog({ fields: { name } });
  const termination = onTermination();
  const read = readSettings(waitSettings, process.env, given);
  const nothing = read.right.targets?.length === 0 && !check ? ["WAIT_FOR names nothing, and there is no check: nothing to wait for"] : [];
  if (!read.ok) return end(log, EXIT.settings, "settings are wrong", { problems: [...read.problems, ...nothing] });
  if (nothing[0]) return end(log, EXIT.settings, nothing[0]);
  const { targets, timeout, interval, attemptTimeout, httpStatus } = read.value;

  const expected = { text: httpStatus, rule: parseStatusRule(httpStatus) ?? (() => false) };
  const things = targets.map(parseTarget).flatMap((target) => (typeof target === "string" ? [] : [awaited(target, expected)]));
  const pace = { intervalMs: milliseconds(interval), attemptMs: milliseconds(attemptTimeout) };
  const began = performance.now();
  const stop = new AbortController();
  const timeoutMs = milliseconds(timeout);
  if (timeoutMs > 0) setTimeout(() => stop.abort(), timeoutMs).unref();
  termination.asked.addEventListener("abort", () => stop.abort(), { once: true });
  log.info("waiting", { for: things.map(({ text }) => text), ...(check && { check: true }), timeout, interval });

  let missing = await waitForAll(things, pace, log, stop.signal);
  if (missing.length === 0 && check) missing = await waitForAll([{ text: "check", probe: check }], pace, log, stop.signal);
  const took = seconds(performance.now() - began);
  const why = missing.map(({ text, reason }) => `${text} (${reason})`).join(", ");
  if (missing.length === 0) return end(log, EXIT.ok, "everything is up", { took });
  if (termination.asked.aborted) return end(log, termination.asked.reason === "SIGINT" ? 130 : 143, `stopped while waiting for ${why}`);
  return end(log, EXIT.failed, `not up after ${timeout}: ${why}`);
}

function awaited(target: Target, expected: Parameters<typeof probeHttp>[1]): Awaited {
  switch (target.kind) {
    case "tcp":
      return { text: target.text, probe: (signal) => probeTcp(target, signal) };
    case "http":
      return { text: target.text, probe: (signal) => probeHttp(target, expected, signal) };
    case "postgres":
      return { text: target.text, probe: (signal) => probePostgres(target, signal) };
    default:
      return target satisfies never;
  }
}
