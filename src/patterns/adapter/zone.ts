/** Whether times can be of this zone: `UTC`, `+02:00` or a name such as `Europe/Berlin`. */
export function isZone(name: string): boolean {
  if (/^[+-]\d\d:?\d\d$/.test(name)) return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
