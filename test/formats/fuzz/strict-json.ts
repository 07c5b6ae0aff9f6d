/**
 * What is wrong with bytes that should be one JSON text, by a reader of its own: RFC 8259, in UTF-8 (section 8.1), no name twice in one object
 * (section 4), no half of a surrogate pair (section 8.2), no number that a double cannot hold (section 6).
 * @returns undefined where nothing is
 */
export function jsonProblem(bytes: Uint8Array): string | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "not UTF-8";
  }
  const reader = new Reader(text);
  reader.value(0);
  reader.space();
  if (reader.problem === undefined && reader.at < text.length) reader.fail("the end");
  return reader.problem;
}

const deepest = 500;
const plain = /[^"\\\u0000-\u001f]+/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

class Reader {
  problem: string | undefined;
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  fail(expected: string): void {
    this.problem ??= `expected ${expected} at character ${this.at + 1}: ${this.#text.slice(Math.max(0, this.at - 30), this.at + 30)}`;
    this.at = this.#text.length;
  }

  space(): void {
    while (" \t\n\r".includes(this.#text[this.at] ?? "x")) this.at += 1;
  }

  value(depth: number): void {
    this.space();
    const char = this.#text[this.at];
    if (depth > deepest) this.fail("less depth");
    else if (char === "{") this.#members(depth);
    else if (char === "[") this.#items(depth);
    else if (char === '"') this.#string();
    else if (char === "t") this.#word("true");
    else if (char === "f") this.#word("false");
    else if (char === "n") this.#word("null");
    else this.#number();
  }

  #members(depth: number): void {
    const names = new Set<string>();
    this.#list("}", () => {
      this.space();
      const name = this.#string();
      if (names.has(name)) this.fail(`another name than ${JSON.stringify(name)}, which is there already`);
      names.add(name);
      this.space();
      this.#word(":");
      this.value(depth + 1);
    });
  }

  #items(depth: number): void {
    this.#list("]", () => this.value(depth + 1));
  }

  #list(close: string, item: () => void): void {
    this.at += 1;
    this.space();
    if (this.#text[this.at] !== close)
      for (;;) {
        item();
        this.space();
        if (this.#text[this.at] !== ",") break;
        this.at += 1;
      }
    this.#word(close);
  }

  #word(word: string): void {
    if (this.#text.startsWith(word, this.at)) this.at += word.length;
    else this.fail(word);
  }

  #number(): void {
    number.lastIndex = this.at;
    const [found] = number.exec(this.#text) ?? [];
    if (found === undefined) this.fail("a value");
    else if (!Number.isFinite(Number(found))) this.fail("a number that a double holds");
    else this.at += found.length;
  }

  /** Reads a string; returns it with its escapes, each character of them in one way. */
  #string(): string {
    this.#word('"');
    const parts: string[] = [];
    while (this.at < this.#text.length) {
      plain.lastIndex = this.at;
      const [run = ""] = plain.exec(this.#text) ?? [];
      parts.push(run);
      this.at += run.length;
      const char = this.#text[this.at];
      if (char === '"') {
        this.at += 1;
        return this.#whole(parts.join(""));
      }
      if (char === "\\") parts.push(this.#escape());
      else this.fail("a character of a string, or its end");
    }
    this.fail("a closing quotation mark");
    return "";
  }

  /** One escape. */
  #escape(): string {
    const letter = this.#text[this.at + 1] ?? "";
    const simple = '"\\/bfnrt'.indexOf(letter);
    if (letter !== "" && simple >= 0) {
      this.at += 2;
      return '"\\/\b\f\n\r\t'[simple] ?? "";
    }
    const [, digits] = /^u([0-9a-fA-F]{4})/.exec(this.#text.slice(this.at + 1, this.at + 6)) ?? [];
    if (digits === undefined) {
      this.fail("an escape");
      return "";
    }
    this.at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #whole(text: string): string {
    if (/\p{Surrogate}/u.test(text)) this.fail("both halves of a surrogate pair");
    return text;
  }
}
