// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Durations and sizes as people write them. */

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const byteUnits: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  k: 1e3,
  kB: 1e3,
  M: 1e6,
  MB: 1e6,
  G: 1e9,
  GB: 1e9,
  Ki: 2 ** 10,
  KiB: 2 ** 10,
  Mi: 2 ** 20,
  MiB: 2 ** 20,
  Gi: 2 ** 30,
  GiB: 2 ** 30,
};

/** `"500ms"` → 500, `"1m30s"` → 90000, `"0"` → 0; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(amount) * (durationUnits[unit] ?? 0);
  return Math.round(total);
}

/** 90000 → `"90s"`, 500 → `"500ms"`, 300000 → `"5m"`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0";
  const unit = ["h", "m", "s"].find((name) => ms % (durationUnits[name] ?? 1) === 0) ?? "ms";
  return `${ms / (durationUnits[unit] ?? 1)}${unit}`;
}

/** `"1MiB"` → 1048576, `"64k"` → 64000, `"512"` → 512; undefined when it is no size. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text);
  const name = match?.[2] ?? "?";
  return match && Object.hasOwn(byteUnits, name) ? Math.round(Number(match[1]) * (byteUnits[name] ?? 1)) : undefined;
}

/** 1048576 → `"1MiB"`, 1500 → `"1500"`. */
export function formatBytes(bytes: number): string {
  const unit = ["GiB", "MiB", "KiB"].find((name) => bytes > 0 && bytes % (byteUnits[name] ?? 1) === 0) ?? "";
  return `${bytes / (byteUnits[unit] ?? 1)}${unit}`;
}
