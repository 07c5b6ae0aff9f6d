import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { stringify } from "yaml";
import type { Host } from "../../host.ts";
import { packageRoot } from "../../version.ts";

/** Writes a log agent, a sample app and the pod that joins them. */
export async function run(_argv: Record<string, unknown>, host: Host): Promise<number> {
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(host.cwd, path)), { recursive: true });
    writeFileSync(join(host.cwd, path), content);
    host.stdout(`create  ${path}\n`);
  };
  const mount = [{ name: "logs", mountPath: "/var/log/app" }];
  const env = [{ name: "LOG_DIR", value: "/var/log/app" }];
  write(
    "pod.yaml",
    stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "app" },
      spec: {
        initContainers: [{ name: "log-agent", image: "log-agent", restartPolicy: "Always", env, volumeMounts: mount }],
        containers: [{ name: "app", image: "app", env, volumeMounts: mount }],
        volumes: [{ name: "logs", emptyDir: {} }],
      },
    }),
  );
  for (const [path, template] of [
    ["app/src/main.ts", "app/server.ts"],
    ["log-agent/src/main.ts", "sidecar/main.ts"],
  ] as const) {
    write(path, readFileSync(new URL(`templates/skeleton/${template}`, packageRoot), "utf8"));
    const outfile = join(host.cwd, path.replace("src/main.ts", "dist/main.mjs"));
    await build({
      entryPoints: [join(host.cwd, path)],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "error",
    });
  }
  host.stderr("next: npx scaffold run\n");
  return 0;
}
