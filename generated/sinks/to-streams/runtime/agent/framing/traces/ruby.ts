// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { TraceRules } from "./rules.ts";

/** What Ruby writes of an uncaught error, in either order, with its causes; and Rails' `SomeError (message):`. */
export const ruby: TraceRules = {
  name: "ruby",
  needles: [":in `", ":in '", "Traceback (most recent call last)", "terminated with exception", "Error", "Exception"],
  rules: [
    ["start heading frames", /^\S.*:\d+:in [`'].*\([\w:]+\)\s*$/, "frames"],
    ["start", /Traceback \(most recent call last\):\s*$|terminated with exception \(report_on_exception is true\):\s*$/, "heading"],
    ["heading", /^[\t ]+\d+: from \S/, "heading"],
    ["start", /(?:Error|Exception) \(.*\):\s*$/, "rails"],
    ["late frames", /^[\t ]+(?:\d+: )?from \S.*:\d+/, "frames"],
    ["frames heading", /^[\t ]+\.\.\. \d+ levels\.\.\.$/, "frames"],
    ["rails", /^\s*$/, "rails?"],
    ["rails backtrace", /^\s*\S.*:\d+:in [`']/, "backtrace"],
  ],
};
