import { severityOf } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Line, Program } from "../program.ts";
import { chance, pick, sized } from "../random.ts";
import { agent, ipv4, path, user } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T19:00:00Z"],
  other: ["2026-08-28T12:00:00Z", "2026-09-02T10:00:00Z"],
  digits: 0,
} as const;

const columns =
  "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken";

export const program: Program = {
  name: "declared-columns",
  about:
    "IIS: comments that declare the columns, at the top and again after each restart; dashes for what is missing; a plus for a blank; CRLF.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).flatMap((moment, index): Line[] => {
      const headers =
        index % 90 === 0 ? ["#Software: Example Web Server 10.0", "#Version: 1.0", `#Date: ${print(moment, "yyyy-MM-dd HH:mm:ss")}`] : [];
      const strays = [...headers, ...(headers.length > 0 ? [`#Fields: ${columns}`] : [])].map(
        (text): Line => ({ text: `${text}\r`, expected: { severityNumber: 0, body: text, values: [] }, stray: true }),
      );
      const method = pick(random, set === "sample" ? ["GET", "GET", "POST"] : ["GET", "HEAD", "OPTIONS", "DELETE"]);
      const target = path(random, set);
      const [stem = "", query = "-"] = target.split("?");
      const port = pick(random, set === "sample" ? [80, 443] : [443, 8443]);
      const who = chance(random, 0.3) ? user(random, set) : "-";
      const client = ipv4(random, set);
      const browser = agent(random, set);
      const referer = chance(random, 0.4) ? `https://shop.example.com${path(random, "sample")}` : "-";
      const status = pick(random, set === "sample" ? [200, 200, 304, 404, 500] : [200, 301, 403, 502]);
      const [below, code] = [
        pick(random, set === "sample" ? [0, 2] : [0, 7, 14]),
        pick(random, set === "sample" ? [0, 64] : [0, 2_147_943_395]),
      ];
      const took = sized(random, set === "sample" ? 3 : 6);
      const packed = browser.replaceAll(" ", "+");
      return [
        ...strays,
        {
          text: `${print(moment, "yyyy-MM-dd HH:mm:ss")} 10.0.0.4 ${method} ${stem} ${query} ${port} ${who} ${client} ${packed} ${referer} ${status} ${below} ${code} ${took}\r`,
          expected: {
            timeUnixNano: String(moment.nanos),
            severityNumber: severityOf(status),
            body: undefined,
            values: [
              [method, `${method} ${stem}`, `${method} ${target}`],
              [stem, target, `${method} ${stem}`, `${method} ${target}`],
              ...(query === "-" ? [] : [[query, target]]),
              port,
              ...(who === "-" ? [] : [who]),
              client,
              [packed, browser],
              ...(referer === "-" ? [] : [referer]),
              status,
              below,
              code,
              [took, took / 1000],
            ],
          },
        },
      ];
    }),
};
