/** Whether containers can have mounts of their own here, found out by making one and looking what a program sees in it. */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorText } from "../error-text.ts";
import { createMaker, type Privilege, pathOf } from "./enter.ts";
import { overRoot, tableOf } from "./table.ts";

/** `why` not, for a person. */
type Found = { readonly privilege: Privilege; readonly why?: never } | { readonly privilege?: never; readonly why: string };

/** How long a trial may take on a busy machine, ms. */
const PATIENCE = 10_000;

type Env = Readonly<Record<string, string | undefined>>;

/** This machine, or who watches over it, may not allow them. */
export async function privilegeHere(env: Env): Promise<Found> {
  if (process.platform !== "linux") return { why: "mount namespaces are a matter of Linux" };
  const candidates: readonly Privilege[] = process.getuid?.() === 0 ? ["root", "user"] : ["user"];
  let why = "";
  for (const privilege of candidates) {
    const refused = await refusal(privilege, env);
    if (refused === undefined) return { privilege };
    why = refused;
  }
  return { why: `this machine allows no mount namespaces: ${why}` };
}

/** Everything is made in a file system of the trial's own, so nothing can be left. */
async function refusal(privilege: Privilege, env: Env): Promise<string | undefined> {
  const folder = tmpdir();
  const maker = createMaker({ privilege, env, marker: {}, scratch: folder });
  const [root, here, there] = [join(folder, "root"), join(folder, "here"), join(folder, "there")];
  const lines = [{ from: "/", to: root }, { from: there, to: join(root, here) }, overRoot(root)];
  try {
    const base = await maker.base();
    for (const each of [root, here, join(there, "it")]) mkdirSync(join(base, each), { recursive: true });
    writeFileSync(join(base, folder, "mounts"), tableOf(lines));
    const namespace = await maker.make(folder);
    const [seen, said] = await outcome(namespace.enter(["/bin/sh", "-c", 'test -d "$1"', "sh", join(here, "it")], "/"), env);
    namespace.release();
    return seen ? undefined : said || "nsenter leads to other mounts";
  } catch (error) {
    return errorText(error).replace(/^.*error mounting: /, "");
  } finally {
    maker.close();
  }
}

function outcome([program = "", ...args]: readonly string[], env: Env): Promise<[boolean, string]> {
  return new Promise((resolve) => {
    const options = { env: { PATH: pathOf(env) }, cwd: "/", timeout: PATIENCE, killSignal: "SIGKILL" } as const;
    execFile(program, args, options, (error, _, stderr) => resolve([error === null, stderr.trim().split("\n")[0] ?? ""]));
  });
}
