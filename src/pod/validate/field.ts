import { nearest } from "../../suggest.ts";
import type { Manifest } from "../read.ts";
import type { YamlNode } from "../yaml-node.ts";
import { type Decoded, type DecodedDocument, join } from "./decode.ts";
import type { Reason, WarningName } from "./finding.ts";
import type { Report } from "./report.ts";

interface Context {
  readonly report: Report;
  readonly manifest: Manifest;
  readonly misplaced: ReadonlySet<string>;
}

/**
 * A field of a decoded document, present or not, that rules read and complain about. What was already reported as unreadable stays
 * silent, and so does a missing field that stands elsewhere under a wrong name.
 */
export class Field {
  /** As the API server prints it. */
  readonly path: string;
  readonly #decoded: Decoded | undefined;
  readonly #parent: Field | undefined;
  readonly #name: string;
  readonly #context: Context;

  constructor(decoded: Decoded | undefined, parent: Field | undefined, name: string, path: string, context: Context) {
    this.#decoded = decoded;
    this.#parent = parent;
    this.#name = name;
    this.path = path;
    this.#context = context;
  }

  static root(document: DecodedDocument, report: Report, manifest: Manifest): Field {
    return new Field(document.root, undefined, "", "", { report, manifest, misplaced: document.misplaced });
  }

  child(name: string): Field {
    return new Field(this.#decoded?.fields?.get(name), this, name, join(this.path, name), this.#context);
  }

  /** The same field under another printed path: the server's paths are not always where the mistake is. */
  as(path: string): Field {
    return new Field(this.#decoded, this.#parent, this.#name, path, this.#context);
  }

  /** The name of its type in the schema; "" when it is absent. */
  get type(): string {
    return this.#decoded?.type ?? "";
  }

  /** Everything in it: the fields of an object, the entries of a map, the elements of a list. */
  get parts(): readonly (readonly [string, Field])[] {
    const names = this.type.startsWith("{") ? [] : [...(this.#decoded?.fields?.keys() ?? [])];
    if (names.length > 0) return names.map((name) => [name, this.child(name)]);
    return this.size > 0 && this.#decoded?.items ? this.items.map((item) => ["", item]) : this.entries;
  }

  get present(): boolean {
    return this.#decoded !== undefined;
  }

  /** Here or above stands a value of a wrong type, which has been reported. */
  get unreadable(): boolean {
    return this.#decoded?.unreadable === true || (this.#decoded === undefined && this.#parent?.unreadable === true);
  }

  /** It has an unknown field, reported already, that may stand for what seems missing: for this field, or for any. */
  mayHide(name?: string): boolean {
    const implied = this.#decoded?.implied;
    return implied !== undefined && (name === undefined || implied.has("*") || implied.has(name));
  }

  /** The text, "" when absent, as the API's zero value. */
  get text(): string {
    return typeof this.#decoded?.value === "string" ? this.#decoded.value : "";
  }

  get number(): number | undefined {
    return typeof this.#decoded?.value === "number" ? this.#decoded.value : undefined;
  }

  get flag(): boolean | undefined {
    return typeof this.#decoded?.value === "boolean" ? this.#decoded.value : undefined;
  }

  /** The leaf's value as decoded. */
  get value(): unknown {
    return this.#decoded?.value;
  }

  /** The elements of a list, with their index in the path. */
  get items(): readonly Field[] {
    return (this.#decoded?.items ?? []).map((item, index) => new Field(item, this, "", `${this.path}[${index}]`, this.#context));
  }

  /** The entries of a map, with their key in the path: `limits[memory]`. */
  get entries(): readonly (readonly [string, Field])[] {
    return [...(this.#decoded?.fields ?? [])].map(([key, entry]) => [
      key,
      new Field(entry, this, key, `${this.path}[${key}]`, this.#context),
    ]);
  }

  get size(): number {
    return this.#decoded?.items?.length ?? this.#decoded?.fields?.size ?? 0;
  }

  /** Which of these fields are set. */
  set(...names: string[]): Field[] {
    return names.map((name) => this.child(name)).filter((field) => field.present);
  }

  /** The line it stands on, for a hint. */
  get line(): number {
    return this.#context.manifest.placeAt(this.#node()?.key?.start ?? this.#node()?.start ?? 0).line;
  }

  // ---- complaints, by the API server's types

  required(detail = "", hint = `add "${this.#name || this.path}:"`): void {
    this.#complain("Required value", detail, hint);
  }

  /** `bad` is the value that the message repeats; it may differ from the field's own, as it does on the server. */
  invalid(bad: unknown, detail: string, hint: string): void {
    this.#complain("Invalid value", `${quote(bad)}${detail && `: ${detail}`}`, hint);
  }

  /** Without a value in the message, where the server shows none or shows a whole object. */
  invalidHere(detail: string, hint: string): void {
    this.#complain("Invalid value", detail, hint);
  }

  unsupported(bad: unknown, supported: readonly string[], hint?: string): void {
    const close = typeof bad === "string" ? nearest(bad, supported) : undefined;
    const list = supported.map((each) => JSON.stringify(each)).join(", ");
    const detail = `${quote(bad)}: supported values: ${list}`;
    if (close && !hint) this.#complain("Unsupported value", detail, `did you mean "${close}"?`, { instead: close });
    else this.#complain("Unsupported value", detail, hint ?? `use one of ${list}`);
  }

  duplicate(bad: unknown, first?: Field, hint?: string): void {
    this.#complain(
      "Duplicate value",
      quote(bad),
      hint ?? (first ? `already used on line ${first.line}: choose another one` : "remove one of the two"),
    );
  }

  notFound(bad: string, known: readonly string[], hint?: string): void {
    const close = nearest(bad, known);
    this.#complain("Not found", quote(bad), hint ?? (close ? `did you mean "${close}"?` : `known here: ${known.join(", ") || "none"}`));
  }

  forbidden(detail: string, hint = `remove "${this.#name}"`): void {
    this.#complain("Forbidden", detail, hint, { key: true });
  }

  tooLong(most: number, hint: string): void {
    this.#complain("Too long", `may not be more than ${most} bytes`, hint);
  }

  tooMany(count: number, most: number): void {
    this.#complain("Too many", `${count}: must have at most ${most} items`, `remove ${count - most}`);
  }

  /** Accepted by the server, and probably not what was meant. */
  warn(name: WarningName, detail: string, hint: string): void {
    this.#complain("Warning", detail, hint, { name });
  }

  #complain(
    reason: Reason,
    detail: string,
    hint: string,
    { key = false, instead, name }: { key?: boolean; instead?: string; name?: WarningName } = {},
  ): void {
    const node = this.#node();
    if (this.unreadable || !node) return;
    if (this.#mayStandElsewhere()) return;
    this.#context.report.at(node, {
      path: this.path,
      reason,
      detail,
      hint,
      key: key || !this.present,
      ...(name && { warning: name }),
      ...(instead && { instead }),
    });
  }

  /** Missing, but perhaps only because an unknown field, which has been reported, was meant for it or for what is around it. */
  #mayStandElsewhere(): boolean {
    if (this.present || !this.#parent) return false;
    return this.#parent.mayHide(this.#name) || this.#context.misplaced.has(this.#name) || this.#parent.#mayStandElsewhere();
  }

  /** Its own node, or that of the nearest thing around it that is in the text. */
  #node(): YamlNode | undefined {
    return this.#decoded?.node ?? (this.#parent ? this.#parent.#node() : undefined);
  }
}

/** As Go prints a bad value: text quoted, numbers bare, the rest as JSON. */
function quote(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : (JSON.stringify(value) ?? "null");
}
