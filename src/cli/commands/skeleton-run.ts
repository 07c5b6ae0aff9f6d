import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import type { Pod } from "../../pod/model.ts";

/** Starts the containers of pod.yaml as processes on one shared folder, until SIGINT or SIGTERM. */
export async function run(_argv: Record<string, unknown>, host: Host): Promise<number> {
  const source = host.fs.read(join(host.cwd, "pod.yaml"));
  if (!source) throw new ScaffoldError("NO_MANIFEST", "there is no pod.yaml here", { hint: "npx scaffold sidecar" });
  const pod = parse(readFileSync(join(host.cwd, "pod.yaml"), "utf8")) as Pod;
  const shared = mkdtempSync(join(tmpdir(), "scaffold-"));
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  const children = containers.map(({ name, env = [] }) => {
    const variables = Object.fromEntries(env.map((entry) => [entry.name, entry.value?.replace("/var/log/app", shared)]));
    const child = spawn(process.execPath, [join(host.cwd, name, "dist/main.mjs")], { env: { PATH: host.env["PATH"], ...variables } });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => host.stdout(`${name}  ${bytes}`));
    return child;
  });
  const stop = () => {
    for (const child of children) child.kill("SIGTERM");
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  await Promise.all(children.map((child) => new Promise((resolve) => child.once("exit", resolve))));
  rmSync(shared, { recursive: true, force: true });
  return 0;
}
