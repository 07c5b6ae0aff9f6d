import { access } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick, whole } from "../random.ts";
import { count as counted, ipv4 } from "../words.ts";

const ticking = {
  sample: ["2026-05-08T07:00:00Z", "2026-05-08T11:00:00Z"],
  other: ["2026-10-29T12:00:00Z", "2026-11-02T10:00:00Z"],
  digits: 0,
  zone: "Australia/Sydney",
} as const;

export const program: Program = {
  name: "request-sentence",
  about: "uWSGI: a request as a sentence of words and numbers within brackets of four kinds; the year at the end of the time; no level.",
  tz: "Australia/Sydney",
  lines: (random, count, set) => {
    let requests = set === "sample" ? 1 : 99_000;
    return moments(random, count, set, ticking).map((moment) => {
      requests += 1;
      const pid = whole(random, 1, set === "sample" ? 40 : 99_999);
      const [own, all] = [whole(random, 1, requests), requests];
      const [variables, size] = [whole(random, 20, set === "sample" ? 50 : 120), whole(random, 300, set === "sample" ? 999 : 9999)];
      const client = ipv4(random, set);
      const user = chance(random, 0.2) ? pick(random, set === "sample" ? ["alice", "bob"] : ["m.weber", "root"]) : "";
      const { request, status, bytes, severityNumber, values } = access(random, set);
      const [target, version] = request.split(" HTTP/");
      const took = counted(random, set);
      const [headers, headerBytes] = [whole(random, 1, 9), whole(random, 30, 600)];
      const switches = whole(random, 1, set === "sample" ? 9 : 200);
      const ending = `${headers} headers in ${headerBytes} bytes (${switches} switches on core 0)`;
      return {
        text: `[pid: ${pid}|app: 0|req: ${own}/${all}] ${client} (${user}) {${variables} vars in ${size} bytes} [${print(moment, "EEE MMM _d HH:mm:ss yyyy")}] ${target} => generated ${bytes} bytes in ${took} msecs (HTTP/${version} ${status}) ${ending}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber,
          body: undefined,
          values: [
            pid,
            [own, `${own}/${all}`],
            [all, `${own}/${all}`],
            client,
            ...(user === "" ? [] : [user]),
            variables,
            size,
            ...values,
            [took, took / 1000],
            headers,
            headerBytes,
            switches,
          ],
        },
      };
    });
  },
};
