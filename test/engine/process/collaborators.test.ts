/** What the process driver asks of its world, its limits and its logs, and when. */
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { noLimits } from "../../../src/engine/drivers/process/limits.ts";
import { plainWorld } from "../../../src/engine/drivers/process/world.ts";
import type { ProcessDriverOptions } from "../../../src/engine/drivers/process.ts";
import { drive, shell } from "./drive.ts";

const data = { volumes: [{ name: "data", emptyDir: {} }] };

/** Collaborators that write down what they are asked. */
function recording({ oomKilled = false } = {}) {
  const asked: string[] = [];
  const options: Pick<ProcessDriverOptions, "world" | "limits" | "logs"> = {
    world: (pod, folder) => ({
      isolation: "namespace",
      notices: [`${pod.metadata.name} has a world`],
      view: ({ container, instance, mounts, messageFile }) => {
        asked.push(`view ${container.name} ${instance} ${messageFile.startsWith(folder.path)}`);
        return {
          paths: (text) => text,
          mounts: mounts.map((mount) => ({ ...mount, target: mount.mountPath })),
          messageFile: "/dev/termination-log",
          prepare: async ({ argv, env, cwd }) => ({ argv, env: { ...env, WANTED: cwd }, cwd: "/" }),
          release: () => void asked.push("release view"),
          enter: (argv, pid) => ["/usr/bin/env", `BESIDE=${pid}`, ...argv],
        };
      },
    }),
    limits: () => ({
      notices: ["no limits on CPU"],
      open: (container, instance) => {
        asked.push(`open limits ${container.name} ${instance}`);
        return {
          adopt: (pid) => void asked.push(`adopt ${existsSync(`/proc/${pid}`)}`),
          end: async () => void asked.push("end"),
          oomKilled: () => {
            asked.push("oomKilled");
            return oomKilled;
          },
          release: () => void asked.push("release"),
        };
      },
      close: async () => void asked.push("close limits"),
    }),
    logs: () => ({
      open: (container, restartCount) => {
        asked.push(`open log ${container} ${restartCount}`);
        return {
          write: (stream, bytes) => void asked.push(`${stream} ${Buffer.from(bytes).toString().trim()}`),
          close: () => void asked.push("close log"),
        };
      },
    }),
  };
  return { asked, options };
}

test("each instance has a view, limits and a log, which end when nothing of it is left", async () => {
  const { asked, options } = recording();
  const { run, driver } = await drive([shell("app", "echo out; exec sh -c 'sleep 0.1; echo err >&2'")], options);
  await run("app", 2);
  await driver.close();
  expect(asked.slice(0, 2)).toEqual(["view app 2 true", "open limits app 2"]);
  expect(asked.filter((line) => /adopt|end|oomKilled|release$/.test(line))).toEqual(["adopt true", "end", "oomKilled", "release"]);
  expect(asked.filter((line) => /log|^std/.test(line))).toEqual(["open log app 1", "stdout out", "stderr err", "close log"]);
  expect(asked.slice(-2)).toEqual(["release view", "close limits"]);
});

test("a program that cannot be executed gives back what was opened for it", async () => {
  const { asked, options } = recording();
  const { start, driver } = await drive([{ name: "app", command: ["/no/such/program"] }], options);
  expect(await start("app")).toMatchObject({ kind: "startFailed", reason: "StartError" });
  await driver.close();
  expect(asked).toEqual(["view app 1 true", "open limits app 1", "open log app 0", "close log", "release", "release view", "close limits"]);
});

test("processes know of their files what the view says, and start as it says", async () => {
  const script = 'echo "$SCAFFOLD_MOUNT_DATA $TERMINATION_MESSAGE_PATH $DIR $WANTED $PWD"';
  const app = shell("app", script, {
    env: [{ name: "DIR", value: "/data/x" }],
    volumeMounts: [{ name: "data", mountPath: "/data" }],
    workingDir: "/data/work",
  });
  const { run, output, driver } = await drive([app], { ...recording().options, spec: data });
  await run("app");
  expect(output()).toBe("/data /dev/termination-log /data/x /data/work /\n");
  expect(driver.isolation).toBe("namespace");
  expect(driver.notices).toEqual(["web has a world", "no limits on CPU"]);
});

test("a program beside the container's enters its world, within its limits", async () => {
  const { asked, options } = recording();
  const { start, probe, driver } = await drive([shell("app", "sleep 3600")], options);
  await start("app");
  const command = ["/bin/sh", "-c", 'echo "$BESIDE $PWD"'];
  expect((await probe("app", { exec: { command } })).output).toBe(`${driver.pid("app")} /\n`);
  expect(asked.filter((line) => line.startsWith("adopt"))).toEqual(["adopt true", "adopt true"]);
});

test("limits say that the memory was used up", async () => {
  const { run } = await drive([shell("app", "exit 137")], recording({ oomKilled: true }).options);
  expect(await run("app")).toMatchObject({ exitCode: 137, oomKilled: true });
});

test("7.7 a probe that cannot be run is tried three times before it is given up", async () => {
  let tries = 0;
  const world: NonNullable<ProcessDriverOptions["world"]> = (pod, folder, ledger) => {
    const plain = plainWorld(pod, folder, ledger);
    const enter = (argv: readonly string[]) => (++tries === 3 ? argv : ["/no/such/program"]);
    return { ...plain, view: (files) => ({ ...plain.view(files), enter }) };
  };
  const { start, driver, next } = await drive([shell("app", "sleep 3600")], { world });
  await start("app");
  const probe = async (id: number) => {
    const spec = { exec: { command: ["true"] } };
    driver.execute({ kind: "probe", id, container: { name: "app" }, instance: 1, probe: "liveness", spec });
    return (await next("probed", (event) => event.id === id)).result;
  };
  expect(await probe(1)).toBe("success");
  expect(await probe(2)).toBe("unknown");
  expect(tries).toBe(6);
});

test("an end that breaks is an end nevertheless", async () => {
  const limits: NonNullable<ProcessDriverOptions["limits"]> = (pod, folder, ledger) => {
    const plain = noLimits(pod, folder, ledger);
    const oomKilled = () => {
      throw new Error("no such group");
    };
    return { ...plain, open: (container, instance) => ({ ...plain.open(container, instance), oomKilled }) };
  };
  const { run } = await drive([shell("app", "exit 0")], { limits });
  expect(await run("app")).toMatchObject({ exitCode: 137, message: "no such group" });
});
