// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { TraceRules } from "./rules.ts";

/** What a panic, a fatal error of the runtime, or SIGQUIT writes. */
export const go: TraceRules = {
  name: "go",
  needles: ["panic", "goroutine ", "fatal error: ", "unexpected fault address", "SIGQUIT: quit"],
  rules: [
    ["start", /^(?:panic|fatal error): |http: panic serving |^unexpected fault address|^SIGQUIT: quit/, "panicked"],
    ["start panicked gap", /^goroutine \d+ .*\[.*\]:$/, "goroutine"],
    ["late", /^\t\S.*\.go:\d+(?: \+0x[0-9a-f]+)?$/, "frames"],
    ["panicked", /^[\t ]*(?:panic|fatal error): |^\[signal |^\[recovered\]|^PC=|^\[originating from/, "panicked"],
    ["panicked goroutine frames registers", /^$/, "gap?"],
    ["gap", /^\[signal |^fatal error: |^PC=/, "panicked"],
    ["panicked gap", /^runtime stack:$/, "goroutine"],
    ["gap registers", /^(?:[er]?[a-z][a-z0-9]{1,2}|[er]flags|x\d+|lr|sp|pc|fault)\s+0x[0-9a-f]+$/, "registers"],
    ["goroutine frames", /^created by \S|^\S+\(.*\)$/, "function?"],
    ["goroutine", /^\tgoroutine running on other thread/, "frames"],
    ["function", /^\t\S.*:\d+/, "frames"],
    ["frames", /^\.\.\.\s?(?:additional|\d+) frames elided/, "frames"],
    ["frames registers", /^exit status \d+$/, "frames"],
    ["gap", /^exit status \d+$/, "frames"],
  ],
};
