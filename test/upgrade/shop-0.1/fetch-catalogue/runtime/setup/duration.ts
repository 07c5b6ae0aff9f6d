// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Setting, setting } from "../service/settings.ts";
import { parseDuration } from "../service/units.ts";

/** Longer, and a timer of Node's would fire at once. */
const longestMs = 2 ** 31 - 1;

/** A duration that stays as it is written in `main.ts` and in the environment; `milliseconds` turns it into a number. */
export function durationText(common: { env: string; about: string; default: string; zero: boolean }): Setting<string> {
  const type = `a duration such as 500ms, 30s or 5m${common.zero ? ", or 0" : ""}`;
  return setting(common, {
    type,
    parse: (text) => text,
    check: (text) => {
      const ms = parseDuration(text);
      if (ms === undefined || (ms === 0 && !common.zero)) return `must be ${type}`;
      return ms > longestMs ? "must be at most 596h" : undefined;
    },
  });
}

/** Only for a text that `durationText` has checked. */
export function milliseconds(text: string): number {
  return parseDuration(text) ?? 0;
}
