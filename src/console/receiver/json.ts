/**
 * `JSON.parse`, but an object with the same key twice is an error: readers differ in which one they take (RFC 8259 section 4), so what writes
 * such a thing is wrong. Throws a SyntaxError.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  refuseTwins(text);
  return value;
}

/** Only for a text that is valid JSON: then a string with a colon after it is a key. */
function refuseTwins(text: string): void {
  const colon = /\s*:/y;
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "{") open.push(new Set());
    else if (char === "[") open.push(undefined);
    else if (char === "}" || char === "]") open.pop();
    else if (char === '"') {
      const end = closingQuote(text, at);
      const keys = open.at(-1);
      colon.lastIndex = end + 1;
      if (keys && colon.test(text)) {
        const key = String(JSON.parse(text.slice(at, end + 1)));
        if (keys.has(key)) throw new SyntaxError(`the key ${JSON.stringify(key)} is there twice in one object`);
        keys.add(key);
      }
      at = end;
    }
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); ; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at;
  }
}
