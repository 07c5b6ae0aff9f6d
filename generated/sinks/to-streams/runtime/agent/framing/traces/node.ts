// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { TraceRules } from "./rules.ts";

/** V8's `Error.stack`, and what Node prints of an uncaught error: the source line before it, its properties and causes behind it. */
export const node: TraceRules = {
  name: "node",
  needles: ["Error", "Exception", "file:///", "node:internal/"],
  firsts: "/",
  rules: [
    ["start blank", /(?:Error|Exception)(?: \[\w+\])?(?::|\s*$)/, "thrown"],
    ["start", /^(?:\/|file:\/\/\/|node:internal\/)\S.*:\d+$/, "source"],
    ["late", /^[\t ]+at .+:\d+:\d+\)? \{$/, "properties"],
    ["late", /^[\t ]+at .+:\d+:\d+\)?$/, "frames"],
    ["source caret", /^[\t ]*\^+[\t ]*$/, "caret?"],
    ["source", /\S/, "source2?"],
    ["source2", /^[\t ]*[\^~]+[\t ]*$/, "caret?"],
    ["caret", /^$/, "blank?"],
    ["thrown message frames", /^[\t ]+at .*\{$/, "properties"],
    ["thrown message frames", /^[\t ]+at \S/, "frames"],
    ["thrown", /\{$/, "properties?"],
    ["thrown message", /^[\t ]+\S/, "message?"],
    ["frames", /^[\t ]+\.\.\. \d+ lines matching cause stack trace/, "frames"],
    ["frames", /^From previous event:$/, "frames"],
    ["properties", /^[\t ]+\S/, "properties"],
    ["properties", /^[}\]]/, "closed"],
    ["frames closed", /^$/, "foot?"],
    ["foot", /^Node\.js v\d/, "closed"],
  ],
};
