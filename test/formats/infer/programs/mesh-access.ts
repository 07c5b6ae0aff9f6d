import { access } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program, Value } from "../program.ts";
import { chance, pick, uuid } from "../random.ts";
import { agent, count as counted, host, ipv4 } from "../words.ts";

const ticking = {
  sample: ["2026-04-15T20:00:00Z", "2026-04-15T22:00:00Z"],
  other: ["2026-08-28T12:00:00Z", "2026-09-02T10:00:00Z"],
  digits: 3,
} as const;

export const program: Program = {
  name: "mesh-access",
  about:
    "Envoy: a time in brackets, a request in quotes, flags, sizes, durations that may be a dash, and four texts in quotes, of which any may be a dash.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const { request, status, bytes, severityNumber, values } = access(random, set);
      const failed = chance(random, set === "sample" ? 0.1 : 0.2);
      const flags = failed ? pick(random, set === "sample" ? ["UF", "UH"] : ["UF,URX", "NR", "DC"]) : "-";
      const [received, took] = [counted(random, set), counted(random, set)];
      const upstreamTook = failed ? "-" : String(counted(random, set));
      const [forwarded, browser] = [chance(random, 0.5) ? ipv4(random, set) : "-", chance(random, 0.9) ? agent(random, set) : "-"];
      const [id, authority] = [uuid(random), host(random, set)];
      const upstream = failed ? "-" : `${ipv4(random, set)}:8080`;
      const quoted = [forwarded, browser, id, authority, upstream];
      const wanted: Value[] = [...values, received, [took, took / 1000], id, authority];
      if (failed) wanted.push(flags);
      else wanted.push([Number(upstreamTook), Number(upstreamTook) / 1000], [upstream, upstream.replace(":8080", "")]);
      for (const one of [forwarded, browser]) if (one !== "-") wanted.push(one);
      const numbers = `${status} ${flags} ${received} ${bytes} ${took} ${upstreamTook}`;
      return {
        text: `[${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")}] "${request}" ${numbers} ${quoted.map((one) => `"${one}"`).join(" ")}`,
        expected: { timeUnixNano: String(moment.nanos), severityNumber, body: undefined, values: wanted },
      };
    }),
};
