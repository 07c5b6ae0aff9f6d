import fc from "fast-check";

const pieces = ['"', "\\", " ", "-", "[", "=", "{", "}", ",", ":", "é", "\u0000", "99999999999999999", "0", ".", "?"];

/** An example, with a piece of it replaced by any text: most of the time a line of nearly a format. */
export function nearly(examples: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...examples),
      fc.nat(400),
      fc.nat(4),
      fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom(...pieces)),
      fc.constantFrom(...examples),
      fc.nat(400),
      fc.boolean(),
    )
    .map(([line, at, cut, text, other, from, splice]) => {
      const place = at % (line.length + 1);
      return `${line.slice(0, place)}${text}${splice ? other.slice(from % other.length) : line.slice(place + cut)}`.replace(/[\r\n]/g, " ");
    });
}
