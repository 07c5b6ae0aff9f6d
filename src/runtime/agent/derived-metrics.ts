import { labelName } from "../service/metric-names.ts";
import type { HistogramValue, Labels, Metrics } from "../service/metrics.ts";
import type { Segment } from "./batch.ts";
import type { Derive } from "./derive.ts";
import type { Normal } from "./normaliser.ts";
import { type AttributeValue, attribute } from "./record.ts";
import { createRedactor } from "./shaping/redact.ts";

/** A metric of what records say. */
export interface MetricRule {
  readonly name: string;
  /** Fields whose values are its labels: attributes, `format`, `severity`, `log.source` or `log.file.name`. */
  readonly by: readonly string[];
  /** So many label sets are told apart; records of others count under `__overflow__`. */
  readonly limit: number;
  /** What is observed, and the upper bounds of the buckets, ascending; without, records are counted. */
  readonly histogram?: { readonly field: string; readonly buckets: readonly number[] };
}

const overflow = "__overflow__";
const longestLabel = 200;

/** Metrics of records, for /metrics. Each record that is read becomes an object for them. */
export function derivedMetrics(rules: readonly MetricRule[]): Derive {
  return (metrics, redact = []) => {
    const overflowed = metrics.counter(
      "log_agent_metric_overflow_total",
      "Records that a derived metric counts under __overflow__, because its label sets are as many as its limit allows, by the metric.",
    );
    const families = rules.map((rule) => new Family(rule, metrics, () => overflowed.add(1, { metric: rule.name })));
    const redactor = redact.length > 0 ? createRedactor(redact) : undefined;
    const clean = (normal: Normal): Told => {
      if (!redactor) return normal;
      const { attributes, severityText } = redactor.record({ ...normal, id: "", observedTimeUnixNano: "0" });
      return { format: normal.format, attributes, severityText };
    };
    return {
      note: (batch, normaliser) =>
        batch.visit((bytes, start, end, _offset, _flags, segment) => {
          const record = clean(normaliser.normalise(bytes, start, end, segment.observedMs));
          for (const family of families) family.note(record, segment);
          return undefined;
        }),
    };
  };
}

/** What a metric may tell of a record. */
interface Told extends Pick<Normal, "format" | "attributes"> {
  readonly severityText?: string | undefined;
}

interface Series {
  readonly labels: Labels;
  records: number;
  readonly histogram: { readonly bounds: readonly number[]; readonly counts: number[]; sum: number };
}

/** One metric with all its label sets. */
class Family {
  readonly #rule: MetricRule;
  readonly #names: readonly string[];
  readonly #series = new Map<string, Series>();
  readonly #tooMany: () => void;

  constructor(rule: MetricRule, metrics: Metrics, tooMany: () => void) {
    this.#rule = rule;
    this.#names = rule.by.map(labelName);
    this.#tooMany = tooMany;
    const { name, histogram } = rule;
    const of = rule.by.length > 0 ? `, by ${rule.by.join(", ")}` : "";
    if (histogram) metrics.histogram(name, `${histogram.field} of records${of}.`, () => this.#histograms());
    else metrics.counted(name, `Records${of}.`, () => [...this.#series.values()].map(({ labels, records }) => [labels, records] as const));
  }

  note(record: Told, segment: Segment): void {
    const { by, histogram } = this.#rule;
    const observed = histogram && numberOf(valueIn(record, segment, histogram.field));
    if (histogram && observed === undefined) return;
    const values = by.map((field) => labelOf(valueIn(record, segment, field)));
    // A record that has none of the fields is of another kind.
    if (by.length > 0 && values.every((value) => value === "")) return;
    const series = this.#seriesOf(values);
    series.records += 1;
    if (observed === undefined) return;
    const { bounds, counts } = series.histogram;
    const bucket = bounds.findIndex((bound) => observed <= bound);
    const index = bucket < 0 ? bounds.length : bucket;
    counts[index] = (counts[index] ?? 0) + 1;
    series.histogram.sum += observed;
  }

  #seriesOf(values: readonly string[]): Series {
    const known = this.#series.get(values.join("\0"));
    if (known) return known;
    const isFull = this.#series.size >= this.#rule.limit;
    if (isFull) this.#tooMany();
    const kept = isFull ? values.map(() => overflow) : values;
    const key = kept.join("\0");
    const bounds = this.#rule.histogram?.buckets ?? [];
    const series = this.#series.get(key) ?? {
      labels: Object.fromEntries(this.#names.flatMap((name, index) => (kept[index] ? [[name, kept[index]]] : []))),
      records: 0,
      histogram: { bounds, counts: new Array<number>(bounds.length + 1).fill(0), sum: 0 },
    };
    this.#series.set(key, series);
    return series;
  }

  #histograms(): (readonly [Labels, HistogramValue])[] {
    return [...this.#series.values()].map(({ labels, histogram }) => [labels, histogram] as const);
  }
}

function valueIn({ format, severityText, attributes }: Told, { name, source }: Segment, field: string): AttributeValue | undefined {
  if (field === "format") return format;
  if (field === "severity") return severityText;
  if (field === attribute.name) return name;
  if (field === attribute.source) return source.name;
  return attributes[field];
}

/** Text as it is, numbers as they are written; empty where there is none, which is the same to Prometheus as no label. */
function labelOf(value: AttributeValue | undefined): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > longestLabel ? [...text].slice(0, longestLabel).join("") : text;
}

/** A number that a text spells counts, too; undefined where there is none. */
function numberOf(value: AttributeValue | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
