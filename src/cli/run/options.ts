/** The flags of `scaffold run` as values, or all that is wrong with them. */
import { type PortMap, parsePortMap } from "../../engine/ports.ts";
import { type Issue, ScaffoldError } from "../../errors.ts";
import type { EnvVar } from "../../pod/model.ts";
import { parseDuration } from "../../runtime/service/units.ts";

export const isolations = ["auto", "namespace", "none"] as const;

export interface RunOptions {
  readonly manifest: string | undefined;
  readonly files: readonly string[];
  /** Command lines by container. */
  readonly commands: Readonly<Record<string, string>>;
  /** Variables by container, over those of the manifest. */
  readonly env: Readonly<Record<string, readonly EnvVar[]>>;
  readonly forMs: number | undefined;
  readonly graceSeconds: number | undefined;
  readonly inheritEnv: readonly string[];
  readonly portMap: PortMap;
  readonly isolation: (typeof isolations)[number];
  readonly statusFile: string | undefined;
  readonly backoff: { readonly initialMs: number; readonly maxMs: number };
  readonly json: boolean;
}

export function readRunOptions(argv: Readonly<Record<string, unknown>>): RunOptions {
  const issues: Issue[] = [];
  const text = (name: string): string | undefined => (typeof argv[name] === "string" ? argv[name] : undefined);
  const list = (name: string): string[] => {
    const value = argv[name];
    return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
  };
  const duration = (name: string): number | undefined => {
    const written = text(name);
    if (written === undefined) return undefined;
    // A bare number is seconds, as for kubectl's --grace-period.
    const ms = parseDuration(/^\d+$/.test(written) ? `${written}s` : written);
    if (ms === undefined) issues.push({ message: `--${name} ${written} is not a duration`, hint: "for example 500ms, 5s or 1m30s" });
    return ms;
  };

  const commands = Object.fromEntries(
    list("run").map((value) => {
      const equals = value.indexOf("=");
      if (equals < 1) issues.push({ message: `--run ${value} names no container`, hint: "--run NAME='COMMAND'" });
      return [value.slice(0, equals), value.slice(equals + 1)];
    }),
  );
  const env: Record<string, EnvVar[]> = {};
  for (const given of list("env")) {
    const [, container, name, value] = /^([a-z0-9-]+)\.([^=]+)=([\s\S]*)$/.exec(given) ?? [];
    if (container === undefined || name === undefined || value === undefined) {
      issues.push({ message: `--env ${given} is not CONTAINER.NAME=VALUE`, hint: "--env wait-for-db.WAIT_FOR=tcp://localhost:5432" });
      continue;
    }
    env[container] = [...(env[container] ?? []), { name, value }];
  }
  const forMs = duration("for");
  const grace = duration("grace");
  const initialMs = duration("backoff-initial") ?? 10_000;
  const maxMs = duration("backoff-max") ?? Math.max(300_000, initialMs);
  if (issues.length > 0) throw new ScaffoldError("USAGE", issues);
  return {
    manifest: text("manifest"),
    files: list("file"),
    commands,
    env,
    forMs,
    graceSeconds: grace === undefined ? undefined : Math.ceil(grace / 1000),
    inheritEnv: list("inherit-env"),
    portMap: parsePortMap(list("port-map")),
    isolation: isolations.find((one) => one === argv["isolation"]) ?? "auto",
    statusFile: text("status-file"),
    // A cap below the first delay lowers that too, as the kubelet's crashLoopBackOff.maxContainerRestartPeriod does.
    backoff: { initialMs: Math.min(initialMs, maxMs), maxMs },
    json: argv["json"] === true,
  };
}
