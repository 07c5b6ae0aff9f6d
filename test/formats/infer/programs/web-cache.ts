import { severityOf } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick, sized } from "../random.ts";
import { ipv4, path, user } from "../words.ts";

const ticking = {
  sample: ["2026-05-13T12:00:00Z", "2026-05-13T14:00:00Z"],
  other: ["2026-09-28T12:00:00Z", "2026-10-03T01:00:00Z"],
  digits: 3,
} as const;

export const program: Program = {
  name: "web-cache",
  about: "Squid: seconds since 1970 with a fraction, a padded duration, what the cache did and the status in one word; no message.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const elapsed = sized(random, set === "sample" ? 4 : 6);
      const address = ipv4(random, set);
      const did = pick(
        random,
        set === "sample" ? ["TCP_MISS", "TCP_HIT", "TCP_DENIED"] : ["TCP_REFRESH_MODIFIED", "TCP_TUNNEL", "TCP_MISS"],
      );
      const status = pick(random, set === "sample" ? [200, 304, 403] : [200, 206, 503]);
      const bytes = sized(random, set === "sample" ? 5 : 8);
      const method = pick(random, set === "sample" ? ["GET", "POST"] : ["GET", "HEAD"]);
      const url = `http://www.example.com${path(random, set)}`;
      const who = chance(random, 0.3) ? user(random, set) : "-";
      const peer = chance(random, 0.6) ? `${pick(random, ["HIER_DIRECT", "FIRSTUP_PARENT"])}/${ipv4(random, set)}` : "HIER_NONE/-";
      const [route = "", upstream = ""] = peer.split("/");
      const kind = pick(random, set === "sample" ? ["text/html", "image/png", "-"] : ["application/json", "text/css", "-"]);
      return {
        text: `${print(moment, "epoch'.'SSS")} ${String(elapsed).padStart(6)} ${address} ${did}/${status} ${bytes} ${method} ${url} ${who} ${peer} ${kind}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: severityOf(status),
          body: undefined,
          values: [
            elapsed,
            address,
            [did, `${did}/${status}`],
            [status, `${did}/${status}`],
            bytes,
            method,
            url,
            ...[who, kind].filter((value) => value !== "-"),
            [route, peer],
            ...(upstream === "-" ? [] : [[upstream, peer]]),
          ],
        },
      };
    }),
};
