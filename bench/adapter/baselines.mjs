import { accessLogs } from "./access.mjs";
import { aws } from "./aws.mjs";
import { databases } from "./databases.mjs";
import { programs } from "./programs.mjs";
import { flatJson, otlpJson } from "./records.mjs";
import { structured } from "./structured.mjs";

/** By format: regular expressions with named groups, and what makes a record of them; or `parse`, where no expression would do. */
const baselines = { ...accessLogs, ...aws, ...databases, ...programs, ...structured };

/** What a person would write in place of a format: from the text of a line to a record, undefined where it is not read. */
export function baselineOf(name) {
  const { patterns, read, parse, note } = baselines[name];
  const record =
    parse ??
    ((line) => {
      for (const pattern of patterns) {
        const found = pattern.exec(line);
        if (!found) continue;
        const record = read(found.groups, line);
        // There is no such day.
        return found.groups.hour !== undefined && record?.time === undefined ? undefined : record;
      }
      return undefined;
    });
  return { record, note };
}

/** Writes the JSON of each line into one buffer, as a sink would. A line that is not read is kept with the reason. */
export function writeAll(record, shape, doubles) {
  const target = Buffer.allocUnsafe(2 ** 22);
  return ({ bytes, starts, ends }) => {
    let written = 0;
    let at = 0;
    for (let line = 0; line < starts.length; line += 1) {
      const text = bytes.toString("utf8", starts[line], ends[line]);
      const read = record(text) ?? { attributes: { "log.unparsed.reason": "no format begins like this" }, body: text };
      at += target.write(shape === "otlp" ? otlpJson(read, doubles) : flatJson(read), at);
      if ((line & 1023) === 1023) {
        written += at;
        at = 0;
      }
    }
    return written + at;
  };
}
