// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { TraceRules } from "./rules.ts";

/** What the `traceback` module writes: chains, groups and their trees included. */
export const python: TraceRules = {
  name: "python",
  needles: ["Traceback (most recent call last)", "he above exception"],
  rules: [
    ["start", /^[\t ]*\+ Exception Group Traceback \(most recent call last\):/, "group"],
    ["start between chain", /Traceback \(most recent call last\):\s*$/, "frames"],
    ["start between", /^(?:During handling of the above exception|The above exception was the direct cause)/, "chain"],
    ["late frames", /^[\t ]+File "/, "frames"],
    ["chain", /^$/, "chain?"],
    ["between chain", /^[\t ]*\+ Exception Group Traceback \(most recent call last\):/, "group"],
    ["group", /^[\t ]+(?:\||\+-)/, "group"],
    // The source line below each File line, its marks, and `[Previous line repeated 996 more times]`.
    ["frames", /^[\t ]+\S/, "frames"],
    ["frames", /^[A-Za-z_][\w.]*(?::|\s*$)/, "ended"],
    ["ended group", /^$/, "between?"],
  ],
};
