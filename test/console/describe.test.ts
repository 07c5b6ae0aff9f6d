import { describe, expect, test } from "vitest";
import { tabbed } from "../../src/console/describe/tabbed.ts";
import { humanDuration } from "../../src/console/human-duration.ts";
import { podTable, restartsColumn } from "../../src/console/pod-table.ts";
import { createEventLog } from "../../src/engine/control/event-log.ts";
import { container, play, pod, sidecar } from "../support/fake-pod.ts";

const [s, m, h, d] = [1000, 60_000, 3_600_000, 86_400_000] as const;

describe("ages are kubectl's", () => {
  test.each([
    [-1500, "0s"],
    [-2500, "<invalid>"],
    [119 * s, "119s"],
    [120 * s, "2m"],
    [200 * s, "3m20s"],
    [10 * m + 20 * s, "10m"],
    [179 * m, "179m"],
    [180 * m, "3h"],
    [7 * h + 59 * m, "7h59m"],
    [8 * h + 59 * m, "8h"],
    [50 * h, "2d2h"],
    [8 * d + 2 * h, "8d"],
    [800 * d, "2y70d"],
    [3000 * d, "8y"],
  ])("%d ms are %s", (ms, text) => expect(humanDuration(ms)).toBe(text));
});

describe("10.5 the column RESTARTS", () => {
  const startMs = Date.UTC(2030, 0, 1);

  test("counts init containers while the pod is initialised, afterwards the app and its sidecars", () => {
    const spec = { initContainers: [container("init"), sidecar("side")], containers: [container("app")] };
    const scripts = { init: [{ forMs: 1000, exitCode: 1 }, { forMs: 5000 }], side: [{ forMs: 30_000 }, {}], app: [{ forMs: 60_000, exitCode: 1 }, {}] }; // biome-ignore format: one pod
    const played = play(pod(spec), scripts, { forMs: 120_000 });
    expect(restartsColumn(played.at(3), startMs + 3000)).toBe("1 (2s ago)");
    expect(restartsColumn(played.at(10), startMs + 10_000)).toBe("0");
    expect(restartsColumn(played.at(110), startMs + 110_000)).toBe("2 (44s ago)");
    expect(podTable([played.at(110)], startMs + 110_000, false)).toBe(
      "NAME   READY   STATUS    RESTARTS      AGE\nweb    2/2     Running   2 (44s ago)   110s\n",
    );
  });
});

test("columns are as wide as their lines that follow each other need", () => {
  expect(tabbed("Name:\tweb\nNamespace:\tx\nbare\nA:\tb\tc\nLong:\td\te")).toBe(
    "Name:       web\nNamespace:  x\nbare\nA:     b  c\nLong:  d  e",
  );
});

test("10.7 an event that is said again is counted, and memory is bounded", () => {
  const log = createEventLog();
  const event = (at: number, message: string) => ({ at, type: "Warning" as const, reason: "Unhealthy", message });
  log.add(event(1, "a"));
  log.add(event(2, "b"));
  log.add(event(5, "a"));
  expect(log.all().map(({ message, count, firstAt, at }) => [message, count, firstAt, at])).toEqual([
    ["b", 1, 2, 2],
    ["a", 2, 1, 5],
  ]);
  for (let i = 0; i < 2000; i++) log.add(event(i, String(i)));
  expect(log.all()).toHaveLength(500);
  expect(log.all().at(-1)?.message).toBe("1999");
});
