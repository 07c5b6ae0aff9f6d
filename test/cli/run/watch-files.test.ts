import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { watchFiles } from "../../../src/cli/run/watch-files.ts";
import { temporary } from "../../support/temporary.ts";

/** Resolves at the next change. */
function watching(...paths: string[]) {
  let tell = (): void => {};
  let count = 0;
  onTestFinished(
    watchFiles(paths, () => {
      count++;
      tell();
    }),
  );
  const change = (): Promise<void> =>
    new Promise((resolve) => {
      tell = resolve;
    });
  return { change, count: () => count };
}

test("a file that is written, replaced or made is a change; one beside it is none", async () => {
  const folder = temporary();
  const path = join(folder, "pod.yaml");
  const { change, count } = watching(path);
  let changed = change();
  writeFileSync(join(folder, "other"), "");
  writeFileSync(path, "a");
  await changed;
  changed = change();
  writeFileSync(join(folder, "new"), "b");
  renameSync(join(folder, "new"), path);
  await changed;
  expect(count()).toBe(2);
});

test("several writes that follow each other are one change", async () => {
  const path = join(temporary(), "pod.yaml");
  const { change, count } = watching(path);
  const changed = change();
  for (let size = 1; size < 5; size++) writeFileSync(path, "x".repeat(size));
  await changed;
  expect(count()).toBe(1);
});

test("a folder changes with whatever is below it, through links that are replaced too", async () => {
  const folder = temporary();
  mkdirSync(join(folder, "a"));
  mkdirSync(join(folder, "b"));
  writeFileSync(join(folder, "a/x.yaml"), "1");
  writeFileSync(join(folder, "b/x.yaml"), "22");
  symlinkSync("a", join(folder, "..data"));
  symlinkSync("..data/x.yaml", join(folder, "x.yaml"));
  const { change } = watching(join(folder, "x.yaml"));
  const changed = change();
  symlinkSync("b", join(folder, "..data_tmp"));
  renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
  await changed;
});
