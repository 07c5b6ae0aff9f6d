/**
 * `after`, or `before` where both say the same: what has not changed stays the same object, so a reader finds what did by comparing
 * objects. Parts that have not changed are shared: `after` must be new, and is changed.
 */
export function unchanged<T>(before: T, after: T): T {
  return merged(before, after) as T;
}

function merged(before: unknown, after: unknown): unknown {
  if (before === after || !isData(before) || !isData(after) || Array.isArray(before) !== Array.isArray(after)) return after;
  const keys = Object.keys(after);
  let same = keys.length === Object.keys(before).length;
  for (const key of keys) {
    const value = merged(before[key], after[key]);
    if (value !== after[key]) after[key] = value;
    same &&= value === before[key] && key in before;
  }
  return same ? before : after;
}

function isData(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
