import { interpret } from "../../formats/interpret.ts";
import { isCarrier, isLayout } from "../../formats/layout.ts";
import type { Normal } from "../../runtime/agent/normaliser.ts";
import type { HowToRead, Reading } from "./reading.ts";
import type { Samples } from "./samples.ts";

/** A word where a format has its level, that is none it knows. */
export interface LevelWord {
  readonly format: string;
  readonly word: string;
  readonly records: number;
}

/** A field whose values are of another type than before. */
export interface TypeChange {
  readonly format: string;
  readonly field: string;
  /** `int`, `string` … */
  readonly was: string;
  /** `12.5`, or a type where the values tell nothing more. */
  readonly is: string;
  readonly records: number;
}

/** How a log differs from what the formats were made for. */
export interface Drift {
  readonly levels: readonly LevelWord[];
  readonly types: readonly TypeChange[];
  /** Formats of the document that take nothing of the log. */
  readonly idle: readonly string[];
}

/** So many records that no format takes are looked at closely. */
const mostLooked = 5000;
const mostRows = 20;
const widestValue = 40;

/** Sees each record of a log, and says in the end what has changed. */
export class DriftSeen {
  readonly #samples = new Map<string, Set<string>>();
  readonly #levels = new Map<string, LevelWord>();
  readonly #types = new Map<string, TypeChange>();

  /** @param samples say what the types of attributes were */
  constructor(samples: Samples | undefined) {
    for (const { record } of samples?.samples ?? [])
      for (const [name, value] of Object.entries(record.attributes)) {
        const key = `${record.format}\0${name}`;
        this.#samples.set(key, (this.#samples.get(key) ?? new Set()).add(typeOf(value)));
      }
  }

  see({ format, severityText, severityNumber, attributes }: Normal): void {
    if (severityText !== undefined && severityNumber === undefined) this.#level(format, severityText);
    for (const [name, value] of Object.entries(attributes)) {
      const known = this.#samples.get(`${format}\0${name}`);
      const is = typeOf(value);
      if (known && value !== null && !known.has(is)) this.#type({ format, field: name, was: [...known].sort().join(" or "), is });
    }
  }

  /** What format comes closest to each record that none takes, and what keeps it from doing so. */
  drift({ formats }: HowToRead, { untaken, counts }: Reading, readAt: number): Drift {
    for (const text of untaken.slice(0, mostLooked)) this.#look(formats, Buffer.from(text), readAt);
    const most = <Row extends { records: number }>(rows: Map<string, Row>) =>
      [...rows.values()].sort((a, b) => b.records - a.records).slice(0, mostRows);
    const idle = formats.flatMap((format, number) =>
      counts[number] === 0 && !(isLayout(format) && isCarrier(format)) ? [format.name] : [],
    );
    return { levels: most(this.#levels), types: most(this.#types), idle };
  }

  #look(formats: HowToRead["formats"], line: Buffer, readAt: number): void {
    const attempts = formats.flatMap((format) =>
      isLayout(format) ? format.layouts.map((pieces) => ({ format: format.name, read: interpret(pieces, line, readAt) })) : [],
    );
    const failed = attempts.flatMap(({ format, read }) => (read.ok ? [] : [{ format, ...read }]));
    const [closest] = failed.sort((a, b) => b.proven - a.proven || b.fitted - a.fitted);
    // What does not even begin like it is of another format, not of this one changed.
    if (!closest?.stopped || closest.proven === 0) return;
    const { field, name, start } = closest.stopped;
    const [value = ""] = /^[^\s"'|,;[\](){}<>]*/.exec(line.toString("utf8", start, start + widestValue)) ?? [];
    if (value === "") return;
    if (field.to === "severity") this.#level(closest.format, value);
    else if (field.type !== "text" && field.type !== "rest")
      this.#type({ format: closest.format, field: name, was: field.type, is: value });
  }

  #level(format: string, word: string): void {
    const key = `${format}\0${word}`;
    this.#levels.set(key, { format, word, records: (this.#levels.get(key)?.records ?? 0) + 1 });
  }

  /** Of the values that do not fit, the first stands for all. */
  #type(change: Omit<TypeChange, "records">): void {
    const key = `${change.format}\0${change.field}`;
    const known = this.#types.get(key);
    this.#types.set(key, { ...(known ?? change), records: (known?.records ?? 0) + 1 });
  }
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "list" : value === null ? "null" : typeof value;
}
