import { access, client } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick } from "../random.ts";
import { agent, user } from "../words.ts";

const ticking = {
  sample: ["2026-06-19T07:00:00Z", "2026-06-19T09:00:00Z"],
  other: ["2026-10-29T21:00:00Z", "2026-11-03T01:00:00Z"],
  digits: 0,
  zone: "America/Bogota",
} as const;

export const program: Program = {
  name: "virtual-hosts",
  about: "An access log with the virtual host and its port in front; clients of both kinds of address; sizes that are not known.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const { request, status, bytes, severityNumber, values } = access(random, set);
      const name = pick(
        random,
        set === "sample" ? ["shop.example.com", "www.example.com"] : ["api.example.org", "10.1.2.3", "xn--bcher-kva.example"],
      );
      const port = pick(random, set === "sample" ? [443, 80] : [8443, 80]);
      const address = client(random, chance(random, 0.2) ? "other" : set);
      const who = chance(random, 0.2) ? user(random, set) : "-";
      const sized = chance(random, 0.85);
      const referrer = chance(random, 0.4) ? `https://${name}/${pick(random, ["", "cart", "search?q=a%20b"])}` : "-";
      const browser = agent(random, set);
      const time = print(moment, "dd/MMM/yyyy:HH:mm:ss xx");
      return {
        text: `${name}:${port} ${address} - ${who} [${time}] "${request}" ${status} ${sized ? bytes : "-"} "${referrer}" "${browser}"`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber,
          body: undefined,
          values: [
            ...[name, port].map((value) => [value, `${name}:${port}`]),
            address,
            browser,
            ...[who, referrer].filter((value) => value !== "-"),
            ...(sized ? values : values.slice(0, -1)),
          ],
        },
      };
    }),
};
