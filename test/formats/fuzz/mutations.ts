import { chance, pick, type Random, whole } from "../infer/random.ts";

/** A line's bytes become others. */
type Mutation = (random: Random, line: Buffer, others: readonly Buffer[]) => Buffer;

const text = (value: string) => Buffer.from(value);
const bytes = (...values: readonly number[]) => Buffer.from(values);

/** What breaks readers: bytes that are no UTF-8, halves of surrogate pairs, numbers beyond doubles, marks of every format. */
const pieces: readonly Buffer[] = [
  ...[
    "\0",
    "\0\0\0\0",
    "\x7f",
    "\x1b[31m",
    "\x1b[",
    "\x1b",
    "\r",
    "\t",
    "\n",
    "\n\t",
    "\b",
    " ",
    "  ",
    "\uFEFF",
    "\u2028",
    "é",
    "»",
    "日本",
    "😀",
  ],
  ...[
    '"',
    '\\"',
    "\\",
    "\\\\",
    "\\x22",
    "\\xFF",
    "\\xC3\\xA9",
    "\\u0000",
    "\\ud83d",
    "\\ude00",
    "\\ud83d\\ude00",
    "\\u00",
    "\\x",
    "#22",
    "#FF",
    "#",
  ],
  ...[
    "-",
    "- ",
    " - ",
    "--",
    '"-"',
    "[]",
    "()",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    ",",
    ", ",
    " : ",
    ":",
    "::",
    "=",
    "a=b",
    ' k="v" ',
    "|",
    "/",
    "?",
    "@",
  ],
  ...[
    "0",
    "-0",
    "00",
    "-0.0",
    "1e999",
    "-1e999",
    "1E400",
    "1e-999",
    "9007199254740993",
    "123456789012345678",
    "0.1234567890123456789",
    ".",
    "1.",
    "..5",
  ],
  ...[
    "9".repeat(400),
    "1".repeat(20),
    "99999999999999999.5",
    "Infinity",
    "NaN",
    "0x10",
    "2000000000000000000",
    "65536",
    "-1",
    "999",
    "000",
  ],
  ...[
    "null",
    "true",
    '{"a":null}',
    '{"a":1,"a":2}',
    '{"":0}',
    '{"__proto__":{"x":1}}',
    '"time":',
    '"level":"x"',
    ',"log.file.path":"x"',
    "[null]",
  ],
  ...[
    "HTTP/1.1",
    "GET /a?b HTTP/2.0",
    "CRI",
    "stdout F ",
    "<34>",
    "<191>1 ",
    "<999>",
    '[a@1 b="c\\]"]',
    "Feb 29 00:00:60",
    "9999-12-31T23:59:60Z",
  ],
  ...["0000-00-00", "24:00:00", "+99:99", "-00:00", "1970-01-01T00:00:00Z", "1969-12-31 23:59:59", "WARN", "trace", "V", "😱".repeat(30)],
].map(text);
const broken: readonly Buffer[] = [
  bytes(0xff),
  bytes(0xfe, 0xff),
  bytes(0xc3),
  bytes(0x80),
  bytes(0xe2, 0x82),
  bytes(0xf0, 0x9f, 0x98),
  bytes(0xed, 0xa0, 0x80),
  bytes(0xc0, 0xaf),
  bytes(0xf4, 0x90, 0x80, 0x80),
  bytes(0xef, 0xbb),
];

const placeIn = (random: Random, line: Buffer) => whole(random, 0, line.length);
const join = (...parts: readonly Buffer[]) => Buffer.concat(parts);

function replaced(line: Buffer, from: number, to: number, by: Buffer): Buffer {
  return join(line.subarray(0, from), by, line.subarray(Math.max(from, to)));
}

