// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { TraceRules } from "./rules.ts";

/** What `Throwable.printStackTrace` writes, logback's and log4j's variants of it included, with or without a log line's beginning. */
export const java: TraceRules = {
  name: "java",
  needles: ["Exception", "Error", "Throwable"],
  rules: [
    ["start", /(?:Exception|Error|Throwable)(?::|\s*$)|Exception in thread "/, "thrown"],
    ["late", /^[\t ]+at [\w$./@<>-]+\(.*\)/, "frames"],
    ["late", /^[\t ]*(?:Caused by|Suppressed|Wrapped by): \S/, "thrown"],
    ["thrown message frames", /^[\t ]+at \S/, "frames"],
    ["thrown message frames", /^[\t ]*(?:Caused by|Suppressed|Wrapped by): \S/, "thrown"],
    ["thrown message frames", /^[\t ]*\.\.\. \d+ (?:more|(?:common )?frames? (?:omitted|excluded|truncated))/, "frames"],
    ["thrown message frames", /^[\t ]*\[CIRCULAR REFERENCE/, "frames"],
    ["thrown message", /^[\t ]*nested exception is:/, "thrown"],
    // Messages of several lines, as JDBC's.
    ["thrown message", /^[\t ]+\S/, "message?"],
    ["thrown", /^$/, "message?"],
  ],
};
