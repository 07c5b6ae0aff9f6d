import type { Path } from "../../spec/path.ts";
import type { Rule } from "../../spec/rules.ts";
import { nearest } from "../../suggest.ts";
import { givenSinks } from "../sidecar/rules.ts";
import { formatProblem } from "./formats.ts";
import { isZone } from "./zone.ts";

/** Sinks that write documents as they are; all others have a form of their own, made of OpenTelemetry's records. */
const ecsSinks: readonly string[] = ["elasticsearch", "file", "http", "stdout", "tcp"];

/** Documents of the Elastic Common Schema are what Elasticsearch stores, and what is passed on as a line of JSON. */
export const documentsFitSinks: Rule = ({ companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    if (companion["schema"] !== "ecs") continue;
    for (const { sink, placeOf } of givenSinks(name, companion)) {
      const { type, format = "ndjson" } = sink;
      const hint = `remove schema: ecs, or use a sink of the type ${ecsSinks.slice(0, -1).join(", ")} or ${ecsSinks.at(-1)}`;
      if (type !== undefined && !ecsSinks.includes(type))
        report(placeOf("type"), `a sink of the type ${type} does not take documents of the Elastic Common Schema`, hint);
      else if (format !== "ndjson")
        report(
          placeOf("format"),
          `"${format}" holds no documents of the Elastic Common Schema`,
          "write format: ndjson, or remove schema: ecs",
        );
    }
  }
};

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
