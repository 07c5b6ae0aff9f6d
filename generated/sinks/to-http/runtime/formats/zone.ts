// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** The zone of times that name none. */
export interface Zone {
  readonly name: string;
  /** Why it is not the one that was asked for. */
  readonly problem?: string;
  /** Seconds that local time is ahead of UTC. Where the clocks are set back, of two possible moments the earlier. */
  offsetAt(localSeconds: number): number;
}

/** An IANA name, `UTC`, or `+02:00`; UTC, with a problem, for anything else. `LOG_TZ` in the environment overrides it. */
export function zoneOf(written: string): Zone {
  const name = process.env["LOG_TZ"] || written;
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(name);
  if (name === "UTC" || name === "Z") return { name, offsetAt: () => 0 };
  if (fixed) {
    const seconds = (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60);
    return { name, offsetAt: () => seconds };
  }
  return (
    regionOf(name) ?? {
      name: "UTC",
      offsetAt: () => 0,
      problem: `LOG_TZ must be UTC, an offset such as +02:00 or a name such as Europe/Berlin; got "${name}"`,
    }
  );
}

/** The zone of an IANA name, whatever the environment says; undefined for a name that is none. */
export function regionOf(name: string): Zone | undefined {
  try {
    return named(name);
  } catch {
    return undefined;
  }
}

/** Transitions happen on quarter hours: within one, the offset is asked for once. */
const step = 900;

function named(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsetOf = (utcSeconds: number): number => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(utcSeconds * 1000)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - utcSeconds;
  };
  let quarter = -1;
  let offset = 0;
  return {
    name,
    offsetAt: (localSeconds) => {
      const asked = Math.floor(localSeconds / step);
      if (asked === quarter) return offset;
      quarter = asked;
      const start = asked * step;
      // The larger offset is the earlier moment; it counts when it is in force then.
      const before = offsetOf(start - 86_400);
      const after = offsetOf(start + 86_400);
      const larger = Math.max(before, after);
      offset = offsetOf(start - larger) === larger ? larger : Math.min(before, after);
      return offset;
    },
  };
}
