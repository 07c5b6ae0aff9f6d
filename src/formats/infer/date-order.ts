import { clock } from "../../runtime/formats/time.ts";
import { timeReader } from "../../runtime/formats/time-reader.ts";
import { zoneOf } from "../../runtime/formats/zone.ts";
import { layoutOf, type Stamp } from "./stamps.ts";
import type { DateOrder, Evidence } from "./types.ts";

const zone = zoneOf("UTC");

/**
 * Which number of a date is the day. Told, in this order, by what the user says; by numbers that no month or day can be; by the order of
 * the lines, which are written one after the other; by what programs usually mean with that punctuation.
 * @param texts of the times, in the order of the lines
 */
export function dateOrderOf(
  stamps: readonly Stamp[],
  texts: readonly string[],
  given: DateOrder | undefined,
  referenceMs: number,
): { readonly order: DateOrder; readonly evidence: Evidence } {
  const [first] = stamps;
  const hasYear = first?.numbers?.length === 3;
  const isShort = hasYear && !first?.kind.includes("4");
  const override = `--date-order ${isShort ? "ymd|dmy|mdy" : "dmy|mdy"}`;
  const say = (order: DateOrder, because: string, ambiguous = false) => ({
    order,
    evidence: { about: "date order", decided: nameOf(order), because, override, ...(ambiguous && { ambiguous: true as const }) },
  });
  if (given !== undefined && (isShort || given !== "ymd")) return say(given, "--date-order says so");
  const all: DateOrder[] = isShort ? ["ymd", "dmy", "mdy"] : ["dmy", "mdy"];
  const possible = all.filter((order) => stamps.every((stamp) => isPossible(stamp, order)));
  const [only] = possible;
  if (only !== undefined && possible.length === 1) return say(only, `${impossible(stamps)} lines have numbers that allow nothing else`);
  if (possible.length === 0) return say(all[0] ?? "dmy", "no order fits all lines", true);
  const judged = possible.map((order) => ({ order, ...chronology(stamps, texts, order, referenceMs) }));
  const fewest = Math.min(...judged.map(({ backward }) => backward));
  const forward = judged.filter(({ backward }) => backward === fewest);
  const [best] = forward;
  if (best && forward.length === 1) {
    const others = Math.min(...judged.filter(({ backward }) => backward > fewest).map(({ backward }) => backward));
    return say(best.order, `read so, the lines are in the order of time; otherwise ${others} go back by a day or more`);
  }
  const usual: readonly DateOrder[] =
    first?.mark === "." ? ["dmy"] : isShort && first?.half === "" ? ["ymd", "dmy"] : hasYear && first?.half === "" ? ["dmy"] : ["mdy"];
  const past = forward.filter(({ ahead }) => ahead === Math.min(...forward.map((each) => each.ahead)));
  const chosen = usual.find((order) => past.some((each) => each.order === order)) ?? past[0]?.order ?? "dmy";
  return say(
    chosen,
    past.length === 1 ? "read otherwise, lines lie in the future" : "no line decides; this is the usual one for times written so",
    past.length > 1,
  );
}

function isPossible({ numbers }: Stamp, order: DateOrder): boolean {
  if (!numbers) return true;
  const [a = 0, b = 0, c = 0] = numbers;
  const [month, day] = order === "ymd" ? [b, c] : order === "mdy" ? [a, b] : [b, a];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function impossible(stamps: readonly Stamp[]): number {
  return stamps.filter(({ numbers }) => numbers?.some((number, index) => number > 12 && (index < 2 || number < 70))).length;
}

/** How often a line's time lies a day or more in front of the one before, and how often in the future. */
function chronology(
  stamps: readonly Stamp[],
  texts: readonly string[],
  order: DateOrder,
  referenceMs: number,
): { backward: number; ahead: number } {
  const read = timeReader(layoutOf(stamps, order));
  let [backward, ahead, before] = [0, 0, -Infinity];
  for (const text of texts) {
    const bytes = Buffer.from(text);
    if (read(bytes, 0, bytes.length, zone, referenceMs) < 0) continue;
    if (clock.seconds <= before - 86_400) backward += 1;
    if (clock.seconds * 1000 > referenceMs + 86_400_000) ahead += 1;
    before = clock.seconds;
  }
  return { backward, ahead };
}

function nameOf(order: DateOrder): string {
  return { ymd: "year, month, day", dmy: "day before month", mdy: "month before day" }[order];
}
