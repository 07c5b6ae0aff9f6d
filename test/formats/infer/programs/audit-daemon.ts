import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, hex, pick, type Random, sized, whole } from "../random.ts";
import { fill, ipv4, user } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"],
  other: ["2026-05-28T12:00:00Z", "2026-06-02T10:00:00Z"],
  digits: 3,
} as const;

type Set = "sample" | "other";
type Pair = readonly [name: string, value: string | number];

const programs = {
  sample: ["/usr/sbin/sshd", "/usr/bin/sudo", "/usr/sbin/crond"],
  other: ["/usr/lib/systemd/systemd", "/opt/app v2/bin/run", "/usr/bin/su"],
};

const numbers = (random: Random, set: Set): Pair[] => [
  ["pid", sized(random, set === "sample" ? 4 : 7)],
  ["uid", pick(random, set === "sample" ? [0, 1000] : [0, 33, 10_001])],
  ["auid", pick(random, set === "sample" ? [1000, 4_294_967_295] : [1001, 4_294_967_295])],
  ["ses", pick(random, [sized(random, 3), 4_294_967_295])],
];

function call(random: Random, set: Set): Pair[] {
  const exe = pick(random, programs[set]);
  return [
    ["arch", "c000003e"],
    ["syscall", pick(random, set === "sample" ? [59, 257, 87] : [2, 59, 42, 321])],
    ["success", chance(random, 0.8) ? "yes" : "no"],
    ["exit", pick(random, set === "sample" ? [0, 3] : [0, -13, -2])],
    ["a0", hex(random, 12)],
    ["a1", hex(random, 12)],
    ["ppid", sized(random, 4)],
    ...numbers(random, set),
    ["tty", pick(random, ["pts0", "(none)"])],
    ["comm", untrusted(exe.split("/").at(-1) ?? "")],
    ["exe", untrusted(exe)],
    ["key", pick(random, ['"exec"', "(null)"])],
  ];
}

function item(random: Random, set: Set): Pair[] {
  return [
    ["item", whole(random, 0, 2)],
    ["name", untrusted(fill(random, set, "{file}"))],
    ["inode", sized(random, set === "sample" ? 6 : 9)],
    ["dev", `${hex(random, 2)}:0${whole(random, 0, 9)}`],
    ["mode", pick(random, ["0100644", "040755"])],
    ["nametype", pick(random, set === "sample" ? ["NORMAL", "PARENT"] : ["NORMAL", "CREATE", "DELETE"])],
  ];
}

/** What a program says of itself, in single quotes. */
function said(random: Random, set: Set): Pair[] {
  const address = ipv4(random, set);
  return [
    ["op", pick(random, set === "sample" ? ["PAM:authentication", "PAM:session_open"] : ["PAM:setcred", "login", "PAM:accounting"])],
    ["acct", untrusted(user(random, set))],
    ["exe", untrusted(pick(random, programs[set]))],
    ["hostname", chance(random, 0.5) ? address : "?"],
    ["addr", chance(random, 0.5) ? address : "?"],
    ["terminal", pick(random, ["ssh", "cron", "?"])],
    ["res", pick(random, ["success", "failed"])],
  ];
}

/** In quotes, or as hexadecimal digits where a quote, a blank or a letter beyond ASCII is in it. */
const untrusted = (text: string) => (/[^!#-~]/.test(text) ? Buffer.from(text).toString("hex").toUpperCase() : `"${text}"`);
const joined = (pairs: readonly Pair[]) => pairs.map(([name, value]) => `${name}=${value}`).join(" ");
const bare = (value: string | number) => (typeof value === "string" ? value.replace(/^"(.*)"$/, "$1") : value);

export const program: Program = {
  name: "audit-daemon",
  about:
    "Linux' audit: a type, then seconds since 1970 and a serial number within parentheses, then name=value that depend on the type, some in quotes, some a list of their own in single quotes; no level.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const kind = random();
      const type =
        kind < 0.4
          ? "SYSCALL"
          : kind < 0.65
            ? "PATH"
            : pick(random, set === "sample" ? ["USER_AUTH", "USER_START"] : ["CRED_DISP", "USER_LOGIN", "USER_AUTH"]);
      const [outer, inner] =
        type === "SYSCALL"
          ? [call(random, set), []]
          : type === "PATH"
            ? [item(random, set), []]
            : [numbers(random, set), said(random, set)];
      const quoted = joined(inner);
      const serial = sized(random, set === "sample" ? 4 : 7);
      const missing = ["?", "(null)", "(none)", "c000003e"];
      return {
        text: `type=${type} msg=audit(${print(moment, "epoch.SSS")}:${serial}): ${joined(outer)}${quoted && ` msg='${quoted}'`}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: 0,
          body: undefined,
          values: [
            type,
            serial,
            ...outer.filter(([, value]) => !missing.includes(String(value))).map(([, value]) => [value, bare(value)]),
            // As pairs of their own, or as one text.
            ...inner
              .filter(([, value]) => !missing.includes(String(value)))
              .map(([, value]) => [value, bare(value), quoted, `'${quoted}'`]),
          ],
        },
      };
    }),
};
