import { expect, test } from "vitest";
import type { Driver, DriverEvent } from "../../../src/engine/driver.ts";
import { createMachine } from "../../../src/engine/machine.ts";
import { runLoop } from "../../../src/engine/run.ts";
import type { Pod } from "../../../src/pod/model.ts";
import { container, pod, probe } from "../../support/fake-pod.ts";

test("a listener hears of the pod when it changed, not with every answer of a probe", async () => {
  let say: (event: DriverEvent) => void = () => {};
  let probes = 0;
  const answer = (event: DriverEvent) => queueMicrotask(() => say(event));
  const driver: Driver = {
    onEvent: (listener) => {
      say = listener;
    },
    execute(command) {
      if (command.kind === "setUp") answer({ kind: "podReady", podIP: "127.0.0.1" });
      else if (command.kind === "start") answer({ kind: "started", container: "app", instance: command.instance, containerID: "x" });
      else if (command.kind === "signal") answer({ kind: "exited", container: "app", instance: command.instance, exitCode: 0 });
      else if (command.kind === "tearDown") answer({ kind: "tornDown" });
      else if (command.kind === "probe") {
        const { id, instance, probe: kind } = command;
        probes++;
        answer({ kind: "probed", id, container: "app", instance, probe: kind, result: "failure", output: "no" });
        // Answers to what nobody asked are turns of the loop too.
        for (let extra = 0; extra < 50; extra++)
          answer({ kind: "probed", id: -1, container: "app", instance, probe: kind, result: "success", output: "" });
      }
    },
    close: async () => {},
  };
  const heard: Pod[] = [];
  const given = pod({ containers: [container("app", { readinessProbe: probe({ failureThreshold: 100 }) })] });
  const machine = createMachine(given, { uid: "u", backoff: { initialMs: 1000, maxMs: 1000 } });
  const run = runLoop(machine, driver, { onStatus: (now) => heard.push(now) });
  setTimeout(() => run.delete(), 100);
  await run.finished;
  expect(probes).toBeGreaterThan(0);
  const texts = heard.map((now) => JSON.stringify(now));
  expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
});
