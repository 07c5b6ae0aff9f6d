import type { Path } from "../../spec/path.ts";
import type { Rule } from "../../spec/rules.ts";
import { nearest } from "../../suggest.ts";
import { formatProblem } from "./formats.ts";
import { isZone } from "./zone.ts";

/** Names and patterns of formats, each with the place of its mistake; and no format twice, or its second could never be reached. */
export const formatsAreKnown: Rule = ({ companions }, report) => {
  for (const [name, { formats, tz }] of Object.entries(companions)) {
    if (!Array.isArray(formats)) continue;
    const at = (...path: Path): Path => ["companions", name, ...path];
    formats.forEach((format, index) => {
      const problem = formatProblem(String(format), nearest);
      if (problem) report(at("formats", index), problem.message, problem.hint, problem.at);
      else if (formats.indexOf(format) < index) report(at("formats", index), `${format} is listed twice`, "list it once");
    });
    if (typeof tz === "string" && !isZone(tz))
      report(at("tz"), `"${tz}" is no time zone`, "write UTC, +02:00 or a name such as Europe/Berlin");
  }
};
