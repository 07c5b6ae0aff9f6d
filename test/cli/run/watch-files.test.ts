import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { signature, watchFiles } from "../../../src/cli/run/watch-files.ts";
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

test("of a folder only manifests and values matter, and not those of tools", async () => {
  const folder = temporary();
  for (const name of ["sub", "node_modules", ".cache"]) mkdirSync(join(folder, name));
  let looks = 0;
  const ignored = ["app.log", "sub/notes.md", "node_modules/a.yaml", ".cache/b.json"];
  const seen: string[] = [];
  onTestFinished(
    watchFiles(
      [folder],
      () => {},
      (paths) => {
        looks++;
        const text = signature(paths);
        seen.push(text);
        return text;
      },
    ),
  );
  const before = looks;
  for (const name of ignored) writeFileSync(join(folder, name), "1");
  const changing = ["a.yaml", "b.yml", "c.json", "local.env", "Kustomization", "sub/d.yaml"];
  for (const name of changing) writeFileSync(join(folder, name), "1");
  await vi.waitFor(() => expect(looks).toBeGreaterThan(before), 3000);
  const last = seen.at(-1) ?? "";
  expect(last.split("\n").map((line) => line.slice(folder.length + 1).split(" ")[0])).toEqual(changing.toSorted());
});

test("a burst of news is one look at the disk, and news of files that do not matter is none", async () => {
  const folder = temporary();
  const path = join(folder, "pod.yaml");
  let looks = 0;
  const looked = (): string => {
    looks++;
    return "as before";
  };
  onTestFinished(watchFiles([path], () => {}, looked));
  for (let i = 0; i < 300; i++) writeFileSync(join(folder, `app-${i}.log`), "x");
  for (let i = 0; i < 300; i++) writeFileSync(path, "x".repeat(i));
  const written = looks;
  await vi.waitFor(() => expect(looks).toBeGreaterThan(written), 3000);
  // One per burst, one when it has become quiet, one of the clock; not hundreds.
  expect(looks).toBeLessThan(10);
});
