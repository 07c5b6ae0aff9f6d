import { expect, test } from "vitest";
import { jsonProblem } from "./strict-json.ts";

test.each([
  "{}",
  ' [ 1 , -0.5e+3 , "a\\u00e9\\n" , true , null , { "a" : { "a" : [] } } ] ',
  '"\\ud83d\\ude00"',
  '{"a":1,"A":2,"\\u0062":3}',
  '"\u007f\u2028"',
])("%s is JSON", (text) => {
  expect(jsonProblem(Buffer.from(text))).toBeUndefined();
});

test.each([
  ["nothing", ""],
  ["a name twice", '{"a":1,"a":2}'],
  ["a name twice, once escaped", '{"a":{"b":1,"\\u0062":2}}'],
  ["half a pair", '"\\ud83d"'],
  ["the other half", '"a\\ude00"'],
  ["a control character", '"\t"'],
  ["an escape that is none", '"\\x41"'],
  ["an escape that is cut", '"\\u00e"'],
  ["a number that begins with a zero", "[01]"],
  ["a number that ends with a point", "[1.]"],
  ["a number beyond any double", "[1e999]"],
  ["a comma too many", "[1,]"],
  ["a comma too many in an object", '{"a":1,}'],
  ["a name without quotes", "{a:1}"],
  ["a text with no end", '"a'],
  ["an object with no end", '{"a":1'],
  ["something behind", "{} {}"],
  ["a byte order mark", "\uFEFF{}"],
  ["a word that is none", "[nul]"],
])("%s is wrong", (_, text) => {
  expect(jsonProblem(Buffer.from(text))).toBeDefined();
});

test.each([[[0x22, 0xff, 0x22]], [[0x22, 0xc3, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]], [[0x22, 0xc0, 0x80, 0x22]]])(
  "the bytes %j are not UTF-8",
  (bytes) => {
    expect(jsonProblem(Buffer.from(bytes))).toBe("not UTF-8");
  },
);
