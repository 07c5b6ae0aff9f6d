/** Values that the document's schema lets through, and that the emitted agent would refuse at its start, or never use. */
import { ownSettings, sourceSettings } from "../../runtime/agent/settings.ts";
import { redactions } from "../../runtime/agent/shaping/redact.ts";
import { shapingProblems } from "../../runtime/agent/shaping/shaping.ts";
import { parseBytes, parseDuration } from "../../spec/fields.ts";
import type { Path } from "../../spec/path.ts";
import type { Rule } from "../../spec/rules.ts";
import { nearest } from "../../suggest.ts";
import { watchesFiles } from "../watching.ts";
import type { SidecarOptions } from "./options.ts";
import { givenSinks } from "./rules.ts";

/** A refused part of the document is not there. */
type Given = Partial<SidecarOptions>;
type Tell = (path: Path, problem: string | undefined, hint: string) => void;

/** An agent that ends at once keeps the app from starting; said here, its mistake has a place. */
export const agentsCanStart: Rule = ({ companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    if (!watchesFiles(companion)) continue;
    const given = companion as Given;
    const tell: Tell = (path, problem, hint) => {
      if (problem !== undefined) report(["companions", name, ...path], problem, hint);
    };
    checkFiles(given, [], tell);
    for (const [key, source] of Object.entries(given.sources ?? {})) {
      if (typeof source === "string") checkGlobs("watch", [source], () => ["sources", key], tell);
      else checkFiles(source, ["sources", key], tell);
    }
    checkShaping(given, tell);
    checkAmounts(given, tell);
  }
};

function checkFiles({ watch, exclude, multiline }: Pick<Given, "watch" | "exclude" | "multiline">, at: Path, tell: Tell): void {
  checkGlobs("watch", watch, (index) => [...at, "watch", index], tell);
  checkGlobs("exclude", exclude, (index) => [...at, "exclude", index], tell);
  if (multiline === undefined) return;
  const forms = ["java", "python", "go", "ruby", "node", "dotnet", "auto", "none"];
  const meant = nearest(multiline, forms);
  const hint = meant
    ? `did you mean "${meant}"?`
    : "write a language, as in java, or start: and what a record begins with, as in start:^\\d{4}-";
  tell([...at, "multiline"], sourceSettings.multiline.check(multiline), hint);
}

function checkGlobs(key: "watch" | "exclude", globs: readonly string[] = [], at: (index: number) => Path, tell: Tell): void {
  for (const [index, glob] of globs.entries())
    tell(
      at(index),
      sourceSettings[key].check([glob]),
      `write a glob such as ${key === "watch" ? "/var/log/app/*.log" : "*.gz"}; [ and { are closed`,
    );
}

function checkShaping({ redact = [], sample = [], limit }: Given, tell: Tell): void {
  const problem = (options: Parameters<typeof shapingProblems>[0]) => shapingProblems(options)[0]?.replace(/^\w+: /, "");
  for (const [index, rule] of redact.entries()) {
    const meant = nearest(rule, redactions);
    const hint = rule.startsWith("pattern:")
      ? "write a regular expression of JavaScript behind pattern:, as in pattern:\\bPID-\\d+"
      : meant
        ? `did you mean "${meant}"?`
        : "write email, or the name of a field, as in key:password";
    tell(["redact", index], problem({ redact: [rule] }), hint);
  }
  const all = sample.findIndex(({ match }) => match === undefined);
  for (const [index, { match, keep, name }] of sample.entries()) {
    const rule = { keep: 1, ...(match !== undefined && { match }), ...(name !== undefined && { name }) };
    tell(["sample", index, "match"], problem({ sample: [rule] }), "write a regular expression of JavaScript, as in GET /healthz");
    if (keep !== undefined && all >= 0 && index > all)
      tell(
        ["sample", index],
        `it is never reached: rule ${all + 1} has no match, and so takes every record`,
        `move rule ${all + 1} to the end`,
      );
  }
  if (limit?.every !== undefined && parseDuration(limit.every) < 1)
    tell(["limit", "every"], "expected a time longer than nothing", "write 1s");
}

/** Sizes and times that have bounds; `must be at least 256 and at most 64MiB`. */
function checkAmounts({ batch, maxLine, drain }: Given, tell: Tell): void {
  const { maxBatchBytes, maxBatchWaitMs, maxLineBytes, drainTimeoutMs } = ownSettings;
  if (batch?.bytes !== undefined) tell(["batch", "bytes"], maxBatchBytes.check(parseBytes(batch.bytes)), "write 1MiB");
  if (batch?.every !== undefined) tell(["batch", "every"], maxBatchWaitMs.check(parseDuration(batch.every)), "write 200ms");
  if (maxLine !== undefined) tell(["maxLine"], maxLineBytes.check(parseBytes(maxLine)), "write 1MiB");
  if (drain !== undefined) tell(["drain"], drainTimeoutMs.check(parseDuration(drain)), "write 25s");
}

/** Of one file each writer would think it its own; and what is sent to one place twice is a sink that was copied and not changed. */
export const sinksAreApart: Rule = ({ companions }, report) => {
  const writers = new Map<string, string>();
  for (const [name, companion] of Object.entries(companions)) {
    if (!watchesFiles(companion)) continue;
    const seen = new Map<string, string>();
    for (const { sinkName = "sink", sink, placeOf } of givenSinks(name, companion)) {
      const text = JSON.stringify(Object.entries(sink).sort());
      const same = seen.get(text);
      const writer = sink.path === undefined ? undefined : writers.get(sink.path);
      if (same !== undefined)
        report(
          ["companions", name, "sinks", sinkName],
          `it is the same as ${same}: every record would be there twice`,
          "remove one of the two",
        );
      else if (writer !== undefined) report(placeOf("path"), `${sink.path} is written by ${writer} already`, "name another file");
      if (sink.path?.endsWith("/")) report(placeOf("path"), "a folder, where a file is wanted", `write ${sink.path}records.ndjson`);
      seen.set(text, sinkName);
      if (sink.path !== undefined) writers.set(sink.path, sinkName === "sink" ? name : `${sinkName} of ${name}`);
    }
  }
};
