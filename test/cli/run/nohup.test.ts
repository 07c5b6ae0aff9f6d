import type { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { isNohup } from "../../../src/cli/run/nohup.ts";
import { onStopSignals } from "../../../src/cli/run/stop-signals.ts";

test.each([
  [{ _: "/usr/bin/nohup" }, false, true],
  [{ _: "nohup" }, false, true],
  [{ _: "/usr/bin/node" }, false, false],
  [{}, false, false],
  [{}, true, true],
])("with %o and an input that can only be written: %s, nohup stands before it: %s", (env, input, want) => {
  expect(isNohup(env, () => input)).toBe(want);
});

test.each([
  [false, ["SIGHUP 1", "SIGTERM 2"]],
  [true, ["SIGTERM 1"]],
])("behind nohup (%s) the signals heard are %j", (nohup, want) => {
  const heard: string[] = [];
  const signals = onStopSignals((signal, count) => heard.push(`${signal} ${count}`), {}, nohup);
  try {
    const emitter: EventEmitter = process;
    for (const signal of ["SIGHUP", "SIGTERM"]) emitter.emit(signal, signal);
  } finally {
    signals.stop();
  }
  expect(heard).toEqual(want);
});
