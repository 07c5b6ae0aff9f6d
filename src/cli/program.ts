import { EXIT } from "../errors.ts";
import type { Host } from "../host.ts";
import { version } from "../version.ts";

export async function runProgram(args: readonly string[], host: Host): Promise<number> {
  const [name] = args;
  if (name === "--version") {
    host.stdout(`${version()}\n`);
    return EXIT.ok;
  }
  if (name === "sidecar") return (await import("./commands/sidecar.ts")).run({}, host);
  if (name === "run") return (await import("./commands/skeleton-run.ts")).run({}, host);
  host.stderr("usage: scaffold sidecar | run\n");
  return EXIT.usage;
}
