/**
 * Ages as kubectl prints them (apimachinery/pkg/util/duration HumanDuration): `45s`, `3m20s`, `25m`, `2h5m`, `3d4h`.
 * @param ms up to two seconds below zero are 0, for clocks that differ
 */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 120) return `${Math.max(0, seconds)}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return two(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return two(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 192) return two(days, "d", hours % 24, "h");
  if (days < 730) return `${days}d`;
  return days < 2920 ? two(Math.trunc(days / 365), "y", days % 365, "d") : `${Math.trunc(days / 365)}y`;
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return `${large}${largeUnit}${small === 0 ? "" : `${small}${smallUnit}`}`;
}

/** RFC 1123 with a numeric zone, UTC: `Fri, 27 Nov 2026 04:00:00 +0000` */
export function longTime(time: string): string {
  return new Date(time).toUTCString().replace("GMT", "+0000");
}