const flip: Mutation = (random, line) => {
  const copy = Buffer.from(line);
  const at = placeIn(random, line);
  if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << whole(random, 0, 7));
  return copy;
};
const put: Mutation = (random, line) => {
  const at = placeIn(random, line);
  return replaced(line, at, at + (chance(random, 0.5) ? 0 : whole(random, 0, 6)), pick(random, pieces));
};
const breakText: Mutation = (random, line) => {
  const at = placeIn(random, line);
  return replaced(line, at, at + whole(random, 0, 1), pick(random, broken));
};
const anyByte: Mutation = (random, line) => {
  const at = placeIn(random, line);
  return replaced(line, at, at + whole(random, 0, 1), bytes(whole(random, 0, 255)));
};
const cut: Mutation = (random, line) => {
  const at = placeIn(random, line);
  return replaced(line, at, at + whole(random, 1, 12), bytes());
};
const truncate: Mutation = (random, line) => line.subarray(0, placeIn(random, line));
const behead: Mutation = (random, line) => line.subarray(placeIn(random, line));
const double: Mutation = (random, line) => {
  const from = placeIn(random, line);
  const to = Math.min(line.length, from + whole(random, 1, 40));
  const times = chance(random, 0.9) ? 1 : whole(random, 2, 300);
  return replaced(line, from, from, join(...Array.from({ length: times }, () => line.subarray(from, to))));
};
const swap: Mutation = (random, line) => {
  const [a = 0, b = 0, c = 0] = [0, 0, 0].map(() => placeIn(random, line)).sort((one, other) => one - other);
  return join(line.subarray(0, a), line.subarray(b, c), line.subarray(a, b), line.subarray(c));
};
const splice: Mutation = (random, line, others) => {
  const other = pick(random, others);
  const from = placeIn(random, other);
  const to = Math.min(other.length, from + whole(random, 1, other.length));
  const at = placeIn(random, line);
  return replaced(line, at, chance(random, 0.5) ? at : line.length, other.subarray(from, to));
};
/** Digits where digits are, a blank or a mark where one is: most of such lines are of the format still. */
const alike: Mutation = (random, line) => {
  const copy = Buffer.from(line);
  for (let count = whole(random, 1, 5); count > 0; count -= 1) {
    const at = placeIn(random, line);
    const byte = copy[at] ?? 0;
    if (byte >= 48 && byte <= 57) copy[at] = whole(random, 48, 57);
    else if ((byte | 32) >= 97 && (byte | 32) <= 122) copy[at] = whole(random, 97, 122) ^ (chance(random, 0.5) ? 32 : 0);
  }
  return copy;
};
const number: Mutation = (random, line) => {
  const numbers = [...line.toString("latin1").matchAll(/\d+(?:\.\d+)?/g)];
  if (numbers.length === 0) return line;
  const { 0: found, index } = pick(random, numbers);
  const digits = Array.from({ length: whole(random, 1, pick(random, [3, 18, 40])) }, () => whole(random, 0, 9)).join("");
  return replaced(line, index, index + found.length, text(pick(random, [digits, `-${digits}`, `${digits}.${digits}`, `0.${digits}`, "-"])));
};
const nest: Mutation = (random, line) => {
  const depth = pick(random, [3, 30, 63, 64, 65, 200, 20_000]);
  const [open, close] = pick(random, [
    ["[", "]"],
    ['{"a":', "}"],
    ["{", "}"],
    ["(", ")"],
    ['[{"a":', "}]"],
  ] as const);
  const closed = chance(random, 0.7) ? close.repeat(depth) : "";
  const at = placeIn(random, line);
  return replaced(line, at, at + whole(random, 0, 3), text(`${open.repeat(depth)}0${closed}`));
};
const fieldOfJson: Mutation = (random, line) => {
  const at = Math.max(line.indexOf("{") + 1, 0);
  const name = pick(random, [
    "time",
    "ts",
    "level",
    "s",
    "PRIORITY",
    "msg",
    "log",
    "trace_id",
    "err",
    "log.file.path",
    "a",
    "",
    "__proto__",
  ]);
  const value = pick(random, [
    "1",
    '"x"',
    "null",
    "[]",
    "{}",
    '"\\ud800"',
    "1e999",
    "12345678901234567890",
    '{"stack":"s"}',
    "-0",
    '"2026-03-02 11:04:05"',
  ]);
  return replaced(line, at, at, text(`${JSON.stringify(name)}:${value}${chance(random, 0.9) ? "," : ""}`));
};

const mutations: readonly Mutation[] = [
  ...[flip, put, put, put, breakText, anyByte, cut, truncate, behead, double, swap, splice, splice, alike, alike, alike, number, number],
  ...[nest, fieldOfJson],
];

const longest = 2 ** 20;

/** A line of a megabyte: a piece of it again and again, in its middle. */
function long(random: Random, line: Buffer): Buffer {
  const from = placeIn(random, line);
  const part = chance(random, 0.5) ? line.subarray(from, from + whole(random, 1, 30)) : pick(random, [...pieces, ...broken]);
  const unit = part.length === 0 ? text("a") : part;
  const middle = Buffer.concat(Array.from({ length: Math.floor((longest - line.length) / unit.length) }, () => unit));
  return replaced(line, from, from, middle).subarray(0, longest);
}

/**
 * A line for a parser: one of its own with accidents, one of another format with accidents, or bytes that are nothing.
 * @param own lines of its formats
 * @param others lines of any format
 * @param long the share of lines that have a megabyte
 */
export function lineOf(random: Random, own: readonly Buffer[], others: readonly Buffer[], shareOfLong: number): Buffer {
  const kind = random();
  if (kind < 0.04) return Buffer.from(Array.from({ length: whole(random, 0, 200) }, () => whole(random, 0, 255)));
  if (kind < 0.07) return join(...Array.from({ length: whole(random, 0, 12) }, () => pick(random, [...pieces, ...broken])));
  let line = Buffer.from(pick(random, kind < 0.85 ? own : others));
  for (let count = pick(random, [0, 1, 1, 1, 2, 2, 3, 5]); count > 0; count -= 1)
    line = Buffer.from(pick(random, mutations)(random, line, others));
  if (chance(random, 0.1)) line = Buffer.from(truncate(random, line, others));
  return chance(random, shareOfLong) ? long(random, line) : line.subarray(0, longest);
}
