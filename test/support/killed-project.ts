import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { nodeFs } from "../../src/node-fs.ts";
import { bundle } from "./bundle.ts";
import { desired, generate } from "./generate.ts";

const lines = "1\n2\n3\n4\n5\n";

export const first = desired({
  "agent/main.ts": ["merged", lines],
  "agent/package.json": ["merged", '{\n  "name": "agent",\n  "a": 1\n}\n'],
  "agent/lib/tail.ts": ["managed", "1\n"],
  "agent/lib/old/gone.ts": ["managed", "1\n"],
  "agent/hook.ts": ["seeded", "1\n"],
  "agent/old.md": ["merged", "1\n"],
  "pod.yaml": ["merged", "a: 1\n", ""],
});

export const edits: Readonly<Record<string, string>> = {
  "agent/main.ts": lines.replace("1", "mine"),
  "agent/package.json": '{\n  "name": "agent",\n  "a": 1,\n  "mine": 1\n}\n',
};

/** After `first` and `edits`, generating this does every kind of thing to a file. */
export const next = desired({
  "agent/main.ts": ["merged", lines.replace("5", "V")],
  "agent/package.json": ["merged", '{\n  "name": "agent",\n  "a": 2\n}\n'],
  "agent/lib/tail.ts": ["managed", "2\n"],
  "agent/hook.ts": ["seeded", "2\n"],
  "pod.yaml": ["merged", "a: 1\nb: 1\n", ""],
  "proxy/src/main.ts": ["merged", "1\n", "proxy"],
  "proxy/src/hook.ts": ["seeded", "1\n", "proxy"],
});

/** Every file below a folder, by path. */
export function tree(root: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(root, path)] = readFileSync(path, "utf8");
  }
  return files;
}

export interface KilledProject {
  readonly directory: string;
  /** The files that an undisturbed run leaves. */
  readonly want: Record<string, string>;
  /** The file operations of an undisturbed run. */
  readonly operations: number;
  /** A fresh copy of the edited project. */
  project(): string;
  /** Generates in a child process that sends itself the signal at its n-th operation. */
  run(root: string, at: number, signal: NodeJS.Signals): { readonly signal: NodeJS.Signals | null; readonly stdout: string };
  /** The same, not waited for. */
  start(root: string, at: number, signal: NodeJS.Signals): ReturnType<typeof spawn>;
  remove(): void;
}

export async function killedProject(): Promise<KilledProject> {
  const program = await bundle(join(import.meta.dirname, "dying-generate.ts"));
  const directory = mkdtempSync(join(tmpdir(), "scaffold-killed-"));
  const remove = () => {
    program.remove();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    return { ...prepareIn(directory, program.file), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function prepareIn(directory: string, program: string): Omit<KilledProject, "remove"> {
  const wishes = join(directory, "wishes.json");
  writeFileSync(wishes, JSON.stringify(next));

  const prepared = join(directory, "prepared");
  mkdirSync(prepared);
  generate(nodeFs(), first, {}, prepared);
  for (const [path, text] of Object.entries(edits)) writeFileSync(join(prepared, path), text);

  const project = () => {
    const root = mkdtempSync(join(directory, "project-"));
    cpSync(prepared, root, { recursive: true });
    return root;
  };
  const args = (root: string, at: number, signal: string) => [program, root, wishes, String(at), signal];
  const run = (root: string, at: number, signal: NodeJS.Signals) => {
    const child = spawnSync(process.execPath, args(root, at, signal), { encoding: "utf8" });
    return { signal: child.signal, stdout: child.stdout };
  };
  const calm = project();
  const operations = Number(run(calm, -1, "SIGKILL").stdout);
  return {
    directory,
    want: tree(calm),
    operations,
    project,
    run,
    start: (root, at, signal) => spawn(process.execPath, args(root, at, signal), { stdio: "ignore" }),
  };
}
