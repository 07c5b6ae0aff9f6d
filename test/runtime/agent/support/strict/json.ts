import { demand } from "./server.ts";

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object with these members and no others. */
export function objectOf(value: unknown, what: string, members: readonly string[]): Json {
  demand(isObject(value), `${what} is no object`);
  const foreign = Object.keys(value).find((name) => !members.includes(name));
  demand(foreign === undefined, `${what} has no member ${foreign}`);
  return value;
}

export function listOf(value: unknown, what: string): readonly unknown[] {
  demand(Array.isArray(value), `${what} is no list`);
  return value;
}

export function textOf(value: unknown, what: string, like = /^/): string {
  demand(typeof value === "string" && like.test(value), `${what} is ${JSON.stringify(value)}`);
  return value;
}
