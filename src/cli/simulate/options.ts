/** The flags of `scaffold simulate` as values, or all that is wrong with them. */
import type { ProbeKind } from "../../engine/driver.ts";
import type { Behaviour, Runs } from "../../engine/simulation/behaviour.ts";
import { type Issue, ScaffoldError } from "../../errors.ts";
import type { Container, Pod } from "../../pod/model.ts";
import { parseDuration } from "../../runtime/service/units.ts";
import { nearest } from "../../suggest.ts";

export interface SimulateSettings {
  readonly behaviours: readonly Behaviour[];
  readonly deletion: { readonly atMs: number; readonly graceSeconds?: number } | undefined;
  readonly forMs: number;
  readonly backoff: { readonly initialMs: number; readonly maxMs: number };
}

const forms = {
  exit: /^(?<name>[^@/#]+)(?:#(?<run>[^@]*))?@(?<time>[^:]+)(?::(?<rest>.*))?$/,
  "ready-after": /^(?<name>[^@/#]+)(?:#(?<run>[^@]*))?@(?<time>[^:]+)$/,
  "probe-fail": /^(?<name>[^@/#]+)\/(?<part>[^@]+)@(?<time>[^:]+)$/,
  hook: /^(?<name>[^@/#]+)\/(?<part>[^@]+)@(?<time>[^:]+)(?::(?<rest>.*))?$/,
  term: /^(?<name>[^@/#]+)@(?<time>[^:]+)(?::(?<rest>.*))?$/,
  "ignore-term": /^(?<name>[^@/#]+)$/,
};
const models: Readonly<Record<string, string>> = {
  exit: "--exit app@2s:0",
  fail: "--fail app@3s:1 or --fail app#2@3s",
  "ready-after": "--ready-after app@5s",
  "probe-fail": "--probe-fail app/liveness@10s..20s",
  hook: "--hook app/preStop@5s",
  term: "--term app@3s:0",
  "ignore-term": "--ignore-term app",
};

export function readSimulateSettings(argv: Readonly<Record<string, unknown>>, pod: Pod): SimulateSettings {
  const issues: Issue[] = [];
  const behaviours = Object.keys(models).flatMap((flag) =>
    listOf(argv[flag]).flatMap((text) => {
      try {
        return [behaviourOf(flag, text, pod)];
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
        issues.push({ message: `--${flag} ${text}: ${error.message}`, hint: error.hint ?? `for example ${models[flag]}` });
        return [];
      }
    }),
  );
  const duration = (flag: string, text: string): number | undefined => {
    const ms = time(text);
    if (ms === undefined) issues.push({ message: `--${flag} ${text}: not a time`, hint: "for example 500ms, 5s or 1m30s" });
    return ms;
  };
  const optional = (flag: string): number | undefined => (typeof argv[flag] === "string" ? duration(flag, argv[flag]) : undefined);
  const [at, grace] = typeof argv["delete"] === "string" ? argv["delete"].replace(/^@/, "").split(":") : [];
  const atMs = at === undefined ? undefined : duration("delete", at);
  const graceMs = grace === undefined ? undefined : duration("delete", grace);
  const forMs = optional("for") ?? 3_600_000;
  const initialMs = optional("backoff-initial") ?? 10_000;
  const maxMs = optional("backoff-max") ?? Math.max(300_000, initialMs);
  if (issues.length > 0) throw new ScaffoldError("USAGE", issues);
  return {
    behaviours,
    deletion: atMs === undefined ? undefined : { atMs, ...(graceMs !== undefined && { graceSeconds: Math.ceil(graceMs / 1000) }) },
    forMs,
    backoff: { initialMs: Math.min(initialMs, maxMs), maxMs },
  };
}

class Wrong extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

function behaviourOf(flag: string, text: string, pod: Pod): Behaviour {
  const form = forms[(flag === "fail" ? "exit" : flag) as keyof typeof forms];
  const { name = "", run, part = "", time: when = "", rest } = form.exec(text)?.groups ?? {};
  if (name === "") throw new Wrong("cannot be read");
  const container = containerOf(name, pod);
  switch (flag) {
    case "ready-after":
      probeOf(container, ["startup", "readiness"]);
      return { kind: "ready", container: name, runs: runsOf(run), afterMs: timeOf(when) };
    case "probe-fail": {
      const kind = wordOf(part, ["startup", "readiness", "liveness"] as const);
      probeOf(container, [kind]);
      const [from = "", to] = when.split("..");
      const [fromMs, toMs] = [timeOf(from), to === undefined || to === "" ? Number.POSITIVE_INFINITY : timeOf(to)];
      if (toMs <= fromMs) throw new Wrong(`${to} is not after ${from}`);
      return { kind: "probeFails", container: name, probe: kind, fromMs, toMs };
    }
    case "hook": {
      const hook = wordOf(part, ["postStart", "preStop"] as const);
      if (container.lifecycle?.[hook] === undefined) throw new Wrong(`${name} has no ${hook} hook`, "add lifecycle to its manifest first");
      if (rest !== undefined) wordOf(rest, ["fail"] as const);
      return { kind: "hook", container: name, hook, ms: timeOf(when), fails: rest === "fail" };
    }
    case "term":
      return { kind: "term", container: name, ms: timeOf(when), exitCode: codeOf(rest, 0) };
    case "ignore-term":
      return { kind: "term", container: name, ms: "never", exitCode: 137 };
    default: {
      const oomKilled = rest === "oom";
      const exitCode = oomKilled ? 137 : codeOf(rest, flag === "fail" ? 1 : 0);
      if (flag === "fail" && exitCode === 0) throw new Wrong("0 is no failure", `--exit ${text.replace(/:0$/, "")}`);
      return { kind: "exit", container: name, runs: runsOf(run), afterMs: timeOf(when), exitCode, oomKilled };
    }
  }
}

function containerOf(name: string, { spec }: Pod): Container {
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  const found = all.find((container) => container.name === name);
  if (found !== undefined) return found;
  const names = all.map((container) => container.name);
  const guess = nearest(name, names);
  throw new Wrong("the pod has no container of that name", guess ? `did you mean ${guess}?` : `it has ${names.join(", ")}`);
}

function probeOf(container: Container, kinds: readonly ProbeKind[]): void {
  if (kinds.some((kind) => container[`${kind}Probe`] !== undefined)) return;
  const there = (["startup", "readiness", "liveness"] as const).filter((kind) => container[`${kind}Probe`] !== undefined);
  const hint = there.length > 0 ? `it has ${there.map((kind) => `${kind}Probe`).join(", ")}` : "it has no probes at all";
  throw new Wrong(`${container.name} has no ${kinds.map((kind) => `${kind}Probe`).join(" or ")}`, hint);
}

function wordOf<T extends string>(text: string, words: readonly T[]): T {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const guess = nearest(text, words);
  throw new Wrong(`"${text}" is not ${words.join(", ")}`, guess && `did you mean ${guess}?`);
}

/** `2` is that run alone, `1..3` the first three, `2..` all from the second one on; nothing means all. */
function runsOf(text: string | undefined): Runs {
  const [, from, dots, to] = /^([1-9]\d*)(\.\.)?([1-9]\d*)?$/.exec(text ?? "1..") ?? [];
  if (from === undefined || (dots === undefined && to !== undefined))
    throw new Wrong(`#${text} is not a run`, "runs count from 1: #2, #1..3, #2..");
  const last = to !== undefined ? Number(to) : dots === undefined ? Number(from) : Number.POSITIVE_INFINITY;
  if (last < Number(from) || (Number.isFinite(last) && last > 10_000))
    throw new Wrong(`#${text} is not a run`, "runs count from 1: #2, #1..3, #2..");
  return { from: Number(from), to: last };
}

function codeOf(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  if (!/^\d{1,3}$/.test(text) || Number(text) > 255) throw new Wrong(`"${text}" is no exit code`, "a number from 0 to 255");
  return Number(text);
}

function timeOf(text: string): number {
  const ms = time(text);
  if (ms === undefined) throw new Wrong(`"${text}" is no time`, "for example 500ms, 5s or 1m30s");
  return ms;
}

/** A bare number is seconds. */
function time(text: string): number | undefined {
  return parseDuration(/^\d+$/.test(text) ? `${text}s` : text);
}

function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}
