/** A format string as the program sees it, without the quotes and backslashes of its configuration file, and where each character was. */
export class Source {
  readonly text: string;
  readonly #places: readonly number[];

  /** @param places of each character, from 1, and of the end; without, the text is as it was written */
  constructor(text: string, places: readonly number[] = Array.from({ length: text.length + 1 }, (_, index) => index + 1)) {
    this.text = text;
    this.#places = places;
  }

  /** Where the character was written, from 1. */
  at(index: number): number {
    return this.#places[Math.min(index, this.#places.length - 1)] ?? 1;
  }
}

/**
 * Takes backslashes away. `known`: what a letter behind one stands for; before any other character a backslash stays.
 * @param first where the text begins in what was written, from 0
 */
export function unescaped(text: string, known: Readonly<Record<string, string>>, first = 0): Source {
  let result = "";
  const places: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    const meant = char === "\\" ? known[text.charAt(index + 1)] : undefined;
    result += meant ?? char;
    places.push(first + index + 1);
    if (meant !== undefined) index += 1;
  }
  places.push(first + text.length);
  return new Source(result, places);
}

/** One text after the other. */
export function joined(sources: readonly Source[]): Source {
  const places = sources.flatMap((source) => Array.from({ length: source.text.length }, (_, index) => source.at(index)));
  const last = sources.at(-1);
  return new Source(sources.map(({ text }) => text).join(""), [...places, last ? last.at(last.text.length) : 1]);
}
