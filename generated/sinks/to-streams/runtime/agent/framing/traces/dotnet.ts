// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { TraceRules } from "./rules.ts";

/** What `Exception.ToString` writes, inner, aggregated and asynchronously rethrown exceptions included. */
export const dotnet: TraceRules = {
  name: "dotnet",
  needles: ["Exception"],
  rules: [
    ["start", /Exception(?: \(0x[0-9A-Fa-f]+\))?(?::|\s*$)/, "thrown"],
    ["late", /^[\t ]+at \S.*\)(?: in .*:line \d+)?\s*$/, "frames"],
    ["late", /^[\t ]*--- End of (?:inner exception stack trace|stack trace from previous location)/, "frames"],
    ["thrown message frames", /^[\t ]+at \S/, "frames"],
    ["thrown message frames gap", /^[\t ]*---> \S/, "thrown"],
    ["thrown message frames", /^[\t ]*--- End of (?:inner exception stack trace|stack trace from previous location|managed)/, "frames"],
    ["thrown message", /^[\t ]+\S/, "message?"],
    ["frames", /^$/, "gap?"],
  ],
};
