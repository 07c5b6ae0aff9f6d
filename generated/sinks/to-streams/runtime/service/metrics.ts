// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Counters and gauges in the Prometheus text format 0.0.4. https://prometheus.io/docs/instrumenting/exposition_formats/ */

export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(amount?: number, labels?: Labels): void;
  /** The sum over all labels. */
  readonly value: number;
}

export interface Metrics {
  /** Counters end in `_total` by convention. */
  counter(name: string, help: string): Counter;
  /** Read when somebody looks: one sample per label set. */
  gauge(name: string, help: string, read: () => number | Iterable<readonly [Labels, number]>): void;
  render(): string;
}

export function createMetrics(): Metrics {
  const families = new Map<string, () => string>();
  const register = (type: string, name: string, help: string, samples: () => Iterable<readonly [string, number]>) => {
    families.set(name, () => {
      const lines = [...samples()].map(([labels, value]) => `${name}${labels} ${value}\n`);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
    });
  };
  return {
    counter: (name, help) => {
      const values = new Map<string, number>();
      register("counter", name, help, () => (values.size > 0 ? values : [["", 0]]));
      return {
        add: (amount = 1, labels) => {
          const key = labels ? renderLabels(labels) : "";
          values.set(key, (values.get(key) ?? 0) + amount);
        },
        get value() {
          return [...values.values()].reduce((sum, value) => sum + value, 0);
        },
      };
    },
    gauge: (name, help, read) =>
      register("gauge", name, help, () => {
        const value = read();
        return typeof value === "number" ? [["", value]] : [...value].map(([labels, one]) => [renderLabels(labels), one] as const);
      }),
    render: () => [...families.values()].map((family) => family()).join(""),
  };
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escapeLabel)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

function escapeLabel(char: string): string {
  return char === "\n" ? "\\n" : `\\${char}`;
}
