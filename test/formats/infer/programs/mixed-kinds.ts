import { access } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Line, Program } from "../program.ts";
import { drawLevel } from "../random.ts";
import { chatter, count as counted, ipv4, message, user } from "../words.ts";

const ticking = {
  sample: ["2026-03-17T12:00:00Z", "2026-03-17T14:00:00Z"],
  other: ["2026-04-29T12:00:00Z", "2026-05-02T10:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["info", 9, 75],
    ["error", 17, 25],
  ],
  rare: [
    ["warn", 13],
    ["debug", 5],
  ],
} as const;

const banners = {
  sample: ["=== shop {n}.{n} is ready ===", "npm start"],
  other: ["=== shop {n}.{n}-rc is stopping ===", "npm run migrate"],
};

export const program: Program = {
  name: "mixed-kinds",
  about: "Requests in the common format, an app's lines in JSON and banners without a form, all in one file.",
  takes: ["access-columns"],
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment): Line => {
      const kind = random();
      if (kind < 0.05) {
        const body = message(random, set, banners);
        return { text: body, expected: { severityNumber: 0, body, values: [] }, stray: true };
      }
      if (kind < 0.5) {
        const level = drawLevel(random, set, levels);
        const fields = { user: user(random, set), attempt: counted(random, set) };
        const body = message(random, set, chatter);
        return {
          text: JSON.stringify({ level: level.text, ts: print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"), msg: body, ...fields }),
          expected: {
            timeUnixNano: String(moment.nanos),
            severityNumber: level.number,
            severityText: level.text,
            body,
            values: Object.values(fields),
          },
        };
      }
      const { request, status, bytes, severityNumber, values } = access(random, set);
      const client = ipv4(random, set);
      return {
        text: `${client} - - [${print(moment, "dd/MMM/yyyy:HH:mm:ss xx")}] "${request}" ${status} ${bytes}`,
        expected: {
          timeUnixNano: String((moment.nanos / 1_000_000_000n) * 1_000_000_000n),
          severityNumber,
          body: undefined,
          values: [client, ...values],
        },
      };
    }),
};
