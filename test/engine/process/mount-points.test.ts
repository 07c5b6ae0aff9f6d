import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMountPoints } from "../../../src/engine/drivers/process/namespace/mount-points.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scaffold-points-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a mount point that two containers share goes with the last of them, deepest first", () => {
  const announced: string[] = [];
  const points = createMountPoints((path) => announced.push(path));
  const [outer, one, two] = [join(folder, "a"), join(folder, "a/one"), join(folder, "a/two")];
  const first = points.hold(one, true);
  const second = points.hold(two, false);
  expect(announced).toEqual([outer, one, two]);
  expect(points.isOwn(join(two, "x"))).toBe(true);
  points.release(first);
  expect([existsSync(one), existsSync(two)]).toEqual([false, true]);
  points.release(second);
  expect(existsSync(outer)).toBe(false);
  expect(points.isOwn(outer)).toBe(false);
});

test("what was there before, or was put there by somebody, stays", () => {
  const points = createMountPoints(() => {});
  expect(points.hold(folder, true)).toEqual([]);
  const held = points.hold(join(folder, "a"), true);
  writeFileSync(join(folder, "a/file"), "x");
  points.release(held);
  expect(existsSync(join(folder, "a/file"))).toBe(true);
});
