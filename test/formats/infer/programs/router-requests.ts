import { client, severityOf } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { LineSet, Program, Value } from "../program.ts";
import { chance, pick, type Random, sized, whole } from "../random.ts";
import { fill, path } from "../words.ts";

const ticking = {
  sample: ["2026-02-24T08:00:00Z", "2026-02-24T12:00:00Z"],
  other: ["2026-05-30T12:00:00Z", "2026-06-02T10:00:00Z"],
  digits: 0,
  zone: "Asia/Shanghai",
} as const;

/** As Go prints a duration, with what it is in seconds. */
function duration(random: Random, set: LineSet): [text: string, values: Value] {
  const number = whole(random, 1000, 999_999) / 1000;
  const [unit = "", scale = 1] = pick(random, [
    ["µs", 1e-6] as const,
    ["µs", 1e-6] as const,
    ["ms", 1e-3] as const,
    ...(set === "other" ? [["s", 1] as const, ["m", 60] as const, ["ns", 1e-9] as const] : []),
  ]);
  if (unit === "m") {
    const [minutes, seconds] = [whole(random, 1, 9), whole(random, 1000, 59_999) / 1000];
    return [`${minutes}m${seconds}s`, [`${minutes}m${seconds}s`, minutes * 60 + seconds]];
  }
  if (unit === "ns") {
    const whole = Math.floor(number);
    return [`${whole}ns`, [`${whole}ns`, whole, whole * scale]];
  }
  return [`${number}${unit}`, [`${number}${unit}`, number, number * scale]];
}

const errors = {
  sample: ["Error #01: sql: no rows in result set", "Error #01: write tcp {ip}:8080->{ip}:{port}: write: broken pipe"],
  other: ["Error #01: context canceled\nError #02: {word} not found", "Error #01: EOF"],
};

export const program: Program = {
  name: "router-requests",
  about:
    "Gin, with sizes: a constant in brackets, a dash within the time, padded columns between pipes, durations with their unit, method and path in one column; errors on the next line; no level.",
  tz: "Asia/Shanghai",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const status = pick(random, set === "sample" ? [200, 200, 200, 404, 500] : [200, 201, 204, 302, 401, 502]);
      const [latency, seconds] = duration(random, set);
      const address = client(random, set);
      const size = sized(random, set === "sample" ? 5 : 8);
      const method = pick(random, set === "sample" ? ["GET", "GET", "POST"] : ["GET", "DELETE", "OPTIONS", "PUT"]);
      const target = path(random, set);
      const asked = `${method.padEnd(7)}  "${target}"`;
      const error = status >= 500 && chance(random, 0.7) ? `\n${fill(random, set, pick(random, errors[set]))}` : "";
      return {
        text: `[GIN] ${print(moment, "yyyy/MM/dd - HH:mm:ss")} | ${status} | ${latency.padStart(13)} | ${address.padStart(15)} | ${String(size).padStart(8)} | ${asked}${error}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: severityOf(status),
          body: undefined,
          values: [
            status,
            seconds,
            address,
            size,
            [method, asked, `${asked}${error}`],
            [target, `"${target}"`, target.split("?")[0] ?? "", asked, `${asked}${error}`],
          ],
        },
      };
    }),
};
