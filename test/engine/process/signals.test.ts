import { expect, test } from "vitest";
import type { SignalName } from "../../../src/engine/driver.ts";
import { exitCodeOf, signalNumber } from "../../../src/engine/drivers/process/signals.ts";
import { drive, shell } from "./drive.ts";

const linux = test.runIf(process.platform === "linux");

linux.each<[SignalName, number | undefined]>([
  ["SIGTERM", 15],
  ["SIGRTMIN", 34],
  ["SIGRTMIN+3", 37],
  ["SIGRTMAX-1", 63],
  ["SIGRTMAX", 64],
  ["SIGRTMIN+31", undefined],
  ["SIGRTMIN-1", undefined],
  ["SIGNONE", undefined],
])("%s is number %s", (name, number) => {
  expect(signalNumber(name)).toBe(number);
  expect(exitCodeOf(name)).toBe(number === undefined ? undefined : 128 + number);
});

linux.each<[SignalName, string]>([
  ["SIGUSR1", "USR1"],
  ["SIGRTMIN+3", "37"],
])("5.11 a container gets any signal by its name: %s", async (signal, trapped) => {
  const { start, driver, next, output } = await drive([shell("app", `trap 'exit 7' ${trapped}; echo up; while :; do sleep 0.05; done`)]);
  await start("app");
  while (!output().includes("up")) await new Promise((resolve) => setTimeout(resolve, 10));
  driver.execute({ kind: "signal", container: "app", instance: 1, signal });
  expect((await next("exited")).exitCode).toBe(7);
});

linux.each<[string, SignalName, string, number]>([
  // Node says that a process which such a signal ended exited with 0.
  ["a real-time signal that ends it", "SIGRTMIN+3", "echo up; while :; do sleep 0.05; done", 165],
  ["a real-time signal that it handles", "SIGRTMIN+3", "trap 'exit 0' 37; echo up; while :; do sleep 0.05; done", 0],
  ["a signal that ends it", "SIGQUIT", "echo up; while :; do sleep 0.05; done", 131],
])("4.4 the exit code after %s", async (_title, signal, script, exitCode) => {
  const { start, driver, next, output } = await drive([shell("app", script)]);
  await start("app");
  while (!output().includes("up")) await new Promise((resolve) => setTimeout(resolve, 10));
  driver.execute({ kind: "signal", container: "app", instance: 1, signal });
  expect((await next("exited")).exitCode).toBe(exitCode);
});
