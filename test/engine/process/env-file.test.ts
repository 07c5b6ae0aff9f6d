import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fileKeyValue, parseEnvFile } from "../../../src/engine/env-file.ts";
import { temporary } from "../../support/temporary.ts";

describe("an env file", () => {
  test.each<[string, string, Record<string, string>]>([
    ["has one variable a line", "A='1'\nB='two words'\n", { A: "1", B: "two words" }],
    ["may have no last line break", "A='1'", { A: "1" }],
    ["may have blank lines, comments, and blanks around names", "\n# A='0'\n  A = '1' \n\n", { A: "1" }],
    ["keeps what is quoted as it is", "A=' #\"$B\\n= '\n", { A: ' #"$B\\n= ' }],
    ["keeps line breaks between quotes", "A='one\ntwo'\nB='3'\n", { A: "one\ntwo", B: "3" }],
    ["may come with line breaks of two characters", "A='1'\r\nB='2'\r\n", { A: "1", B: "2" }],
    ["gives the first of two of one name", "A='1'\nA='2'\n", { A: "1" }],
    ["may be empty", "", {}],
  ])("%s", (_, text, want) => {
    expect(Object.fromEntries(parseEnvFile(text))).toEqual(want);
  });

  test.each([
    ["without quotes", "A='1'\nB=2\n", 2],
    ["with double quotes", 'A="1"\n', 1],
    ["with two quoted parts", "A='1''2'\n", 1],
    ["with something behind the quotes", "A='1'$B\n", 1],
    ["with an open quote", "\n\nA='1\n", 3],
    ["without a name", "='1'\n", 1],
  ])("must not have a value %s", (_, text, line) => {
    expect(() => parseEnvFile(text)).toThrow(`couldn't parse env file: line ${line} is not NAME='value'`);
  });
});

describe("fileKeyRef", () => {
  const volumes = () => {
    const directory = temporary();
    writeFileSync(join(directory, "a.env"), "A='1'\n");
    return new Map([["env", directory]]);
  };
  const ref = (path: string, key: string, optional?: boolean) => ({
    volumeName: "env",
    path,
    key,
    ...(optional !== undefined && { optional }),
  });

  test.each([
    ["a key", ref("a.env", "A"), "1"],
    ["an optional key that is missing", ref("a.env", "B", true), undefined],
    ["an optional file that is missing", ref("b.env", "A", true), undefined],
  ])("reads %s", (_, given, want) => {
    expect(fileKeyValue(given, volumes())).toBe(want);
  });

  test("11.7 fails for a FIFO, and does not wait for it", () => {
    const known = volumes();
    execFileSync("mkfifo", [join(known.get("env") ?? "", "fifo")]);
    expect(() => fileKeyValue(ref("fifo", "A"), known)).toThrow(`couldn't read env file "fifo"`);
  });

  test.each([
    ["a missing key", ref("a.env", "B"), 'environment variable key "B" not found in file "a.env"'],
    ["a missing file", ref("b.env", "A"), `couldn't read env file "b.env"`],
    ["a missing volume", { ...ref("a.env", "A"), volumeName: "no" }, 'cannot find volume "no"'],
  ])("fails for %s", (_, given, message) => {
    expect(() => fileKeyValue(given, volumes())).toThrow(message);
  });
});
