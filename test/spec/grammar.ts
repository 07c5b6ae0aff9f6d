import { z } from "zod";
import { bytes, duration, envMap, globPath, httpUrl, port, textField, wholeNumber } from "../../src/spec/fields.ts";
import { documentSchema } from "../../src/spec/schema.ts";

/** Options of two patterns as small as they can be while having every form: choices (nested too), lists, mappings, defaults. */

const sink = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("stdout").describe("standard output") }),
  z.strictObject({ type: z.literal("otlp").describe("a collector"), url: httpUrl.default("http://localhost:4318").describe("base URL") }),
  z.strictObject({
    type: z.literal("http").describe("lines, POSTed"),
    url: httpUrl.describe("where to"),
    retry: z.boolean().default(true).describe("try again"),
  }),
]);

export const shipOptions = z.strictObject({
  watch: z
    .array(globPath)
    .min(1)
    .optional()
    .meta({ description: "files to watch", examples: [["/var/log/app/*.log"]], ask: true }),
  sink: sink.default({ type: "stdout" }).meta({ description: "the log server", ask: true }),
  batch: z
    .strictObject({
      records: wholeNumber("a number of records, 1 to 1000", 1, 1000).default(100).describe("most records in a request"),
      bytes: bytes.default("1MiB").describe("most bytes in a request"),
    })
    .prefault({})
    .describe("grouping"),
  gate: z.enum(["none", "upstream"]).default("none").describe("what holds the app back"),
  drain: duration.default("25s").meta({ description: "time to deliver the rest", ask: true }),
  port: port.optional().describe("health and metrics"),
  env: envMap.optional(),
});

export const setupOptions = z.discriminatedUnion("task", [
  z.strictObject({
    task: z.literal("wait").describe("waits"),
    for: z
      .array(textField("a target such as tcp://db:5432", /^\w+:\/\/\S+$/, "tcp://db:5432"))
      .min(1)
      .meta({ description: "what has to answer", ask: true }),
    timeout: duration.default("5m").describe("give up after"),
  }),
  z.strictObject({
    task: z.literal("fetch").describe("fetches"),
    url: httpUrl.meta({ description: "what is fetched", ask: true }),
    unpack: z.boolean().default(true).meta({ description: "unpack archives", ask: true }),
  }),
]);

export const schema = documentSchema({ ship: shipOptions, setup: setupOptions });
