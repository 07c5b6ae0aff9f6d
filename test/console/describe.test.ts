import { describe, expect, test } from "vitest";
import { describePod } from "../../src/console/describe/pod.ts";
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

describe("10.7 events", () => {
  const event = (at: number, message: string, reason = "Unhealthy") => ({ at, type: "Warning" as const, reason, message });
  const shown = (log: ReturnType<typeof createEventLog>) =>
    log.all().map(({ message, count, firstAt, at }) => [message, count, firstAt, at]);

  test("that are said again are counted, and come in the order of the last time", () => {
    const log = createEventLog();
    for (const [at, message] of [[1, "a"], [2, "b"], [5, "a"]] as const) log.add(event(at, message)); // biome-ignore format: short
    expect(shown(log)).toEqual([
      ["b", 1, 2, 2],
      ["a", 2, 1, 5],
    ]);
  });

  test("of one reason with ever new messages are one from the tenth message on", () => {
    const log = createEventLog();
    for (let i = 1; i <= 12; i++) log.add(event(i * s, `port ${i}`));
    log.add(event(13 * s, "other", "BackOff"));
    expect(shown(log).slice(8)).toEqual([
      ["port 9", 1, 9 * s, 9 * s],
      ["(combined from similar events): port 12", 3, 10 * s, 12 * s],
      ["other", 1, 13 * s, 13 * s],
    ]);
  });

  test("of one reason are told apart again after ten minutes without one", () => {
    const log = createEventLog();
    for (let i = 1; i <= 10; i++) log.add(event(i * s, `port ${i}`));
    log.add(event(10 * s + 10 * m, "within"));
    log.add(event(10 * s + 21 * m, "after"));
    expect(shown(log).slice(-2)).toEqual([
      ["(combined from similar events): within", 2, 10 * s, 10 * s + 10 * m],
      ["after", 1, 10 * s + 21 * m, 10 * s + 21 * m],
    ]);
  });

  test("are kept in bounded number", () => {
    const log = createEventLog();
    for (let i = 0; i < 2000; i++) log.add(event(i, "x", `Reason${i}`));
    expect(log.all()).toHaveLength(500);
    expect(log.all().at(-1)?.reason).toBe("Reason1999");
  });

  test("are shown with their number and since when", () => {
    const log = createEventLog();
    log.add({ at: 0, type: "Normal", reason: "Started", message: "Container started" });
    for (const at of [10 * s, 60 * s, 120 * s]) log.add(event(at, "Liveness probe failed: no"));
    const lines = describePod(play(pod(), {}, { forMs: s }).end, log.all(), 130 * s).split("\n");
    expect(lines.slice(lines.indexOf("Events:"))).toEqual([
      "Events:",
      "  Type     Reason     Age               From     Message",
      "  ----     ------     ----              ----     -------",
      "  Normal   Started    2m10s             kubelet  Container started",
      "  Warning  Unhealthy  10s (x3 over 2m)  kubelet  Liveness probe failed: no",
      "",
    ]);
  });
});

describe("a pod that is described", () => {
  /** The lines from this one on, each with one space where there are several. */
  const linesFrom = (title: string, spec: Parameters<typeof pod>[0]): string[] => {
    const lines = describePod(play(pod(spec), {}, { forMs: s }).end, [], 0)
      .replaceAll(/ {2,}/g, " ")
      .split("\n");
    return lines.slice(lines.findIndex((line) => line.startsWith(`${title}:`)));
  };

  test("tolerates what every pod does, and has no priority", () => {
    expect(linesFrom("Priority", {})).toContain("Priority: 0");
    expect(linesFrom("Node-Selectors", {})).toEqual([
      "Node-Selectors: <none>",
      "Tolerations: node.kubernetes.io/not-ready:NoExecute op=Exists for 300s",
      " node.kubernetes.io/unreachable:NoExecute op=Exists for 300s",
      "Events: <none>",
      "",
    ]);
  });

  test("says what its manifest says of nodes and priority", () => {
    const tolerations = [{ operator: "Exists" }, { key: "gpu", value: "yes", effect: "NoSchedule" }];
    const spec = { priorityClassName: "system-cluster-critical", nodeSelector: { disk: "ssd", arch: "arm64" }, tolerations };
    expect(linesFrom("Priority", spec).slice(0, 2)).toEqual(["Priority: 2000000000", "Priority Class Name: system-cluster-critical"]);
    expect(linesFrom("Node-Selectors", spec).slice(0, 4)).toEqual([
      "Node-Selectors: arch=arm64",
      " disk=ssd",
      "Tolerations: gpu=yes:NoSchedule",
      " op=Exists",
    ]);
  });
});
