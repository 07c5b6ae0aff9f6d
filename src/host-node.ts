import { once } from "node:events";
import type { Host } from "./host.ts";
import { nodeFs } from "./node-fs.ts";

/** The real world: this process, this machine. */
export function nodeHost(): Host {
  return {
    cwd: process.cwd(),
    env: process.env,
    fs: nodeFs(),
    interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY) && process.env["CI"] === undefined,
    color: Boolean(process.stderr.isTTY) && process.env["NO_COLOR"] === undefined,
    stdoutColor: Boolean(process.stdout.isTTY) && process.env["NO_COLOR"] === undefined,
    stdout: (text) => void process.stdout.write(text),
    stdoutTaken: async () => {
      if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
    },
    stderr: (text) => void process.stderr.write(text),
    stderrDescriptor: 2,
    stdoutDescriptor: 1,
    now: Date.now,
    quit: (exit) => process.exit(exit),
  };
}
