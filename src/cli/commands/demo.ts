import type { Argv } from "yargs";
import type { DemoResult } from "../../demo/run.ts";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .option("keep", { type: "boolean", describe: "keep the project, to look at what was generated" })
    .option("json", { type: "boolean", describe: "print the figures as JSON" })
    .example("scaffold demo", "half a minute; exit 0 only if no record was lost")
    .example("scaffold demo --keep", "and leave the project there");
}

/** Runs a pod under faults and counts what arrived. Exit 0 only if nothing was lost. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const { runDemo } = await import("../../demo/run.ts");
  const started = host.now();
  const seconds = () => ((host.now() - started) / 1000).toFixed(1).padStart(5);
  const result = await runDemo(
    host,
    {
      step: (text) => host.stderr(`${seconds()} s  ${text}\n`),
      event: ({ reason, message, container }) => host.stderr(`${seconds()} s    ${container ?? "pod"}: ${reason}: ${message}\n`),
    },
    { keep: argv["keep"] === true },
  );
  host.stdout(argv["json"] === true ? `${JSON.stringify(result)}\n` : table(result));
  return result.lost === 0 ? EXIT.ok : EXIT.findings;
}

function table(result: DemoResult): string {
  const rows: [string, string | number][] = [
    ["requests answered", result.requests],
    ["records the app wrote", result.expected],
    ["records received", result.received],
    ["lost", result.lost],
    ["duplicated", result.duplicated],
    ...Object.entries(result.restarts).map(([name, count]): [string, number] => [`restarts of ${name}`, count]),
    ["pod phase", result.phase],
    ...(result.project ? [["project", result.project] as [string, string]] : []),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return `\n${rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n")}\n`;
}
