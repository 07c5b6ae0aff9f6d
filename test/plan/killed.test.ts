import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeFs } from "../../src/node-fs.ts";
import { generate } from "../support/generate.ts";
import { type KilledProject, killedProject, next, tree } from "../support/killed-project.ts";

describe("a process that is killed while it generates", () => {
  let projects: KilledProject;
  beforeAll(async () => {
    projects = await killedProject();
  });
  afterAll(() => projects.remove());

  test.each([0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97])("at %f of its way is completed by the next one", (share) => {
    const root = projects.project();
    expect(projects.run(root, Math.floor(projects.operations * share), "SIGKILL").signal).toBe("SIGKILL");
    expect(generate(nodeFs(), next, {}, root).exit).toBe(0);
    expect(tree(root)).toEqual(projects.want);
  });

  test("holds its lock as long as it lives, and no longer", async () => {
    const root = projects.project();
    // Where it stops itself it has the lock and has staged something.
    const child = projects.start(root, Math.floor(projects.operations * 0.5), "SIGSTOP");
    const exited = once(child, "exit");
    try {
      while (!existsSync(join(root, ".scaffold/stage/1"))) await sleep(5);
      expect(() => generate(nodeFs(), next, {}, root)).toThrow(
        expect.objectContaining({ code: "BUSY", exit: 3, message: `process ${child.pid} is generating into this project` }),
      );
    } finally {
      child.kill("SIGKILL");
    }
    await exited;
    expect(generate(nodeFs(), next, {}, root).exit).toBe(0);
    expect(tree(root)).toEqual(projects.want);
  });

  test.runIf(process.platform === "linux")("whose number was given to another process since holds no lock", () => {
    const root = projects.project();
    // Process 1 runs, but did not start at tick 1.
    nodeFs().write(join(root, ".scaffold/lock"), new TextEncoder().encode("1 1\n"), 0o644);
    generate(nodeFs(), next, {}, root);
    expect(tree(root)).toEqual(projects.want);
  });
});
