import { severityOf } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program, Value } from "../program.ts";
import { chance, hex, pick, sized, whole } from "../random.ts";
import { agent, ipv4, path } from "../words.ts";

const ticking = {
  sample: ["2026-04-26T12:00:00Z", "2026-04-26T13:00:00Z"],
  other: ["2026-06-28T12:00:00Z", "2026-07-02T10:00:00Z"],
  digits: 6,
} as const;

export const program: Program = {
  name: "balancer-access",
  about:
    "A load balancer's columns: the protocol before the time, a full URL, seconds that may be -1, a target that may be missing, a second time, a trace.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const scheme = pick(random, set === "sample" ? ["http", "https", "https"] : ["h2", "https", "wss"]);
      const secure = scheme !== "http";
      const [client, port] = [ipv4(random, set), whole(random, 1024, 65_535)];
      const dead = chance(random, set === "sample" ? 0.1 : 0.2);
      const target = dead ? "-" : `${ipv4(random, set)}:80`;
      const times = dead
        ? ["-1", "-1", "-1"]
        : Array.from({ length: 3 }, () => (sized(random, set === "sample" ? 3 : 5) / 1000).toFixed(3));
      const status = dead ? 503 : pick(random, set === "sample" ? [200, 200, 302, 404] : [200, 204, 403, 500]);
      const [received, sent] = [sized(random, 4), sized(random, set === "sample" ? 5 : 8)];
      const method = pick(random, set === "sample" ? ["GET", "POST"] : ["GET", "PUT", "HEAD"]);
      const url = `${secure ? "https" : "http"}://shop.example.com:${secure ? 443 : 80}${path(random, set)}`;
      const version = scheme === "h2" ? "2.0" : "1.1";
      const request = `${method} ${url} HTTP/${version}`;
      const browser = agent(random, set);
      const cipher = secure ? pick(random, ["ECDHE-RSA-AES128-GCM-SHA256", "TLS_AES_128_GCM_SHA256"]) : "-";
      const trace = `Root=1-${hex(random, 8)}-${hex(random, 24)}`;
      const began = { ...moment, nanos: moment.nanos - BigInt(sized(random, 5)) * 1_000_000n };
      const iso = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX";
      const wanted: Value[] = [
        [client, `${client}:${port}`],
        [port, `${client}:${port}`],
        ...times.filter((one) => one !== "-1").map(Number),
        status,
        received,
        sent,
        [method, request],
        [url, url.split("?")[0] ?? "", url.replace(/^.*?:\d+/, ""), url.replace(/^.*?:\d+/, "").split("?")[0] ?? "", request],
        browser,
        [trace, trace.replace("Root=", "")],
      ];
      if (!dead) wanted.push([target, target.replace(":80", "")]);
      if (secure) wanted.push(cipher);
      return {
        text: `${scheme} ${print(moment, iso)} app/shop/50dc6c495c0c9188 ${client}:${port} ${target} ${times.join(" ")} ${status} ${dead ? "-" : status} ${received} ${sent} "${request}" "${browser}" ${cipher} ${secure ? "TLSv1.2" : "-"} "${trace}" ${print(began, iso)} "${dead ? "-" : "forward"}"`,
        expected: {
          timeUnixNano: [String(moment.nanos), String(began.nanos)],
          severityNumber: severityOf(status),
          body: undefined,
          values: wanted,
        },
      };
    }),
};
