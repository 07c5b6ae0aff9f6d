import { variableOf } from "./names.ts";

/** Texts of emitted code that have names: those that are written as numbers of eight bytes, those that bytes are compared with. */
export interface Constants {
  readonly written: Map<string, string>;
  readonly compared: Map<string, string>;
}

/** Collects emitted lines, indented; constants are named once and listed apart. */
export class Code {
  readonly lines: string[] = [];
  readonly #constants: Constants;
  #depth: number;
  /** What is to be written in front of the next thing that is: one text with what follows it. */
  #pending = "";

  constructor(constants: Constants, depth = 1) {
    this.#constants = constants;
    this.#depth = depth;
  }

  add(...lines: readonly string[]): void {
    for (const line of lines) {
      // Whatever writes, and whatever may be passed over, comes behind what was put before it.
      if (line.startsWith("}") || line.endsWith("{") || /\bat\b|^if .* i \+= 1;$/.test(line)) this.#flush();
      this.#add(line);
    }
  }

  /** The name of a constant that holds these bytes: `text3`. */
  constant(text: string): string {
    return nameOf(this.#constants.compared, text, "literal");
  }

  /** Writes a constant text, together with those that are put next. */
  put(text: string): void {
    this.#pending += text;
  }

  #flush(): void {
    const text = this.#pending;
    this.#pending = "";
    for (const line of writing(text, this.#constants)) this.#add(line);
  }

  #add(line: string): void {
    if (line.startsWith("}")) this.#depth -= 1;
    this.lines.push(line === "" ? "" : `${"  ".repeat(this.#depth)}${line}`);
    if (line.endsWith("{")) this.#depth += 1;
  }
}

/** More than there is of them is written as several. */
const longestText = 128;

/** Statements that write a constant text at `at`: a single byte as it is, else eight bytes at a time. */
export function writing(text: string, constants: Constants): string[] {
  const bytes = Buffer.from(text);
  if (bytes.length === 0) return [];
  if (bytes.length === 1) return [`o[at++] = ${byteText(bytes[0] as number)};`];
  if (bytes.length > longestText) {
    const chars = [...text];
    const half = chars.length >> 1;
    return [chars.slice(0, half), chars.slice(half)].flatMap((part) => writing(part.join(""), constants));
  }
  const [, key] = /"key":"([^"]+)"/.exec(text) ?? /[,{]"([^"]+)":/.exec(text) ?? [];
  const name = nameOf(constants.written, text, key === undefined ? "text" : `${variableOf(key)}Key`);
  return [
    ...chunkNames(name, bytes.length).map((chunk, index) => `w.setFloat64(at${index === 0 ? "" : ` + ${index * 8}`}, ${chunk}, true);`),
    `at += ${bytes.length};`,
  ];
}

/** `timeKey`, `timeKeyAt8`, `timeKeyAt16` */
export function chunkNames(name: string, length: number): string[] {
  return Array.from({ length: Math.ceil(length / 8) }, (_, index) => (index === 0 ? name : `${name}At${index * 8}`));
}

/** A name that says what the text is: `,"client.address":"` → `clientAddressKey`. The same text has one name. */
function nameOf(constants: Map<string, string>, text: string, wish: string): string {
  const known = constants.get(text);
  if (known !== undefined) return known;
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

/** A byte four times, as one number: `0x22222222 /* " *\/`. */
export function fourOf(byte: number): string {
  const [, comment = ""] = / (.*)/.exec(byteText(byte)) ?? [];
  return `0x${byte.toString(16).padStart(2, "0").repeat(4)}${comment && ` ${comment}`}`;
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
