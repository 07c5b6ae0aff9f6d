import { readTimeLayout, type Step } from "../runtime/formats/time-layout.ts";
import type { Field } from "./layout.ts";

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The layout of a field's times without what they may leave out; undefined where a time always says its zone, or has no date. */
export function localLayout({ type, layout }: Field): string | undefined {
  if (type === "iso") return "yyyy-MM-dd HH:mm:ss";
  if (type === "clf") return "dd/MMM/yyyy:HH:mm:ss";
  if (type === "bsd") return "MMM d HH:mm:ss";
  if (type !== "time" || layout === undefined) return undefined;
  const letters = readTimeLayout(layout).flatMap((step) => (step.kind === "field" ? [step.letter] : []));
  return letters.includes("M") && !letters.some((letter) => "Zzu".includes(letter)) ? layout : undefined;
}

/** Whether a time of the field has a date without a year. */
export function lacksYear(field: Field): boolean {
  const layout = field.type === "time" ? field.layout : localLayout(field);
  const letters = readTimeLayout(layout ?? "H").flatMap((step) => (step.kind === "field" ? [step.letter] : []));
  return letters.includes("M") && !letters.includes("y");
}

/**
 * A local time in a layout, without what it may leave out.
 * @param local `2026-03-29T02:30:00`
 */
export function timeText(layout: string, local: string): string {
  const date = new Date(`${local}Z`);
  const text = (step: Step): string => {
    if (step.kind === "text") return step.text;
    return step.kind === "maybe" ? "" : fieldText(step.letter, step.width, date);
  };
  return readTimeLayout(layout).map(text).join("");
}

function fieldText(letter: string, width: number, date: Date): string {
  const numbers: Readonly<Record<string, number>> = {
    y: width === 2 ? date.getUTCFullYear() % 100 : date.getUTCFullYear(),
    M: date.getUTCMonth() + 1,
    d: date.getUTCDate(),
    H: date.getUTCHours(),
    h: date.getUTCHours() % 12 || 12,
    m: date.getUTCMinutes(),
    s: date.getUTCSeconds(),
  };
  const names: Readonly<Record<string, string | undefined>> = {
    M: width > 2 ? months[date.getUTCMonth()] : undefined,
    E: days[date.getUTCDay()],
    a: date.getUTCHours() < 12 ? "AM" : "PM",
  };
  const name = names[letter];
  if (name !== undefined) return width === 4 ? name : name.slice(0, letter === "a" ? 2 : 3);
  const number = numbers[letter];
  // One digit stands behind a blank.
  return number === undefined ? "000" : width === 0 ? String(number).padStart(2) : String(number).padStart(width, "0");
}
