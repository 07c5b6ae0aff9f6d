import type { Host } from "../../src/host.ts";
import { nodeHost } from "../../src/host-node.ts";

/** The real disk, and streams that remember. `cwd` is where the command is typed. */
export function testHost(cwd: string, over: Partial<Host> = {}): Host & { readonly out: () => string; readonly err: () => string } {
  let out = "";
  let err = "";
  return {
    ...nodeHost(),
    cwd,
    env: { PATH: process.env["PATH"] },
    interactive: false,
    color: false,
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    ...over,
    out: () => out,
    err: () => err,
  };
}
