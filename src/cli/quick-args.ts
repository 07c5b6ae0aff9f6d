/**
 * Command lines that leave no room for doubt, read without yargs: it is a fifth of the memory of a command that stays, and of the time until
 * it does something. What is unusual or wrong is left to yargs, which knows the rest of the rules and has the words for mistakes.
 */
import type { Argv } from "yargs";

type Values = Record<string, unknown>;

interface Option {
  readonly name: string;
  readonly type: "string" | "boolean";
  readonly array: boolean;
  readonly choices: readonly string[] | undefined;
}

interface Declared {
  readonly options: ReadonlyMap<string, Option>;
  readonly defaults: Readonly<Values>;
  readonly positionals: readonly string[];
}

/** undefined = yargs has to look at it. The result is what yargs would have made of it, as far as a command reads it. */
export function quickArgs(flags: (yargs: Argv) => Argv, args: readonly string[]): Values | undefined {
  const declared = declaredBy(flags);
  return declared && read(declared, args);
}

function read({ options, defaults, positionals }: Declared, args: readonly string[]): Values | undefined {
  const values: Values = {};
  let used = 0;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (!arg.startsWith("-") || arg === "-") {
      const name = positionals[used++];
      if (name === undefined || !isPlain(arg)) return undefined;
      values[name] = arg === "-" ? "/dev/stdin" : arg;
      continue;
    }
    const equals = arg.indexOf("=");
    const inOne = arg.startsWith("--") && equals > 0;
    const option = options.get(inOne ? arg.slice(0, equals) : arg);
    if (!option) return undefined;
    if (option.type === "boolean") {
      if (inOne || /^(true|false)$/.test(args[at + 1] ?? "")) return undefined;
      values[option.name] = true;
      continue;
    }
    const value = inOne ? arg.slice(equals + 1) : args[++at];
    if (value === undefined || value.startsWith("-") || !isPlain(value)) return undefined;
    if (option.choices && !option.choices.includes(value)) return undefined;
    if (option.array) values[option.name] = [...((values[option.name] as string[] | undefined) ?? []), value];
    else if (values[option.name] === undefined) values[option.name] = value;
    else return undefined;
  }
  return { ...defaults, ...values };
}

/** yargs takes quotes off, and has rules of its own for nothing. */
const isPlain = (text: string): boolean => text !== "" && !/^["']/.test(text);

/** What the function says to yargs; undefined when it says something that is not understood here. */
function declaredBy(flags: (yargs: Argv) => Argv): Declared | undefined {
  const options = new Map<string, Option>();
  const defaults: Values = {};
  const positionals: string[] = [];
  let known = true;
  const listener = {
    positional(name: string, { type }: Values) {
      known &&= type === "string";
      positionals.push(name);
      return listener;
    },
    option(
      name: string,
      { type, array = false, nargs, alias, requiresArg, choices, default: standard, describe: _, defaultDescription: __, ...rest }: Values,
    ) {
      known &&= Object.keys(rest).length === 0 && (type === "boolean" || (type === "string" && requiresArg === true));
      known &&= array === false || nargs === 1;
      if (standard !== undefined) defaults[name] = standard;
      const option: Option = {
        name,
        type: type === "boolean" ? type : "string",
        array: array === true,
        choices: choices as readonly string[] | undefined,
      };
      options.set(`--${name}`, option);
      if (typeof alias === "string") options.set(`-${alias}`, option);
      return listener;
    },
    example: () => listener,
    epilogue: () => listener,
  };
  try {
    flags(listener as unknown as Argv);
  } catch {
    return undefined;
  }
  return known ? { options, defaults, positionals } : undefined;
}
