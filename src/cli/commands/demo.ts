import type { Argv } from "yargs";
import type { DemoResult } from "../../demo/run.ts";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .option("keep", { type: "boolean", describe: "keep the project, to look at what was generated" })
    .option("json", { type: "boolean", describe: "print the figures as JSON" })
    .example("scaffold demo", "half a minute; exit 0 only if nothing was lost, doubled or misplaced")
    .example("scaffold demo --keep", "and leave the project there");
}

/** Runs a pod under faults and counts what arrived where. Exit 0 only if nothing was lost, doubled or misplaced. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const { isGood, runDemo } = await import("../../demo/run.ts");
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
  return isGood(result) ? EXIT.ok : EXIT.findings;
}

function table({ orders, failed, app, access, databases, restarts, phase, project }: DemoResult): string {
  const logs = [
    ["", "written", "received", "lost", "doubled", "sent again"],
    ...[["app.log, through the agent", app] as const, ["access.log, through the adapter", access] as const].map(
      ([name, { expected, received, lost, duplicated, repeated }]) => [name, expected, received, lost, duplicated, repeated],
    ),
  ];
  const rows = Object.entries(databases.rows).map(([name, count]) => [`rows in ${name}`, count]);
  const { lost, doubled, misplaced } = databases;
  const restarted = Object.entries(restarts).map(([name, count]) => [`restarts of ${name}`, count]);
  const others = [
    ["orders taken", orders],
    ["requests that failed", failed],
    ...rows,
    ["orders in no database", lost],
    ["orders in two places", doubled],
    ["orders in a database not in force", misplaced],
    ...restarted,
    ["pod phase", phase],
    ...(project ? [["project", project]] : []),
  ];
  return `\n${columns(logs)}\n${columns(others)}`;
}

/** The first column to the left, the others below each other. */
function columns(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => String(row[index] ?? "").length)));
  const cell = (value: string | number, index: number) => {
    const width = widths[index] ?? 0;
    return index === 0 || rows[0]?.length === 2 ? String(value).padEnd(width) : String(value).padStart(width);
  };
  return rows.map((row) => `${row.map(cell).join("  ").trimEnd()}\n`).join("");
}
