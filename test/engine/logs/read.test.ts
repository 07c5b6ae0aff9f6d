import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ReadLogOptions, readLog } from "../../../src/engine/logs/read.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scaffold-read-"));
  path = join(folder, "0.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (text: string, tag = "F", second = 0): string => `2024-01-01T00:00:0${second}.000000001Z stdout ${tag} ${text}\n`;
async function read(options: ReadLogOptions, seen: (text: string) => void = () => {}): Promise<string> {
  let text = "";
  for await (const one of readLog(path, options)) {
    text += one.text.toString();
    seen(text);
  }
  return text;
}

test.each<[string, ReadLogOptions, string]>([
  ["all", {}, "one\ntwo and a half\nlast"],
  ["tail counts lines, not parts", { tail: 1 }, "last"],
  ["tail 2", { tail: 2 }, "two and a half\nlast"],
  ["tail 0", { tail: 0 }, ""],
  ["more than there is", { tail: 100 }, "one\ntwo and a half\nlast"],
  ["since", { sinceMs: Date.UTC(2024, 0, 1, 0, 0, 2) }, "last"],
])("%s", async (_title, options, wanted) => {
  writeFileSync(path, record("one") + record("two ", "P", 1) + record("and a half", "F", 1) + record("last", "P", 2));
  expect(await read(options)).toBe(wanted);
});

test.each([{}, { tail: 2 }])("a log that grows faster than it is read has an end all the same: %j", async (options) => {
  writeFileSync(path, record("one") + record("two"));
  let writes = 0;
  const text = await read(options, () => {
    if (writes++ < 1000) appendFileSync(path, record("more"));
  });
  expect(text).toBe("one\ntwo\n");
});

test("one that is followed is read through its rotation, to the end", async () => {
  writeFileSync(path, record("one"));
  let looks = 0;
  const over = (): boolean => {
    looks++;
    if (looks === 1) {
      appendFileSync(path, record("two"));
      renameSync(path, `${path}.20240101-000000`);
      writeFileSync(path, record("three"));
    }
    return looks > 2;
  };
  expect(await read({ over })).toBe("one\ntwo\nthree\n");
});
