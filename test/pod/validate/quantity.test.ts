import { expect, test } from "vitest";
import { fractionOfMilli, parseQuantity, quantityHint } from "../../../src/pod/validate/quantity.ts";

const nano = (text: string) => {
  const parsed = parseQuantity(text);
  return parsed.ok ? parsed.nano : parsed.error;
};

test.each([
  ["0", 0n],
  ["1", 10n ** 9n],
  ["-1.5", -15n * 10n ** 8n],
  ["+.5", 5n * 10n ** 8n],
  ["5.", 5n * 10n ** 9n],
  ["100m", 10n ** 8n],
  ["1u", 1000n],
  ["1n", 1n],
  ["0.1n", 1n],
  ["1k", 10n ** 12n],
  ["1.5Gi", (3n << 29n) * 10n ** 9n],
  ["1Ei", (1n << 60n) * 10n ** 9n],
  ["1E", 10n ** 27n],
  ["12e6", 12n * 10n ** 15n],
  ["1E3", 10n ** 12n],
  ["5e-1", 5n * 10n ** 8n],
  ["9999999999999999999Ei", ((1n << 63n) - 1n) * 10n ** 9n],
] as const)("%s is %d billionths", (text, want) => {
  expect(nano(text)).toBe(want);
});

test.each(["", "Mi", "1 Gi", "1GB", "1gi ", "1.1.1", "0x10", "1e", "12ki", "1KI", "five", "1,5", "1m1", "--1"])(
  "%j is no quantity",
  (text) => {
    expect(typeof nano(text)).toBe("string");
  },
);

test.each([
  ["512mb", "512M"],
  ["512MiB", "512Mi"],
  ["1 GiB", "1Gi"],
  ["2gb", "2G"],
  ["64kb", "64k"],
  ["64KI", "64Ki"],
  ["0,5", "0.5"],
  ["100 m", "100m"],
  ["100bytes", "100"],
  ["lots", undefined],
  ["5 apples", undefined],
])("for %j the hint is %j", (text, want) => {
  expect(quantityHint(text)).toBe(want);
});

test.each([
  ["128Mi", false],
  ["128m", true],
  ["1.5", true],
  ["1000m", false],
  ["0.1Ki", true],
])("%s bytes are a fraction: %j", (text, want) => {
  const parsed = parseQuantity(text);
  expect(parsed.ok && fractionOfMilli(parsed.nano)).toBe(want);
});
