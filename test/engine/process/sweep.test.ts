import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import { unkillable } from "../../../src/engine/drivers/process/instance.ts";
import { markedSearch, stateOf } from "../../../src/engine/drivers/process/proc.ts";
import { createSweeper } from "../../../src/engine/drivers/process/sweep.ts";

/** More than any kernel gives away: nothing is there to be killed. */
const PID = 2 ** 30;

test("a process that does not end though it is killed is waited for no longer than five seconds, and named", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setImmediate", "performance"] });
  try {
    let looks = 0;
    const sweeper = createSweeper("x", () => {
      looks++;
      return [{ pid: PID, rest: "app/1" }];
    });
    let left: readonly number[] | undefined;
    void sweeper.instance("app", 1).then((pids) => {
      left = pids;
    });
    await vi.advanceTimersByTimeAsync(4900);
    expect(left).toBeUndefined();
    await vi.advanceTimersByTimeAsync(200);
    expect(left).toEqual([PID]);
    const seen = looks;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks).toBe(seen);
    expect(seen).toBeLessThan(400);
  } finally {
    vi.useRealTimers();
  }
});

test("a process that outlives its kill is said, with where it waits when that is known", () => {
  const said = "app: process 7 was killed 10 s ago and has not ended";
  expect(unkillable("app", 7, "D")).toBe(`${said}, it waits in the kernel for a device (state D): the container counts as ended with 137`);
  expect(unkillable("app", 7, undefined)).toBe(`${said}: the container counts as ended with 137`);
  expect(stateOf(process.pid)).toMatch(process.platform === "linux" ? /^[RSD]$/ : /undefined/);
});

test.runIf(process.platform === "linux")(
  "a search finds what began after its last look, each time, and nothing that has ended",
  async () => {
    const search = markedSearch(`SCAFFOLD_TEST=${process.pid}/`);
    expect(search()).toEqual([]);
    const begin = (mark: string) => {
      const child = spawn("sleep", ["60"], { env: { ...process.env, SCAFFOLD_TEST: mark } });
      onTestFinished(() => void child.kill("SIGKILL"));
      return child;
    };
    const [marked] = [begin(`${process.pid}/app/1`), begin("another/app/1")];
    const found = [{ pid: marked.pid, rest: "app/1" }];
    expect([search(), search()]).toEqual([found, found]);
    marked.kill("SIGKILL");
    await once(marked, "exit");
    expect(search()).toEqual([]);
  },
);
