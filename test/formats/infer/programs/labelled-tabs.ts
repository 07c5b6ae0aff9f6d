import { access } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program, Value } from "../program.ts";
import { chance, pick } from "../random.ts";
import { agent, count as counted, ipv4, path } from "../words.ts";

const ticking = {
  sample: ["2026-06-11T01:00:00Z", "2026-06-11T05:00:00Z"],
  other: ["2026-09-28T12:00:00Z", "2026-10-02T10:00:00Z"],
  digits: 0,
  zone: "Asia/Tokyo",
} as const;

export const program: Program = {
  name: "labelled-tabs",
  about:
    "LTSV: label:value between tabs, values with blanks and colons, dashes for what is missing; some labels are only there now and then.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const { request, status, bytes, severityNumber, values } = access(random, set);
      const client = ipv4(random, set);
      const took = (counted(random, set) / 1000).toFixed(3);
      const referer = chance(random, 0.3) ? `https://shop.example.com${path(random, "sample")}` : "-";
      const browser = agent(random, set);
      const upstream = chance(random, 0.5) ? `${ipv4(random, set)}:8080` : undefined;
      const cache = pick(random, set === "sample" ? ["HIT", "MISS", "-"] : ["EXPIRED", "HIT", "-", "STALE"]);
      const labels: (readonly [label: string, value: string | number | undefined])[] = [
        ["time", `[${print(moment, "dd/MMM/yyyy:HH:mm:ss xx")}]`],
        ["host", client],
        ["req", request],
        ["status", status],
        ["size", bytes],
        ["referer", referer],
        ["ua", browser],
        ["reqtime", took],
        ["cache", cache],
        ["upstream", upstream],
      ];
      const wanted: Value[] = [client, ...values, browser, Number(took), ...[referer, cache].filter((one) => one !== "-")];
      if (upstream !== undefined) wanted.push([upstream, upstream.replace(":8080", "")]);
      return {
        text: labels
          .filter(([, value]) => value !== undefined)
          .map(([label, value]) => `${label}:${value}`)
          .join("\t"),
        expected: { timeUnixNano: String(moment.nanos), severityNumber, body: undefined, values: wanted },
      };
    }),
};
