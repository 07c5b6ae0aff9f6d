/** What the process driver asks of its world, its limits and its logs, and when. */
import { expect, test } from "vitest";
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
          wrap: (argv) => ["/usr/bin/env", "LIMITED=yes", ...argv],
          oomKilled: () => {
            asked.push("oomKilled");
            return oomKilled;
          },
          release: () => void asked.push("release"),
        };
      },
      close: () => void asked.push("close limits"),
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
  expect(asked.slice(0, 5)).toEqual(["view app 2 true", "open limits app 2", "open log app 1", "stdout out", "stderr err"]);
  expect(asked.slice(5, 8).sort()).toEqual(["close log", "oomKilled", "release"]);
  expect(asked.indexOf("oomKilled")).toBeLessThan(asked.indexOf("release"));
  expect(asked.slice(8)).toEqual(["release view", "close limits"]);
});

test("a program that cannot be executed gives back what was opened for it", async () => {
  const { asked, options } = recording();
  const { start, driver } = await drive([{ name: "app", command: ["/no/such/program"] }], {
    ...options,
    limits: (pod, folder) => {
      const limits = options.limits?.(pod, folder);
      if (!limits) throw new Error("no limits");
      return { ...limits, open: (container, instance) => ({ ...limits.open(container, instance), wrap: (argv) => argv }) };
    },
  });
  expect(await start("app")).toMatchObject({ kind: "startFailed", reason: "StartError" });
  await driver.close();
  expect(asked).toEqual(["view app 1 true", "open limits app 1", "open log app 0", "close log", "release", "release view", "close limits"]);
});

test("processes know of their files what the view says, and start as it says", async () => {
  const script = 'echo "$SCAFFOLD_MOUNT_DATA $TERMINATION_MESSAGE_PATH $DIR $LIMITED $WANTED $PWD"';
  const app = shell("app", script, {
    env: [{ name: "DIR", value: "/data/x" }],
    volumeMounts: [{ name: "data", mountPath: "/data" }],
    workingDir: "/data/work",
  });
  const { run, output, driver } = await drive([app], { ...recording().options, spec: data });
  await run("app");
  expect(output()).toBe("/data /dev/termination-log /data/x yes /data/work /\n");
  expect(driver.isolation).toBe("namespace");
  expect(driver.notices).toEqual(["web has a world", "no limits on CPU"]);
});

test("a program beside the container's enters its world, within its limits", async () => {
  const { start, probe, driver } = await drive([shell("app", "sleep 3600")], recording().options);
  await start("app");
  const command = ["/bin/sh", "-c", 'echo "$BESIDE $LIMITED $PWD"'];
  expect((await probe("app", { exec: { command } })).output).toBe(`${driver.pid("app")} yes /\n`);
});

test("limits say that the memory was used up", async () => {
  const { run } = await drive([shell("app", "exit 137")], recording({ oomKilled: true }).options);
  expect(await run("app")).toMatchObject({ exitCode: 137, oomKilled: true });
});
