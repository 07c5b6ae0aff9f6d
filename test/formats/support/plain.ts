/** A record of either JSON shape, or of the object face, as one plain object: time in nanoseconds, attributes by name. */
export function plainRecord(record: Record<string, unknown>): Record<string, unknown> {
  const { time, timeUnixNano, attributes, body, format: _format, ...rest } = record;
  const when = timeUnixNano ?? (time === undefined ? undefined : nanosOf(String(time)));
  const list = Array.isArray(attributes) ? { kvlistValue: { values: attributes } } : attributes;
  const { seed: _seed, ...named } = plainValue(list) as Record<string, unknown>;
  return { ...rest, ...(when !== undefined && { when }), body: plainValue(body), attributes: named };
}

function nanosOf(iso: string): string {
  const [, head = "", fraction = ""] = /^(.*)\.(\d+)Z$/.exec(iso) ?? [];
  return `${Date.parse(`${head}Z`) / 1000}${fraction.padEnd(9, "0")}`;
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [[key, inner] = ["", undefined]] = entries;
  if (entries.length === 1) {
    if (key === "intValue") return Number(inner);
    if (/^(string|bool|double)Value$/.test(key)) return inner;
    if (key === "arrayValue")
      return (inner as { values: object[] }).values.map((one) => (Object.keys(one).length === 0 ? null : plainValue(one)));
    if (key === "kvlistValue") {
      const { values } = inner as { values: { key: string; value: unknown }[] };
      return Object.fromEntries(values.map((pair) => [pair.key, plainValue(pair.value)]));
    }
  }
  return Object.fromEntries(entries.map(([name, one]) => [name, plainValue(one)]));
}
