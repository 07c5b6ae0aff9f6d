/** Whether containers can have mounts of their own here, found out by making one and looking what a program sees in it. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorText } from "../error-text.ts";
import { makeNamespace, type Privilege, pathOf } from "./enter.ts";
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

async function refusal(privilege: Privilege, env: Env): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "scaffold-trial-"));
  try {
    const [root, here, there, table] = ["root", "here", "there", "mounts"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
      string,
    ];
    for (const each of [root, here, join(there, "it")]) mkdirSync(each, { recursive: true });
    writeFileSync(
      table,
      tableOf([{ from: "/", to: root, readOnly: false }, { from: there, to: join(root, here), readOnly: false }, overRoot(root)]),
    );
    const namespace = await makeNamespace({ privilege, table, env, marker: {} });
    try {
      return (await succeeds(namespace.enter(["/bin/sh", "-c", 'test -d "$1"', "sh", join(here, "it")], "/"), env))
        ? undefined
        : "nsenter (util-linux 2.39) fails";
    } finally {
      namespace.release();
    }
  } catch (error) {
    return errorText(error).replace(/^.*error mounting: /, "");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function succeeds([program = "", ...args]: readonly string[], env: Env): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { PATH: pathOf(env) }, cwd: "/", stdio: "ignore", timeout: PATIENCE, killSignal: "SIGKILL" });
    child.once("error", () => resolve(false)).once("close", (code) => resolve(code === 0));
  });
}
