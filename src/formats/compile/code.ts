import { type Constants, compare, write } from "./texts.ts";

/** Collects emitted lines, indented; constants are named once and listed apart. */
export class Code {
  readonly lines: string[] = [];
  readonly #constants: Constants;
  #depth: number;
  /** What is to be written in front of the next thing that is: one text with what follows it. */
  #pending = "";
  #foreign = "return foreign;";

  constructor(constants: Constants, depth = 1) {
    this.#constants = constants;
    this.#depth = depth;
  }

  /** Adds what `inner` adds as a block that is left, and not the function, where a line does not fit. */
  block<T>(label: string, inner: () => T): T {
    const before = this.#foreign;
    this.add(`${label}: {`);
    this.#foreign = `break ${label};`;
    const result = inner();
    this.#foreign = before;
    this.add("}");
    return result;
  }

  add(...given: readonly string[]): void {
    for (const one of given) {
      const line = one.replace("return foreign;", this.#foreign);
      // Whatever writes, and whatever may be passed over, comes behind what was put before it.
      if (line.startsWith("}") || line.endsWith("{") || /\bat\b|^if .* i \+= 1;$/.test(line)) this.#flush();
      this.#add(line);
    }
  }

  /** The name of a constant that holds these bytes: `text3`. */
  constant(text: string): string {
    return compare(text, this.#constants);
  }

  /** Writes a constant text, together with those that are put next. */
  put(text: string): void {
    this.#pending += text;
  }

  #flush(): void {
    const text = this.#pending;
    this.#pending = "";
    for (const line of write(text, this.#constants)) this.#add(line);
  }

  #add(line: string): void {
    if (line.startsWith("}")) this.#depth -= 1;
    this.lines.push(line === "" ? "" : `${"  ".repeat(this.#depth)}${line}`);
    if (line.endsWith("{")) this.#depth += 1;
  }
}
