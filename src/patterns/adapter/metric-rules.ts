import { attributesOf, holdsOthers, holdsRequest } from "../../formats/compile/types.ts";
import { type Format, isLayout } from "../../formats/layout.ts";
import { labelName } from "../../runtime/service/metric-names.ts";
import type { Path } from "../../spec/path.ts";
import type { Rule } from "../../spec/rules.ts";
import { nearest } from "../../suggest.ts";
import { chosenFormats, formatProblem } from "./formats.ts";
import type { MetricOptions } from "./metric-options.ts";

type Report = (path: Path, reason: string, hint?: string) => void;

/** What is known of records besides their attributes. */
const always = ["format", "severity", "log.source", "log.file.name"];
const requestFields = [
  "http.request.method",
  "http.request.method_original",
  "url.path",
  "url.query",
  "url.full",
  "url.original",
  "network.protocol.name",
  "network.protocol.version",
];

/** Metrics that count something, under names that Prometheus takes, of fields that there are. */
export const metricsCanBeDerived: Rule = ({ companions }, report) => {
  for (const [name, { metrics, formats }] of Object.entries(companions)) {
    if (typeof metrics !== "object" || metrics === null) continue;
    const known = fieldsOf(Array.isArray(formats) ? formats.map(String) : []);
    for (const [metric, options] of Object.entries(metrics as Readonly<Record<string, Partial<MetricOptions>>>)) {
      const told: Report = (path, reason, hint) => report(["companions", name, "metrics", metric, ...path], reason, hint);
      checkForm(metric, options, told);
      checkLabels(options, told);
      if (known) checkFields(options, known, told);
    }
  }
};

function checkForm(name: string, { count, histogram, buckets }: Partial<MetricOptions>, report: Report): void {
  if (name.startsWith("log_agent_")) report([], "names that begin with log_agent_ are the adapter's own", "name it after what it counts");
  if (count && histogram !== undefined) report(["histogram"], "it counts already", "remove one of count and histogram");
  if (!count && histogram === undefined)
    report([], "it says neither count nor histogram", "add count: true, or histogram: with the attribute whose numbers are observed");
  if (count && histogram === undefined && !name.endsWith("_total"))
    report([], "the name of a counter ends in _total", `call it ${name}_total`);
  if (histogram !== undefined && /_(?:total|bucket|sum|count)$/.test(name))
    report([], "its name ends like a counter's, or like one of a histogram's own samples", `call it ${name.replace(/_[a-z]+$/, "")}`);
  if (histogram !== undefined && buckets === undefined)
    report([], "a histogram needs buckets", "add buckets: [100, 1000, 10000], the upper bounds in the unit of the field");
  if (histogram === undefined && buckets !== undefined) report(["buckets"], "only a histogram has buckets", "remove it");
  buckets?.forEach((bound, index) => {
    const before = buckets[index - 1];
    if (before !== undefined && bound <= before) report(["buckets", index], `${bound} is not above ${before}`, "order the bounds");
  });
}

/** Two fields must not become one label. */
function checkLabels({ by = [], histogram }: Partial<MetricOptions>, report: Report): void {
  by.forEach((field, index) => {
    const label = labelName(field);
    const other = by.slice(0, index).find((before) => labelName(before) === label);
    if (other === field) report(["by", index], `${field} is listed twice`, "list it once");
    else if (other !== undefined) report(["by", index], `its label ${label} is that of ${other} already`, "remove one of the two");
    if (histogram !== undefined && label === "le") report(["by", index], "the label le is that of a histogram's buckets", "leave it out");
  });
}

function checkFields({ by = [], histogram }: Partial<MetricOptions>, known: readonly string[], report: Report): void {
  const check = (field: string, path: Path, names: readonly string[]): void => {
    if (names.includes(field)) return;
    const guess = nearest(field, names);
    report(path, `no format has the field ${field}`, guess ? `did you mean ${guess}?` : `there is ${names.join(", ")}`);
  };
  for (const [index, field] of by.entries()) check(field, ["by", index], [...always, ...known]);
  if (histogram !== undefined) check(histogram, ["histogram"], known);
}

/** The attributes of all formats; undefined where lines may name more themselves. */
function fieldsOf(written: readonly string[]): string[] | undefined {
  if (written.length === 0 || written.some((text) => formatProblem(text, nearest) !== undefined)) return undefined;
  const formats: Format[] = chosenFormats(written);
  const layouts = formats.filter(isLayout);
  if (layouts.length < formats.length || layouts.some(holdsOthers)) return undefined;
  const fields = layouts.flatMap((format) => [
    ...attributesOf(format).map(({ name }) => name),
    ...Object.keys(format.constants ?? {}),
    ...(holdsRequest(format) ? requestFields : []),
  ]);
  return [...new Set([...fields, "log.iostream"])];
}
