import { moments, print } from "../clock.ts";
import type { LineSet, Program, Value } from "../program.ts";
import { chance, pick, type Random, sized, whole } from "../random.ts";
import { chatter, fill, host, message } from "../words.ts";

const ticking = {
  sample: ["2026-03-11T08:00:00Z", "2026-03-11T16:00:00Z"],
  other: ["2026-10-24T12:00:00Z", "2026-10-26T10:00:00Z"],
  digits: 6,
  zone: "Europe/Helsinki",
} as const;

/** Of the digits 0 to 7. */
const severities = [21, 19, 18, 17, 13, 10, 9, 5];

const escaped = (value: string) => value.replaceAll(/["\\\]]/g, "\\$&");

type Parameter = [name: string, value: string];

function elements(random: Random, set: LineSet): [id: string, parameters: Parameter[]][] {
  const meta: Parameter[] = [
    ["sequenceId", String(sized(random, set === "sample" ? 4 : 7))],
    ...(chance(random, 0.4) ? [["language", pick(random, ["en", "de"])] satisfies Parameter] : []),
  ];
  const own: Parameter[] = [
    ["user", fill(random, set, "{user}")],
    [
      "note",
      fill(random, set, pick(random, set === "sample" ? ["{word} {n}", 'the "{word}"'] : ["[{n}] {word}", "C:\\{word}\\{n}", "a=b"])),
    ],
  ];
  return [
    ...(chance(random, 0.6) ? [["meta", meta] satisfies [string, Parameter[]]] : []),
    ...(chance(random, 0.4) ? [["shop@32473", own] satisfies [string, Parameter[]]] : []),
  ];
}

export const program: Program = {
  name: "structured-data",
  about:
    'Syslog of the newer kind: the level is three bits of the number in front, an offset that changes in autumn, dashes for no process or id, brackets of name="value" with escapes or a dash, and a mark of UTF-8 in front of some messages.',
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const digit = pick(random, set === "sample" ? [6, 6, 6, 6, 4, 3] : chance(random, 0.08) ? [7, 5, 2, 1] : [6, 6, 6, 6, 4, 3]);
      const facility = pick(random, set === "sample" ? [3, 4, 16] : [3, 10, 16, 23]);
      const from = host(random, set);
      const app = pick(random, set === "sample" ? ["shop", "mailer", "sshd"] : ["mailer", "tax-engine", "cron.daily"]);
      const pid = chance(random, 0.8) ? String(whole(random, 100, set === "sample" ? 9999 : 4_000_000)) : "-";
      const id = chance(random, 0.6) ? pick(random, set === "sample" ? ["ORDER", "LOGIN", "ID47"] : ["LOGIN", "ID9001", "job.done"]) : "-";
      const data = elements(random, set);
      const shown = data
        .map(([name, list]) => `[${[name, ...list.map(([key, value]) => `${key}="${escaped(value)}"`)].join(" ")}]`)
        .join("");
      const said = message(random, set, chatter);
      const mark = chance(random, 0.5) ? "\ufeff" : "";
      return {
        text: `<${facility * 8 + digit}>1 ${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx")} ${from} ${app} ${pid} ${id} ${shown === "" ? "-" : shown} ${mark}${said}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: severities[digit] ?? 0,
          body: [said, `${mark}${said}`],
          values: [
            from,
            app,
            ...[pid, id].filter((value) => value !== "-"),
            ...data.flatMap(([, list]) => list.map(([, value]): Value => [value, escaped(value)])),
          ],
        },
      };
    }),
};
