// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Counters and gauges in the Prometheus text format 0.0.4. https://prometheus.io/docs/instrumenting/exposition_formats/ */

export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(amount?: number, labels?: Labels): void;
  /** The sum over all labels. */
  readonly value: number;
  /** By the value of this label; what was counted without it is left out. */
  by(label: string): ReadonlyMap<string, number>;
}

export interface Metrics {
  /** Counters end in `_total` by convention. */
  counter(name: string, help: string): Counter;
  /** Read when somebody looks: one sample per label set. */
  gauge(name: string, help: string, read: () => number | Iterable<readonly [Labels, number]>): void;
  /** A counter that is read when somebody looks. */
  counted(name: string, help: string, read: () => Iterable<readonly [Labels, number]>): void;
  histogram(name: string, help: string, read: () => Iterable<readonly [Labels, HistogramValue]>): void;
  render(): string;
}

/** What was observed, by bucket. */
export interface HistogramValue {
  /** Upper bounds, included, ascending. */
  readonly bounds: readonly number[];
  /** One for each bound, and one for what is above the last. */
  readonly counts: readonly number[];
  readonly sum: number;
}

export function createMetrics(): Metrics {
  const families = new Map<string, () => string>();
  const register = (type: string, name: string, help: string, samples: () => Iterable<readonly [string, number]>) => {
    families.set(name, () => {
      const lines = [...samples()].map(([rest, value]) => `${name}${rest} ${value}\n`);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
    });
  };
  return {
    counter: (name, help) => {
      const counts = new Counts();
      register("counter", name, help, () => (counts.size > 0 ? counts.samples() : [["", 0]]));
      return counts;
    },
    gauge: (name, help, read) =>
      register("gauge", name, help, () => {
        const value = read();
        return typeof value === "number" ? [["", value]] : [...value].map(([labels, one]) => [renderLabels(labels), one] as const);
      }),
    counted: (name, help, read) =>
      register("counter", name, help, () => [...read()].map(([labels, value]) => [renderLabels(labels), value] as const)),
    histogram: (name, help, read) =>
      register("histogram", name, help, () => [...read()].flatMap(([labels, value]) => samplesOf(labels, value))),
    render: () => [...families.values()].map((family) => family()).join(""),
  };
}

/** Each bucket holds those below it; behind them the sum and the number of all. */
function samplesOf(labels: Labels, { bounds, counts, sum }: HistogramValue): (readonly [string, number])[] {
  let below = 0;
  const buckets = [...bounds, "+Inf"].map((bound, index) => {
    below += counts[index] ?? 0;
    return [`_bucket${renderLabels({ ...labels, le: String(bound) })}`, below] as const;
  });
  return [...buckets, [`_sum${renderLabels(labels)}`, sum], [`_count${renderLabels(labels)}`, below]];
}

/** What was counted, by labels. */
export class Counts implements Counter {
  readonly #values = new Map<string, { readonly labels: Labels; value: number }>();

  get size(): number {
    return this.#values.size;
  }

  add(amount = 1, labels: Labels = {}): void {
    const key = renderLabels(labels);
    const known = this.#values.get(key);
    if (known) known.value += amount;
    else this.#values.set(key, { labels, value: amount });
  }

  get value(): number {
    return [...this.#values.values()].reduce((sum, { value }) => sum + value, 0);
  }

  by(label: string): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const { labels, value } of this.#values.values()) {
      const name = labels[label];
      if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + value);
    }
    return sums;
  }

  *samples(): Iterable<readonly [string, number]> {
    for (const [key, { value }] of this.#values) yield [key, value];
  }
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escapeLabel)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

function escapeLabel(char: string): string {
  return char === "\n" ? "\\n" : `\\${char}`;
}
