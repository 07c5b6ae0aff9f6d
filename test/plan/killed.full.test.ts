import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeFs } from "../../src/node-fs.ts";
import { faultyFs } from "../support/faulty-fs.ts";
import { generate } from "../support/generate.ts";
import { edits, first, type KilledProject, killedProject, next, tree } from "../support/killed-project.ts";
import { memoryFs } from "../support/memory-fs.ts";

describe("a process that is killed while it generates", () => {
  let projects: KilledProject;
  beforeAll(async () => {
    projects = await killedProject();
  });
  afterAll(() => projects.remove());

  test("before every third of its file operations is completed by the next one", () => {
    for (let at = 0; at < projects.operations; at += 3) {
      const root = projects.project();
      expect({ at, signal: projects.run(root, at, "SIGKILL").signal }).toEqual({ at, signal: "SIGKILL" });
      expect({ at, exit: generate(nodeFs(), next, {}, root).exit }).toEqual({ at, exit: 0 });
      expect({ at, files: tree(root) }).toEqual({ at, files: projects.want });
    }
  });

  test("at any moment is completed by the next one", async () => {
    for (let round = 0; round < 100; round += 1) {
      const root = projects.project();
      const child = projects.start(root, -1, "SIGKILL");
      const exited = once(child, "exit");
      // Starting takes most of its life: the moments are spread over that and what follows.
      await sleep(60 + round * 4);
      child.kill("SIGKILL");
      await exited;
      expect({ round, exit: generate(nodeFs(), next, {}, root).exit }).toEqual({ round, exit: 0 });
      expect({ round, files: tree(root) }).toEqual({ round, files: projects.want });
    }
  });
});

describe("a run that is killed at any operation, and its completion too", () => {
  test("is completed by the one after, in the same bytes", () => {
    const prepared = memoryFs();
    generate(prepared, first);
    for (const [path, text] of Object.entries(edits)) prepared.put(`/root/${path}`, text);
    const calm = prepared.clone();
    generate(calm, next);

    const attempt = (fs: ReturnType<typeof memoryFs>, at: number): boolean => {
      const faulty = faultyFs(fs, at, "torn");
      try {
        generate(faulty, next);
        return false;
      } catch {
        return true;
      }
    };
    for (let at = 0; ; at += 1) {
      const once = prepared.clone();
      if (!attempt(once, at)) break;
      for (let second = 0; ; second += 1) {
        const fs = once.clone();
        const died = attempt(fs, second);
        generate(fs, next);
        expect({ at, second, files: fs.files() }).toEqual({ at, second, files: calm.files() });
        if (!died) break;
      }
    }
  });
});
