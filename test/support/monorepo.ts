import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { packageRoot } from "../../src/version.ts";
import { testHost } from "./host.ts";
import { temporary } from "./temporary.ts";

/** Types a command line in a folder. `scaffold(root, "generate -r --no-build")` */
export async function scaffold(cwd: string, line: string) {
  const host = testHost(cwd);
  const exit = await runProgram(line.split(" "), host);
  return { exit, out: host.out(), err: host.err() };
}

export const platform = `# What every service shares.
templates: ./templates
images: { prefix: registry.example.com/acme, tag: "1.0" }
app:
  logs: [/var/log/app/*.log]
  resources: { cpu: 250m, memory: 256Mi }
pod:
  labels: { team: platform }
companions:
  log-agent:
    pattern: sidecar
    sink: { type: otlp, url: http://collector:4318 }
    port: 9101
defaults:
  sidecar: { drain: 40s }
`;

/** A repository of services that extend one preset, which brings one template: a README of their own for the agents. */
export function monorepo(manager: "npm" | "pnpm", count: number): { root: string; services: string[] } {
  const readme = readFileSync(new URL("templates/sidecar/README.md.hbs", packageRoot), "utf8");
  const services = Array.from({ length: count }, (_, index) => `services/svc-${String(index + 1).padStart(2, "0")}`);
  const root = temporary({
    ".git/HEAD": "",
    "platform.yaml": platform,
    "templates/sidecar/README.md.hbs": `Ask the platform team about {{name}}.\n\n${readme}`,
    ...(manager === "npm"
      ? { "package.json": '{\n  "private": true,\n  "workspaces": [\n    "packages/*"\n  ]\n}\n' }
      : { "package.json": "{}\n", "pnpm-workspace.yaml": "# ours\npackages:\n  - 'packages/*' # libraries\n" }),
    ...Object.fromEntries(
      services.map((folder) => [`${folder}/scaffold.yaml`, `name: ${folder.slice(9)}\nextends: ../../platform.yaml\n`]),
    ),
  });
  return { root, services };
}

/** Every file below a folder as text, by path. */
export function snapshot(root: string, below = ""): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory() ? Object.entries(snapshot(root, path)) : [[path, readFileSync(join(root, path), "utf8")]];
    }),
  );
}

/** Replaces a text that has to be there. */
export function edit(path: string, from: string, to: string): void {
  const before = readFileSync(path, "utf8");
  expect(before).toContain(from);
  writeFileSync(path, before.replace(from, to));
}

export function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
