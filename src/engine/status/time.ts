/** A time as the API server prints it, RFC 3339 with whole seconds. `apiTime(0)` → `"1970-01-01T00:00:00Z"` */
export function apiTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
