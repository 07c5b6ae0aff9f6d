import { severityOfWord } from "../../runtime/formats/severity.ts";
import { dateOrderOf } from "./date-order.ts";
import type { Row } from "./draft.ts";
import { enough, type Place, type Step } from "./grow.ts";
import { layoutOf, type Stamp, stampAt } from "./stamps.ts";

/** A time that all rows have here, one letter for the level in front of it included, as klog and glog write it. */
export function stampStep(rows: readonly Row[], place: Place): Step | undefined {
  if (place.times > 1) return undefined;
  return timeStep(rows, place) ?? letterStep(rows, place) ?? epochStep(rows, place);
}

function letterStep(rows: readonly Row[], place: Place): Step | undefined {
  const ends = rows.map(({ text, at }) => (severityOfWord(text[at] ?? "") > 0 && /^\d{4}/.test(text.slice(at + 1, at + 5)) ? at + 1 : -1));
  if (!enough(ends.filter((end) => end > 0).length, rows.length)) return undefined;
  const going = rows.flatMap(({ text }, index) => ((ends[index] ?? -1) > 0 ? [{ text, at: ends[index] ?? 0 }] : []));
  if (!timeStep(going, place)) return undefined;
  const values = rows.map(({ text, at }) => text[at] ?? "");
  return { pieces: [{ kind: "field", type: "letter", values }], ends, strength: 4, place: { levels: place.levels + 1 } };
}

function timeStep(rows: readonly Row[], place: Place): Step | undefined {
  const stamps = rows.map(({ text, at }) => stampAt(text, at));
  const kinds = new Map<string, number>();
  for (const stamp of stamps) if (stamp) kinds.set(stamp.kind, (kinds.get(stamp.kind) ?? 0) + 1);
  const [kind, count = 0] = [...kinds].sort((a, b) => b[1] - a[1])[0] ?? [];
  if (kind === undefined || !enough(count, rows.length)) return undefined;
  const going = stamps.flatMap((stamp) => (stamp?.kind === kind ? [stamp] : []));
  const values = rows.flatMap(({ text, at }, index) => (stamps[index]?.kind === kind ? [text.slice(at, stamps[index]?.end)] : []));
  const numeric = going.some(({ numbers }) => numbers !== undefined);
  const decided = numeric ? dateOrderOf(going, values, place.given.dateOrder, place.given.referenceMs) : undefined;
  const layout = layoutOf(going, decided?.order ?? "ymd");
  return {
    pieces: [{ kind: "field", type: "time", layout, values, precision: precisionOf(going) }],
    ends: stamps.map((stamp) => (stamp?.kind === kind ? stamp.end : -1)),
    strength: 5,
    place: { times: place.times + 1 },
    ...(decided && { evidence: [decided.evidence] }),
  };
}

/** How much a time says: its day, year, zone and fraction. */
function precisionOf(stamps: readonly Stamp[]): number {
  const every = (wanted: (stamp: Stamp) => boolean): number => Number(stamps.every(wanted));
  const hasYear = every(({ numbers, date, year }) => numbers?.length === 3 || year !== "" || date.includes("y"));
  return (
    every(({ date, numbers }) => date !== "" || numbers !== undefined) * 4 +
    hasYear * 2 +
    every(({ zone }) => zone !== "") * 2 +
    every(({ fraction }) => fraction !== "")
  );
}

const epochs = /(?:\d{10}(?:\.\d{1,9})?|\d{13}(?:\.\d{1,6})?|\d{16}|\d{19})(?![\w.])/y;

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, as a column. */
function epochStep(rows: readonly Row[], place: Place): Step | undefined {
  if (place.times > 0) return undefined;
  const ends = rows.map(({ text, at }) => {
    epochs.lastIndex = at;
    const [found = ""] = epochs.exec(text) ?? [];
    const seconds = Number(found.slice(0, 10));
    return found !== "" && seconds > 946_684_800 && seconds < 2_208_988_800 ? at + found.length : -1;
  });
  if (!enough(ends.filter((end) => end > 0).length, rows.length)) return undefined;
  const values = rows.flatMap(({ text, at }: Row, index) => ((ends[index] ?? -1) > 0 ? [text.slice(at, ends[index])] : []));
  return { pieces: [{ kind: "field", type: "epoch", values, precision: 9 }], ends, strength: 5, place: { times: 1 } };
}
