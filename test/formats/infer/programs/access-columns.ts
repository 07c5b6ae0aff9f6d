import { access } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick, whole } from "../random.ts";
import { agent, ipv4, user } from "../words.ts";

const ticking = {
  sample: ["2026-03-14T07:00:00Z", "2026-03-14T09:00:00Z"],
  other: ["2026-12-30T21:00:00Z", "2027-01-03T01:00:00Z"],
  digits: 0,
  zone: "Europe/Paris",
} as const;

export const program: Program = {
  name: "access-columns",
  about: "An access log with columns of its own at the end: addresses that were forwarded, seconds, the upstream, what the cache did.",
  takes: ["mixed-kinds"],
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const { request, status, bytes, severityNumber, values } = access(random, set);
      const client = ipv4(random, set);
      const name = chance(random, 0.2) ? user(random, set) : "-";
      const referrer = chance(random, 0.4) ? `https://shop.example.com/${pick(random, ["", "cart", "search?q=a%20b"])}` : "-";
      const browser = agent(random, set);
      const forwarded = chance(random, 0.5) ? `${ipv4(random, set)}${chance(random, 0.4) ? `, ${ipv4(random, set)}` : ""}` : "-";
      const seconds = (whole(random, 0, set === "sample" ? 900 : 90_000) / 1000).toFixed(3);
      const upstream = chance(random, 0.8) ? `${ipv4(random, set)}:8080${chance(random, 0.2) ? `, ${ipv4(random, set)}:8080` : ""}` : "-";
      const cache = pick(random, set === "sample" ? ["HIT", "MISS", "-"] : ["HIT", "BYPASS", "EXPIRED", "-"]);
      const time = print(moment, "dd/MMM/yyyy:HH:mm:ss xx");
      const said = [name, referrer, browser, cache].filter((value) => value !== "-");
      const lists = [forwarded, upstream]
        .filter((value) => value !== "-")
        .map((value) => [value, ...value.split(/, |:8080/).filter(Boolean)]);
      return {
        text: `${client} - ${name} [${time}] "${request}" ${status} ${bytes} "${referrer}" "${browser}" "${forwarded}" rt=${seconds} upstream="${upstream}" cache=${cache}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber,
          body: undefined,
          values: [client, ...values, ...said, Number(seconds), ...lists],
        },
      };
    }),
};
