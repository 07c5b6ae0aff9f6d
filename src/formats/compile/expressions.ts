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
