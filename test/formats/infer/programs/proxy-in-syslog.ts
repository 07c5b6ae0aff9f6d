import { severityOf } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick, sized, whole } from "../random.ts";
import { ipv4, path } from "../words.ts";

const ticking = {
  sample: ["2026-02-25T09:00:00Z", "2026-02-25T12:00:00Z"],
  other: ["2026-02-26T20:00:00Z", "2026-03-03T11:00:00Z"],
  digits: 3,
  zone: "Europe/Vienna",
} as const;

export const program: Program = {
  name: "proxy-in-syslog",
  about:
    "HAProxy behind the header of syslog: two times without a zone, timers between slashes that may be -1, states, counts, captured headers.",
  tz: "Europe/Vienna",
  referenceTime: "2026-03-03T12:00:00Z",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const lb = pick(random, set === "sample" ? ["lb-1", "lb-2"] : ["haproxy-7f9c", "lb-1"]);
      const pid = set === "sample" ? whole(random, 7, 99) : whole(random, 1, 99_999);
      const [address, port] = [ipv4(random, set), whole(random, 1024, 65_535)];
      const front = pick(random, set === "sample" ? ["web_in~", "web_in"] : ["api_in~", "stats"]);
      const back = pick(random, set === "sample" ? ["shop", "static"] : ["api-v2", "stats"]);
      const refused = chance(random, set === "sample" ? 0.1 : 0.2);
      const server = refused ? "<NOSRV>" : `${pick(random, ["nginx", "node"])}${whole(random, 1, 4)}`;
      const timer = () => sized(random, set === "sample" ? 3 : 5);
      const timers = refused ? ["0", "-1", "-1", "-1", String(timer())] : Array.from({ length: 5 }, () => String(timer()));
      const status = refused ? 503 : pick(random, set === "sample" ? [200, 304, 404] : [200, 201, 500, 429]);
      const bytes = sized(random, set === "sample" ? 4 : 8);
      const state = refused ? "SC--" : pick(random, set === "sample" ? ["----"] : ["----", "cD--", "LR--"]);
      const loads = Array.from({ length: 5 }, () => sized(random, 2)).join("/");
      const method = pick(random, ["GET", "POST"]);
      const target = path(random, set);
      const request = `${method} ${target} HTTP/1.1`;
      const second = (moment.nanos / 1_000_000_000n) * 1_000_000_000n;
      const to = `${back}/${server}`;
      const spent = timers.join("/");
      const head = `${print(moment, "MMM _d HH:mm:ss")} ${lb} haproxy[${pid}]: ${address}:${port} [${print(moment, "dd/MMM/yyyy:HH:mm:ss.SSS")}]`;
      return {
        text: `${head} ${front} ${to} ${spent} ${status} ${bytes} - - ${state} ${loads} 0/0 "${request}"`,
        expected: {
          timeUnixNano: [String(moment.nanos), String(second)],
          severityNumber: severityOf(status),
          body: undefined,
          values: [
            lb,
            "haproxy",
            pid,
            [address, `${address}:${port}`],
            [port, `${address}:${port}`],
            [front, front.replace("~", "")],
            [back, to],
            ...(refused ? [] : [[server, to]]),
            ...timers.filter((one) => one !== "-1").map((one) => [Number(one), spent]),
            status,
            bytes,
            ...(state === "----" ? [] : [state]),
            [method, request],
            [target, target.split("?")[0] ?? "", request],
          ],
        },
      };
    }),
};
