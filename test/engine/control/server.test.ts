import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { askOnce } from "../../../src/engine/control/client.ts";
import { controlSocket } from "../../../src/engine/control/protocol.ts";
import { createControl } from "../../../src/engine/control/server.ts";
import { socketPath } from "../../../src/engine/control/socket-path.ts";
import type { RestartVerdict } from "../../../src/engine/machine.ts";
import type { PodRun } from "../../../src/engine/run.ts";
import { pod } from "../../support/fake-pod.ts";
import { temporary } from "../../support/temporary.ts";

/** A run of which only a restart is asked. */
function restartable(folder: string, verdict: RestartVerdict) {
  const asked: (string | undefined)[] = [];
  const run = { folder, pod: () => pod(), mayRestart: () => verdict, restart: (name?: string) => void asked.push(name) };
  return { run: run as unknown as PodRun, asked };
}

async function opened(run: PodRun): Promise<string[]> {
  const troubles: string[] = [];
  const control = createControl((sentence) => troubles.push(sentence));
  onTestFinished(() => control.close());
  control.open(run);
  return troubles;
}

test.each<[RestartVerdict, string]>([
  ["ending", 'pod "web" is ending'],
  ["restarting", 'pod "web" is being restarted already'],
  ["not begun", 'pod "web" has not begun: its volumes are not there yet'],
  ["init container", '"app" is an init container, which runs before the others; restart the pod instead'],
  ["no such container", "container app is not valid for pod web"],
])("a restart that would change nothing is refused and not asked for: %s", async (verdict, message) => {
  const { run, asked } = restartable(temporary(), verdict);
  await opened(run);
  expect(await askOnce(controlSocket(run.folder), { verb: "restart", container: "app" })).toEqual({ kind: "refused", message });
  expect(asked).toEqual([]);
});

test("a restart that the machine takes is asked for", async () => {
  const { run, asked } = restartable(temporary(), "yes");
  await opened(run);
  expect(await askOnce(controlSocket(run.folder), { verb: "restart", container: "app" })).toEqual({ kind: "done" });
  expect(await askOnce(controlSocket(run.folder), { verb: "restart" })).toEqual({ kind: "done" });
  expect(asked).toEqual(["app", undefined]);
});

test.runIf(process.platform === "linux")("a pod is reached in a folder whose path is longer than the address of a socket", async () => {
  const folder = join(temporary(), "d".repeat(90), "scaffold-0123456789ab");
  mkdirSync(folder, { recursive: true });
  const { run, asked } = restartable(folder, "yes");
  const troubles = await opened(run);
  expect(Buffer.byteLength(controlSocket(folder))).toBeGreaterThan(107);
  expect(await askOnce(controlSocket(folder), { verb: "restart" })).toEqual({ kind: "done" });
  expect([asked, troubles]).toEqual([[undefined], []]);
  expect(statSync(controlSocket(folder)).mode & 0o777).toBe(0o600);
});

test.runIf(process.platform === "linux")("nobody listens there: that is what the system says, and no file stays open", async () => {
  const folder = join(temporary(), "d".repeat(110));
  const open = readdirSync("/proc/self/fd").length;
  await expect(askOnce(controlSocket(folder), { verb: "show" })).rejects.toMatchObject({ code: "ENOENT" });
  mkdirSync(folder);
  await expect(askOnce(controlSocket(folder), { verb: "show" })).rejects.toMatchObject({ code: "ENOENT" });
  expect(readdirSync("/proc/self/fd")).toHaveLength(open);
});

test("without /proc it is a sentence with what to do", () => {
  expect(() => socketPath(`/${"d".repeat(103)}`, "darwin")).toThrow(
    "the path of its socket has 104 bytes, 103 are possible: set XDG_RUNTIME_DIR or TMPDIR to a folder nearer the root",
  );
  expect(socketPath(`/${"d".repeat(102)}`, "darwin").path).toBe(`/${"d".repeat(102)}`);
  expect(socketPath(`/${"ü".repeat(53)}`, "linux").path).toBe(`/${"ü".repeat(53)}`);
});
