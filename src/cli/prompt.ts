import type { Readable, Writable } from "node:stream";
import type { z } from "zod";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import { check } from "../spec/explain.ts";
import { child, isMapping } from "../spec/path.ts";
import { type Field, fieldOf } from "../spec/shape.ts";
import { typedValue } from "./flags.ts";

/** Where questions are drawn and answers typed. Questions are talk, so they never go to standard output. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

type Prompts = typeof import("@clack/prompts");

/**
 * Asks for the fields that the schema marks (`.meta({ ask: true })`) and that are not given yet; for a choice, which branch.
 * Returns `given` with the answers; an answer that is the default is left out, as it would be when not asked.
 * Asks nothing unless the host is interactive. Throws a ScaffoldError (exit 130) when the user cancels.
 */
export async function askOptions(
  schema: z.ZodType,
  given: Readonly<Record<string, unknown>>,
  host: Host,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<Record<string, unknown>> {
  if (!host.interactive) return { ...given };
  const prompts = await import("@clack/prompts");
  const root = fieldOf(schema);
  const answer = await askField({ ...root, ask: true }, "", given, { prompts, terminal });
  return isMapping(answer) ? answer : { ...given };
}

interface Asking {
  readonly prompts: Prompts;
  readonly terminal: Terminal;
}

/** The field's value with what was answered; undefined when it stays out. */
async function askField(field: Field, name: string, given: unknown, asking: Asking): Promise<unknown> {
  const { shape } = field;
  if (shape.kind === "object") return askFields(shape.fields, given, asking);
  if (shape.kind === "choice") {
    if (!field.ask && given === undefined) return undefined;
    const fallback = child(field.fallback, shape.key);
    const branches = [...shape.branches].map(([value, branch]) => ({ value, about: chooserOf(branch, shape.key)?.description }));
    const chosen = child(given, shape.key) ?? (await select(field.description ?? shape.key, branches, fallback, asking));
    const branch = shape.branches.get(String(chosen));
    const isDefault = chosen === fallback && given === undefined;
    const inner = branch && (await askField(branch, name, { ...(isMapping(given) ? given : {}), [shape.key]: chosen }, asking));
    return isDefault && Object.keys(inner ?? {}).length === 1 ? undefined : inner;
  }
  if (!field.ask || given !== undefined) return given;
  const answer = await askValue(field, name, asking);
  return JSON.stringify(answer) === JSON.stringify(field.fallback) ? undefined : answer;
}

async function askFields(fields: ReadonlyMap<string, Field>, given: unknown, asking: Asking): Promise<Record<string, unknown> | undefined> {
  const values: Record<string, unknown> = { ...(isMapping(given) ? given : {}) };
  for (const [name, field] of fields) {
    const value = await askField(field, name, values[name], asking);
    if (value !== undefined) values[name] = value;
  }
  return Object.keys(values).length > 0 || given !== undefined ? values : undefined;
}

async function askValue(field: Field, name: string, asking: Asking): Promise<unknown> {
  const { prompts, terminal } = asking;
  const { shape, fallback } = field;
  const message = field.description ? `${name}: ${field.description}` : name;
  if (shape.kind === "enum")
    return select(
      message,
      shape.values.map((value) => ({ value })),
      fallback,
      asking,
    );
  if (shape.kind === "boolean") return answered(await prompts.confirm({ ...terminal, message, initialValue: fallback === true }), prompts);
  if (shape.kind === "record") return undefined;
  const toValue = (text: string) => typedValue(field, shape.kind === "list" ? text.split(/[\s,]+/).filter(Boolean) : text.trim());
  const initial = Array.isArray(fallback) ? fallback.join(" ") : fallback;
  const example = Array.isArray(field.examples[0]) ? field.examples[0].join(" ") : field.examples[0];
  const typed = await prompts.text({
    ...terminal,
    message,
    ...(initial !== undefined && { initialValue: String(initial) }),
    ...(example !== undefined && { placeholder: String(example) }),
    validate: (text = "") => {
      if (text.trim() === "" && !field.required) return undefined;
      const result = check(field.schema as z.ZodType, toValue(text));
      return result.ok ? undefined : result.findings[0]?.reason;
    },
  });
  const text = answered<string>(typed, prompts);
  return text.trim() === "" ? undefined : toValue(text);
}

async function select(
  message: string,
  values: readonly { value: string; about?: string | undefined }[],
  initial: unknown,
  { prompts, terminal }: Asking,
) {
  const options = values.map(({ value, about }) => ({ value, label: value, ...(about !== undefined && { hint: about }) }));
  const initialValue = values.find(({ value }) => value === initial)?.value;
  return answered(await prompts.select({ ...terminal, message, options, ...(initialValue !== undefined && { initialValue }) }), prompts);
}

function answered<T>(answer: T | symbol, prompts: Prompts): T {
  if (prompts.isCancel(answer)) throw new ScaffoldError("CANCELLED", "stopped; nothing was written", { exit: EXIT.interrupted });
  return answer as T;
}

function chooserOf(branch: Field, key: string): Field | undefined {
  return branch.shape.kind === "object" ? branch.shape.fields.get(key) : undefined;
}
