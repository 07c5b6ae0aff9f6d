/** Emitted init containers as processes: a `main.ts` as a user has it, bundled as `npm run build` does it, run by this Node. */
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const runtime = path.resolve(import.meta.dirname, "../../../src/runtime");

/** Bundles the text of a `main.ts` that imports from `runtime/…` into `folder`; returns the program's path. */
export async function bundle(folder: string, name: string, text: string): Promise<string> {
  const outfile = path.join(folder, `${name}.mjs`);
  await build({
    stdin: { contents: text.replaceAll('"runtime/', `"${runtime}/`), loader: "ts", resolveDir: folder },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile,
    logLevel: "silent",
  });
  return outfile;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The program's own log, line by line. */
  readonly log: readonly LogLine[];
  readonly stderr: string;
  /** What the kubelet would show as the container's termination message. */
  readonly message: string;
}
export interface LogLine extends Readonly<Record<string, unknown>> {
  readonly level: string;
  readonly message: string;
}
export interface Running {
  readonly child: ChildProcess;
  /** The log so far. */
  lines(): LogLine[];
  readonly ended: Promise<Ended>;
}

let runs = 0;

/** Starts a program with nothing of this process's environment but PATH. */
export function run(program: string, env: Readonly<Record<string, string>> = {}): Running {
  runs += 1;
  const messageFile = path.join(path.dirname(program), `termination-${runs}.log`);
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env["PATH"], TERMINATION_MESSAGE_PATH: messageFile, ...env },
    stdio: ["ignore", "inherit", "pipe"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const lines = () =>
    stderr
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const message = fs.existsSync(messageFile) ? fs.readFileSync(messageFile, "utf8") : "";
      resolve({ code, signal, log: lines(), stderr, message });
    });
  });
  return { child, lines, ended };
}
