import type { Readable, Writable } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import { check } from "../spec/explain.ts";
import { child, isMapping } from "../spec/path.ts";
import { type Field, fieldOf, fieldsOf, longForm } from "../spec/shape.ts";
import { typedValue } from "./typed-value.ts";

/** Where questions are drawn and answers typed. Questions are talk, so they never go to standard output. */
interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

type Prompts = typeof import("@clack/prompts");

interface AskOptions {
  /** What is preselected, in place of the schema's defaults. */
  readonly suggested?: Readonly<Record<string, unknown>>;
  readonly terminal?: Terminal;
}

/**
 * Asks for the fields that the schema marks (`.meta({ ask: true })`) and that are not given yet; for a choice, which branch.
 * Returns `given` with the answers. An answer that is the suggestion, or the default, is left out, as if it had not been asked.
 * Asks nothing unless the host is interactive. Throws a ScaffoldError (exit 130) when the user cancels.
 */
export async function askOptions(
  schema: z.ZodType,
  given: Readonly<Record<string, unknown>>,
  host: Host,
  { suggested, terminal = { input: process.stdin, output: process.stderr } }: AskOptions = {},
): Promise<Record<string, unknown>> {
  if (!host.interactive) return { ...given };
  const prompts = await import("@clack/prompts");
  const answer = await askField({ ...fieldOf(schema), ask: true }, "", given, suggested, { prompts, terminal });
  return isMapping(answer) ? answer : { ...given };
}

interface Asking {
  readonly prompts: Prompts;
  readonly terminal: Terminal;
}

/** The field's value with what was answered; undefined when it stays out. */
async function askField(field: Field, name: string, given: unknown, suggested: unknown, asking: Asking): Promise<unknown> {
  const { shape } = field;
  if (shape.kind === "object") return askFields(shape.fields, given, suggested, asking);
  if (shape.kind === "choice") return askChoice(field, shape.key, shape.branches, given, suggested ?? field.fallback, asking);
  const long = longForm(field);
  if (long) return askField(long, name, given, suggested, asking);
  if (!field.ask || given !== undefined) return given;
  const preselected = suggested ?? field.fallback;
  const answer = await askValue(field, name, preselected, asking);
  return isDeepStrictEqual(answer, preselected) ? undefined : answer;
}

async function askFields(
  fields: ReadonlyMap<string, Field>,
  given: unknown,
  suggested: unknown,
  asking: Asking,
): Promise<Record<string, unknown> | undefined> {
  const values: Record<string, unknown> = { ...(isMapping(given) ? given : {}) };
  for (const [name, field] of fields) {
    const value = await askField(field, name, values[name], child(suggested, name), asking);
    if (value !== undefined) values[name] = value;
  }
  return Object.keys(values).length > 0 ? values : undefined;
}

async function askChoice(
  field: Field,
  key: string,
  branches: ReadonlyMap<string, Field>,
  given: unknown,
  suggested: unknown,
  asking: Asking,
): Promise<unknown> {
  if (!field.ask && given === undefined) return undefined;
  const preselected = child(suggested, key);
  const options = [...branches].map(([value, branch]) => ({
    value,
    about: fieldsOf(branch.shape, { [key]: value })?.get(key)?.description,
  }));
  const chosen = child(given, key) ?? (await select(field.description ?? key, options, preselected, asking));
  const branch = branches.get(String(chosen));
  if (!branch) return given;
  const inner = await askField(
    branch,
    key,
    { ...(isMapping(given) ? given : {}), [key]: chosen },
    chosen === preselected ? suggested : undefined,
    asking,
  );
  const nothingNew = Object.keys(given ?? {}).length === 0 && chosen === preselected && isDeepStrictEqual(inner, { [key]: chosen });
  return nothingNew ? given : inner;
}

async function askValue(field: Field, name: string, preselected: unknown, asking: Asking): Promise<unknown> {
  const { prompts, terminal } = asking;
  const { shape } = field;
  const message = field.description ? `${name}: ${field.description}` : name;
  if (shape.kind === "enum")
    return select(
      message,
      shape.values.map((value) => ({ value })),
      preselected,
      asking,
    );
  if (shape.kind === "boolean")
    return answered(await prompts.confirm({ ...terminal, message, initialValue: preselected === true }), prompts);
  if (shape.kind === "record") return undefined;
  const toValue = (text: string) => typedValue(field, shape.kind === "list" ? text.split(/[\s,]+/).filter(Boolean) : text.trim());
  const initial = Array.isArray(preselected) ? preselected.join(" ") : preselected;
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
