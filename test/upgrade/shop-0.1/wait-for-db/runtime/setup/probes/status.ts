// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Which HTTP status codes count as success. */
export type StatusRule = (status: number) => boolean;

/** `2xx`, `200`, `200-399`, or several with commas: `200,204,3xx`. Undefined when it is none of these. */
export function parseStatusRule(text: string): StatusRule | undefined {
  const ranges: [from: number, to: number][] = [];
  for (const part of text.split(",").map((piece) => piece.trim().toLowerCase())) {
    const [, hundred, from, to] = /^([1-5])xx$|^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(part) ?? [];
    if (hundred) ranges.push([Number(hundred) * 100, Number(hundred) * 100 + 99]);
    else if (from) ranges.push([Number(from), Number(to ?? from)]);
    else return undefined;
  }
  return (status) => ranges.some(([from, to]) => status >= from && status <= to);
}
