/** The schedule of a CronJob: five fields, or a word such as @daily (robfig/cron v3, standard parser). */

interface Unit {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const units: readonly Unit[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: ["", ...months] },
  { low: 0, high: 6, names: days },
];
const words = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/** The parser's complaint, or undefined. */
export function scheduleError(schedule: string): string | undefined {
  if (schedule.startsWith("@every ")) {
    const duration = schedule.slice("@every ".length);
    return /^-?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$/.test(duration)
      ? undefined
      : `failed to parse duration ${schedule}: time: invalid duration ${JSON.stringify(duration)}`;
  }
  if (schedule.startsWith("@")) return words.includes(schedule) ? undefined : `unrecognized descriptor: ${schedule}`;
  const fields = schedule.split(/\s+/).filter((field) => field !== "");
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  for (const [index, field] of fields.entries()) {
    for (const part of field.split(",")) {
      const unit = units[index];
      const error = part !== "" && unit ? rangeError(part, unit) : undefined;
      if (error) return error;
    }
  }
  return undefined;
}

/** `*`, `?`, `5`, `1-5`, `*∕15`, `mon-fri`, `1-10/2` */
function rangeError(part: string, unit: Unit): string | undefined {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0) return `too many slashes: ${part}`;
  const [from = "", to, ...rest] = range.split("-");
  if (rest.length > 0) return `too many hyphens: ${part}`;
  let low = unit.low;
  let high = unit.high;
  if (from !== "*" && from !== "?") {
    const first = numberOf(from, unit);
    const last = to === undefined ? first : numberOf(to, unit);
    if (typeof first === "string") return first;
    if (typeof last === "string") return last;
    low = first;
    high = to === undefined && step !== undefined ? unit.high : last;
  }
  if (low < unit.low) return `beginning of range (${low}) below minimum (${unit.low}): ${part}`;
  if (high > unit.high) return `end of range (${high}) above maximum (${unit.high}): ${part}`;
  if (low > high) return `beginning of range (${low}) beyond end of range (${high}): ${part}`;
  if (step === undefined) return undefined;
  const width = numberOf(step, { low: 0, high: 0 });
  if (typeof width === "string") return width;
  return width === 0 ? `step of range should be a positive number: ${part}` : undefined;
}

function numberOf(text: string, unit: Unit): number | string {
  const name = unit.names?.indexOf(text.toLowerCase()) ?? -1;
  if (name > 0 || (name === 0 && text !== "")) return name;
  if (/^\d+$/.test(text)) return Number(text);
  return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
}
