import { byteText, quoted } from "./expressions.ts";
import { typeOf, variableOf } from "./names.ts";

/** Texts of emitted code, each with its name: those that are written, and those that bytes are compared with. */
export interface Constants {
  readonly written: Map<string, string>;
  readonly compared: Map<string, string>;
}

export function noConstants(): Constants {
  return { written: new Map(), compared: new Map() };
}

/** Bytes that one number holds. */
const chunk = 8;
/** A longer text is written as several. */
const longest = 128;

/** Statements that write a constant text at `at`: what one store does is done there, more by a function of its own. */
export function write(text: string, constants: Constants): string[] {
  const bytes = Buffer.from(text);
  if (bytes.length === 0) return [];
  if (bytes.length === 1) return [`o[at++] = ${byteText(bytes[0] as number)};`];
  if (bytes.length > longest) {
    const chars = [...text];
    const half = chars.length >> 1;
    return [chars.slice(0, half), chars.slice(half)].flatMap((part) => write(part.join(""), constants));
  }
  const [, key] = /"key":"([^"]+)"/.exec(text) ?? /[,{]"([^"]+)":/.exec(text) ?? [];
  const name = nameOf(constants.written, text, key === undefined ? "text" : `${variableOf(key)}Key`);
  return bytes.length <= chunk ? [`w.setFloat64(at, ${name}, true);`, `at += ${bytes.length};`] : [`at = put${typeOf(name)}(w, at);`];
}

/** The name of a constant with the bytes of a text. */
export function compare(text: string, { compared }: Constants): string {
  return nameOf(compared, text, "literal");
}

/** The declarations of texts, and the functions that write them. */
export function declareTexts({ written, compared }: Constants): string {
  const texts = [...written].map(([text, name]) => {
    const { length } = Buffer.from(text);
    const names = Array.from({ length: Math.ceil(length / chunk) }, (_, index) => `${name}${index === 0 ? "" : `At${index * chunk}`}`);
    const declared = `const [${names.join(", ")}] = chunksOf(${quoted(text)});`;
    if (names.length === 1) return declared;
    const stores = names.map((one, index) => `  w.setFloat64(at${index === 0 ? "" : ` + ${index * chunk}`}, ${one}, true);`);
    return [declared, `function put${typeOf(name)}(w: DataView, at: number): number {`, ...stores, `  return at + ${length};`, "}"].join(
      "\n",
    );
  });
  return [
    "// What is written, eight bytes at a time.",
    ...texts,
    ...[...compared].map(([text, name]) => `const ${name} = Buffer.from(${quoted(text)});`),
  ].join("\n");
}

/** The most bytes that a record's texts are. */
export function roomFor({ written }: Constants): number {
  return [...written.keys()].reduce((sum, text) => sum + Buffer.byteLength(text), 256);
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
