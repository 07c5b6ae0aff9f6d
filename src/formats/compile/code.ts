import { variableOf } from "./names.ts";

/** Collects emitted lines, indented; constants are named once and listed apart. */
export class Code {
  readonly lines: string[] = [];
  readonly #constants: Map<string, string>;
  #depth: number;

  constructor(constants: Map<string, string>, depth = 1) {
    this.#constants = constants;
    this.#depth = depth;
  }

  add(...lines: readonly string[]): void {
    for (const line of lines) {
      if (line.startsWith("}")) this.#depth -= 1;
      this.lines.push(line === "" ? "" : `${"  ".repeat(this.#depth)}${line}`);
      if (line.endsWith("{")) this.#depth += 1;
    }
  }

  /** The name of a constant that holds these bytes: `k3`. */
  constant(text: string): string {
    return nameConstant(this.#constants, text);
  }

  /** Writes a constant text. A single byte is written without one. */
  put(text: string): void {
    if (text === "") return;
    if (text.length === 1) this.add(`o[at++] = ${byteText(text.charCodeAt(0))};`);
    else this.add(`at = put(o, at, ${this.constant(text)});`);
  }
}

/** A name that says what the text is: `,"client.address":"` → `clientAddressKey`. The same text has one name. */
export function nameConstant(constants: Map<string, string>, text: string): string {
  const known = constants.get(text);
  if (known !== undefined) return known;
  const [, key] = /"key":"([^"]+)"/.exec(text) ?? /[,{]"([^"]+)":/.exec(text) ?? [];
  const wish = key === undefined ? "text" : `${variableOf(key)}Key`;
  const taken = new Set(constants.values());
  let name = wish;
  for (let number = 2; taken.has(name); number += 1) name = `${wish}${number}`;
  constants.set(text, name);
  return name;
}

/** A string literal, in the quotes that need fewer backslashes. */
export function quoted(text: string): string {
  const json = JSON.stringify(text).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return text.includes('"') && !text.includes("'") ? `'${json.slice(1, -1).replaceAll('\\"', '"')}'` : json;
}

/** `34` → `34 /* " *\/` as a number with its character, for readers. */
export function byteText(byte: number): string {
  const char = String.fromCharCode(byte);
  return byte > 32 && byte < 127 && char !== "*" && char !== "/" ? `${byte} /* ${char} */` : String(byte);
}

/** An expression: whether these bytes stand at `index`. */
export function matches(text: string, index: string): string {
  return [...Buffer.from(text)]
    .map((byte, offset) => `b[${index}${offset === 0 ? "" : ` + ${offset}`}] === ${byteText(byte)}`)
    .join(" && ");
}

/** An expression: the byte at `i`, which goes to `c`, is not the first of a stop. */
export function runs(stops: readonly string[]): string {
  const read = "(c = b[i] as number)";
  const [only] = stops;
  if (only === undefined) return `${read} >= 0`;
  if (stops.length === 1 && Buffer.byteLength(only) === 1) return `${read} !== ${byteText(only.charCodeAt(0))}`;
  const tests = stops.map((text, index) =>
    index === 0 ? matches(text, "i").replace("b[i]", read) : `(${matches(text, "i").replace("b[i]", "c")})`,
  );
  return `!(${stops.length > 1 ? `(${tests[0]})` : tests[0]}${tests
    .slice(1)
    .map((test) => ` || ${test}`)
    .join("")})`;
}
