import { expect, test } from "vitest";
import { isProducer, producers, readProducer } from "../../../src/formats/producers/index.ts";
import { compiledAll } from "../support/compiled.ts";

const known = producers.map((producer) => [producer.name, producer] as const);
const parsers = await compiledAll(producers.map(({ name, example }) => ({ formats: [`${name}: ${example}`], tz: "UTC" })));

test.each(known)("%s reads the line that it gives as an example, in both faces, and not those of others", (name, { example }) => {
  const read = readProducer(`${name}: ${example}`);
  if (!read.ok) throw new Error(read.problem);
  const own = parsers[producers.findIndex((one) => one.name === name)];
  expect(read.format.examples.length).toBeGreaterThan(0);
  for (const line of read.format.examples) {
    expect(own?.encode(line).format, line).toBe(name);
    expect(own?.parse(line).format, line).toBe(name);
  }
  for (const line of ["the quick brown fox", '{"level":"info"}', "\tat com.example.Main(Main.java:3)"])
    expect(own?.encode(line).format, line).toBe("unparsed");
});

test("a text names a program in front of a colon", () => {
  expect(isProducer("nginx: $status")).toBe(true);
  expect(isProducer("combined")).toBe(false);
  expect(isProducer("level: <message>")).toBe(false);
  expect(readProducer("level: <message>")).toMatchObject({ ok: false, at: 1, hint: expect.stringContaining("nginx: $remote_addr") });
});
