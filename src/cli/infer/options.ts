import type { Argv } from "yargs";
import { type Issue, ScaffoldError } from "../../errors.ts";
import { reserved } from "../../formats/infer/naming.ts";
import type { DateOrder, Inference, InferOptions } from "../../formats/infer/types.ts";
import { isLayout, type Piece } from "../../formats/layout.ts";
import { commonName } from "../../formats/schema/otel.ts";
import { isZone } from "../../patterns/adapter/zone.ts";

const dateOrders = ["ymd", "dmy", "mdy"] as const satisfies readonly DateOrder[];

/** What can be said beforehand of a sample: options of every command that infers formats. */
export function inferFlags(yargs: Argv): Argv {
  return yargs
    .option("reference-time", {
      type: "string",
      requiresArg: true,
      describe: "a moment near the lines, as in 2026-03-02T00:00:00Z, for times without a year; default: when the file was last written",
    })
    .option("date-order", { choices: dateOrders, requiresArg: true, describe: "day, month and year where dates are all numbers" })
    .option("catalogue", {
      type: "boolean",
      default: true,
      describe: "know formats that have a name; --no-catalogue: only what the lines themselves show",
    });
}

/** What was said, but for the reference time's default. Throws a ScaffoldError with all that is wrong. */
export function readInferOptions(
  argv: Readonly<Record<string, unknown>>,
  names: unknown,
): Omit<InferOptions, "referenceMs"> & { readonly referenceMs: number | undefined } {
  const issues: Issue[] = [];
  const tz = text(argv["tz"]);
  if (tz !== undefined && !isZone(tz))
    issues.push({ message: `--tz: "${tz}" is no time zone`, hint: "write UTC, +02:00 or a name such as Europe/Berlin" });
  const reference = text(argv["reference-time"]);
  const referenceMs = reference === undefined ? undefined : moment(reference);
  if (Number.isNaN(referenceMs))
    issues.push({ message: `--reference-time: "${reference}" is no moment`, hint: "write one such as 2026-03-02T00:00:00Z" });
  const order = dateOrders.find((known) => known === argv["date-order"]);
  const renamed = renamings(names, issues);
  if (issues.length > 0) throw new ScaffoldError("USAGE", issues);
  return {
    ...(tz !== undefined && { tz }),
    ...(order && { dateOrder: order }),
    ...(renamed.size > 0 && { names: renamed }),
    referenceMs,
    catalogue: argv["catalogue"] !== false,
  };
}

/** The options again, as they are typed: what another command needs to find the same. */
export function flagsOf(argv: Readonly<Record<string, unknown>>): string[] {
  const valued = ["tz", "reference-time", "date-order", "name"].flatMap((flag) =>
    argv[flag] === undefined ? [] : [`--${flag}`, ...[argv[flag]].flat().map(String)],
  );
  return argv["catalogue"] === false ? [...valued, "--no-catalogue"] : valued;
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Without a zone it is of UTC; NaN: it is none. */
function moment(written: string): number {
  const [, date, clock = "T00:00:00", zone = "Z"] = /^(\d{4}-\d\d-\d\d)([T ][\d:.]+)?(Z|[+-]\d\d:?\d\d)?$/.exec(written) ?? [];
  return date === undefined ? Number.NaN : Date.parse(`${date}${clock.replace(" ", "T")}${zone}`);
}

/** Throws a ScaffoldError where a new name was given to a field that was not found. */
export function checkNames({ formats }: Inference, names: ReadonlyMap<string, string> | undefined): void {
  const found = new Set(formats.flatMap(({ format }) => (isLayout(format) ? format.layouts.flatMap(attributesOf) : [])));
  const unknown = [...(names ?? [])].filter(([, to]) => !found.has(to));
  if (unknown.length === 0) return;
  throw new ScaffoldError(
    "USAGE",
    unknown.map(([from]) => ({
      message: `--name ${from}: no field is called that`,
      hint: `fields are ${[...found].join(", ") || "none"}`,
    })),
  );
}

function attributesOf(pieces: readonly Piece[]): string[] {
  return pieces.flatMap((piece) =>
    piece.kind === "optional"
      ? attributesOf(piece.pieces)
      : piece.kind === "field" && typeof piece.to === "object"
        ? [piece.to.attribute]
        : [],
  );
}

function renamings(given: unknown, issues: Issue[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const one of given === undefined ? [] : [given].flat()) {
    const [, from, to] = /^([^=]+)=([A-Za-z_@][\w.@-]*)$/.exec(String(one)) ?? [];
    if (from === undefined || to === undefined)
      issues.push({ message: `--name: expected OLD=NEW; got "${String(one)}"`, hint: "write, for example, --name field3=order.id" });
    else if (reserved.has(to))
      issues.push({ message: `--name ${from}=${to}: ${to} is a part of the record itself`, hint: "give it another name" });
    else if (names.has(commonName(from))) issues.push({ message: `--name ${from}: given twice`, hint: "give it one new name" });
    else names.set(commonName(from), to);
  }
  return names;
}
