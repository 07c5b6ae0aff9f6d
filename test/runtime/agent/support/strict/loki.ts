import { type Json, listOf, objectOf, textOf } from "./json.ts";
import { type Contract, demand, type StrictAnswer, type StrictRequest } from "./server.ts";

const second = 1_000_000_000n;

export interface LokiEntry {
  readonly nanos: bigint;
  readonly line: string;
  readonly metadata: Json;
}

/** Loki with its limits as they are by default, at a point in time. */
export class StrictLoki implements Contract {
  readonly streams = new Map<string, LokiEntry[]>();
  readonly tenant: string | undefined;
  readonly #now: bigint;

  constructor(nowMs: number, tenant?: string) {
    this.#now = BigInt(nowMs) * 1_000_000n;
    this.tenant = tenant;
  }

  get entries(): LokiEntry[] {
    return [...this.streams.values()].flat();
  }

  get stored(): string[] {
    return this.entries.map(({ line }) => line);
  }

  judge({ method, path, headers, body }: StrictRequest): StrictAnswer {
    demand(method === "POST" && path === "/loki/api/v1/push", `${method} ${path}`);
    demand(headers["content-type"] === "application/json", `content-type ${headers["content-type"]}`);
    if (this.tenant !== undefined && headers["x-scope-orgid"] !== this.tenant) return { status: 401, body: "no org id" };
    const pushed = listOf(objectOf(JSON.parse(body), "the push", ["streams"])["streams"], "streams").map((stream) => this.#read(stream));
    demand(pushed.length > 0 && pushed.every(({ entries }) => entries.length > 0), "nothing in it");
    if (pushed.some(({ entries }) => entries.some(({ line }) => line.includes("poison")))) return { status: 400, body: "poison" };
    for (const { labels, entries } of pushed) this.#keep(labels, entries);
    return { status: 204 };
  }

  /** Of several entries of one text at one nanosecond one is kept. */
  #keep(labels: string, entries: readonly LokiEntry[]): void {
    const kept = this.streams.get(labels) ?? [];
    this.streams.set(labels, kept);
    for (const entry of entries) if (!kept.some(({ nanos, line }) => nanos === entry.nanos && line === entry.line)) kept.push(entry);
  }

  #read(value: unknown): { labels: string; entries: LokiEntry[] } {
    const { stream, values } = objectOf(value, "a stream", ["stream", "values"]);
    const labels = Object.entries(objectOf(stream, "labels", Object.keys(stream ?? {})));
    demand(labels.length > 0, "missing_labels");
    demand(labels.length <= 15, "max_label_names_per_series");
    for (const [name, text] of labels) {
      demand(/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !name.startsWith("__"), `label ${name}`);
      demand(Buffer.byteLength(textOf(text, name)) <= 2048, "label_value_too_long");
    }
    return { labels: JSON.stringify(labels), entries: listOf(values, "values").map((entry) => this.#entry(entry)) };
  }

  #entry(value: unknown): LokiEntry {
    const [time, text, extra = {}, ...more] = listOf(value, "an entry");
    demand(more.length === 0, "an entry of more than three");
    const nanos = BigInt(textOf(time, "time", /^\d{1,19}$/));
    demand(nanos > this.#now - 7n * 86_400n * second, "greater_than_max_sample_age");
    demand(nanos < this.#now + 600n * second, "too_far_in_future");
    const line = textOf(text, "line");
    demand(Buffer.byteLength(line) <= 262_144, "line_too_long");
    const metadata = objectOf(extra, "structured metadata", Object.keys(extra ?? {}));
    const names = Object.entries(metadata);
    demand(names.length <= 128, "structured_metadata_too_many");
    let size = 0;
    for (const [name, one] of names) {
      demand(/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name), `structured metadata ${name}`);
      size += name.length + Buffer.byteLength(textOf(one, name));
    }
    demand(size <= 65_536, "structured_metadata_too_large");
    return { nanos, line, metadata };
  }
}
