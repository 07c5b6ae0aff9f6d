import type { InferOptions } from "../../../src/formats/infer/types.ts";
import { matrix, shareOf, worst } from "./matrix.ts";
import type { Program } from "./program.ts";
import { fifthPrograms, firstPrograms, fourthPrograms, reservePrograms, secondPrograms, thirdPrograms } from "./programs.ts";
import { type Apply, type Failure, fileOf, foreign, linesOf, score } from "./scorer.ts";
import { appliedBytes } from "./support.ts";

/** The formats that the first text shows, applied to the second: a record's JSON each. */
export type ApplyBytes = (sample: Buffer, other: Buffer, options: InferOptions) => Promise<string[]>;

const usage = `node test/formats/infer/score.mjs [flags]
  (none)                      a line for each program: right of total, times wrong, severities invented, declined
  --first NAME                one record of that program that fails, and why
  --failures NAME             how often each reason occurs
  --print NAME sample|other   the log itself, 200 or 400 records
  --cross NAME                what the format of that program takes of the other programs' logs
  --matrix                    how much the formats of all programs take of each other's logs, 40 records of each, and the worst pairs
  --count N                   other records of each program; 400 without, 2000 of each with --cross
  --set first|reserve|second|third|fourth|fifth  only those programs
  --command                   ask the built command, although there is a function to call
`;

/** Prints what was asked for; the answer to no question is the table of all programs. */
export async function main(args: readonly string[], apply: ApplyBytes | undefined): Promise<void> {
  const flag = (name: string) => (args.includes(name) ? (args[args.indexOf(name) + 1] ?? "") : undefined);
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const lists: Readonly<Record<string, readonly Program[]>> = {
    first: firstPrograms,
    reserve: reservePrograms,
    second: secondPrograms,
    third: thirdPrograms,
    fourth: fourthPrograms,
    fifth: fifthPrograms,
  };
  const programs = lists[flag("--set") ?? ""] ?? Object.values(lists).flat();
  const named = (name: string): Program => {
    const program = programs.find((one) => one.name === name);
    if (!program) throw new Error(`no program is named ${name}; there are ${programs.map((one) => one.name).join(", ")}`);
    return program;
  };
  const reading: Apply = (sample, other, program) =>
    apply && !args.includes("--command")
      ? apply(sample, other, {
          ...(program.tz !== undefined && { tz: program.tz }),
          referenceMs: Date.parse(program.referenceTime ?? "2026-11-30T00:00:00Z"),
          catalogue: false,
        })
      : appliedBytes(sample, other, program);
  const scored = async (program: Program) => {
    const truth = linesOf(program, "other", Number(flag("--count") ?? 400));
    return score(await reading(fileOf(program, linesOf(program, "sample", 200)), fileOf(program, truth), program), truth);
  };

  const [first, failures, log, cross] = ["--first", "--failures", "--print", "--cross"].map(flag);
  if (args.includes("--help")) return void print(usage);
  if (log !== undefined) {
    const set = args.includes("other") ? "other" : "sample";
    const lines = linesOf(named(log), set, set === "sample" ? 200 : Number(flag("--count") ?? 400));
    return void process.stdout.write(fileOf(named(log), lines));
  }
  if (first !== undefined) return void print(JSON.stringify((await scored(named(first))).first ?? "all right", undefined, 2));
  if (failures !== undefined) {
    const kinds = grouped((await scored(named(failures))).failures);
    for (const [kind, each] of kinds) print(`${String(each.length).padStart(5)} ${kind}, such as ${each[0]?.why}\n      ${each[0]?.line}`);
    return;
  }
  if (cross !== undefined) {
    for (const { log: name, taken, total, example } of await foreign(programs, named(cross), reading, Number(flag("--count") ?? 2000)))
      if (taken > 0) print(`${name.padEnd(24)} ${taken}/${total}  ${example?.split("\n")[0]}`);
    return;
  }
  if (args.includes("--matrix")) {
    const cells = await matrix(programs, Number(flag("--count") ?? 40));
    const { taken, wrong } = shareOf(cells);
    print(`${(taken * 100).toFixed(2)} % of foreign lines taken, ${(wrong * 100).toFixed(2)} % wrongly`);
    return void print(worst(cells, 30).join("\n"));
  }
  for (const program of programs) {
    const { right, total, timesWrong, severityInvented, declined } = await scored(program).catch((error: unknown) => {
      print(`${program.name}: ${error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 4).join("\n  ") : error}`);
      return { right: 0, total: 0, timesWrong: 0, severityInvented: 0, declined: 0 };
    });
    const mark = total > 0 && right / total >= 0.95 && timesWrong === 0 && severityInvented === 0 ? " " : "!";
    print(
      `${mark} ${program.name.padEnd(24)} ${right}/${total}  times wrong ${timesWrong}, invented ${severityInvented}, declined ${declined}`,
    );
  }
}

/** Failures by the respect in which they fail: what stands before the colon of the reason. */
function grouped(failures: readonly Failure[]): Map<string, Failure[]> {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const kind = failure.why.split(":")[0] ?? "";
    groups.set(kind, [...(groups.get(kind) ?? []), failure]);
  }
  return groups;
}
