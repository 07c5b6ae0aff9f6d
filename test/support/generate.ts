import type { HostFs } from "../../src/host.ts";
import { apply } from "../../src/plan/apply.ts";
import type { Plan } from "../../src/plan/change.ts";
import type { DesiredFile, Ownership } from "../../src/plan/file.ts";
import { type PlanOptions, plan } from "../../src/plan/plan.ts";
import { readState } from "../../src/plan/state.ts";

/** Wishes in one literal: `desired({ "main.ts": ["merged", "text"] })`; all of one companion unless a third item says otherwise. */
export function desired(files: Readonly<Record<string, readonly [ownership: Ownership, content: string, group?: string]>>): DesiredFile[] {
  return Object.entries(files).map(([path, [ownership, content, group = "agent"]]) => ({ path, ownership, content, group }));
}

export function planOn(fs: HostFs, files: readonly DesiredFile[], options: PlanOptions = {}, root = "/root"): Plan {
  const state = readState(
    fs,
    root,
    files.map(({ path }) => path),
  );
  return plan(files, state, { toolkit: "1.0.0", ...options });
}

/** What `scaffold generate` does. */
export function generate(fs: HostFs, files: readonly DesiredFile[], options: PlanOptions = {}, root = "/root"): Plan {
  const made = planOn(fs, files, options, root);
  apply(fs, root, made);
  return made;
}

/** `["update main.ts", ...]`, without what stays as it is. */
export function summary(made: Plan): string[] {
  return made.changes.filter(({ kind }) => kind !== "unchanged" && kind !== "keep").map(({ kind, path }) => `${kind} ${path}`);
}
