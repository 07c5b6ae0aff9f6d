import { moments, print } from "../clock.ts";
import type { Line, Program, Value } from "../program.ts";
import { chance, hex, pick, sized, whole } from "../random.ts";
import { ipv4 } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"],
  other: ["2026-12-28T12:00:00Z", "2027-01-02T10:00:00Z"],
  digits: 6,
} as const;

const fields = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state history".split(" ");
const heading = [
  "#separator \\x09",
  "#set_separator\t,",
  "#empty_field\t(empty)",
  "#unset_field\t-",
  "#path\tconn",
  `#fields\t${fields.join("\t")}`,
];

export const program: Program = {
  name: "connection-table",
  about:
    "Zeek: comments that declare the columns between tabs, seconds since 1970 with a fraction, and dashes for what was not seen; no level.",
  lines: (random, count, set) => [
    ...heading.map((text): Line => ({ text, expected: { severityNumber: 0, body: text, values: [] }, stray: true })),
    ...moments(random, count, set, ticking).map((moment): Line => {
      const protocol = pick(random, set === "sample" ? ["tcp", "udp"] : ["tcp", "icmp", "udp"]);
      const service = pick(random, set === "sample" ? ["http", "dns", "ssl", "-"] : ["-", "ssh", "dns", "krb_tcp,smb"]);
      const seen = chance(random, 0.8);
      const known: readonly (string | number)[] = [
        `C${hex(random, 17)}`,
        ipv4(random, set),
        whole(random, 1024, 65_535),
        ipv4(random, set),
        pick(random, set === "sample" ? [53, 80, 443] : [22, 8443, 443]),
        protocol,
        service,
        seen ? (sized(random, set === "sample" ? 7 : 10) / 1e6).toFixed(6) : "-",
        seen ? sized(random, set === "sample" ? 4 : 9) : "-",
        seen ? sized(random, set === "sample" ? 5 : 9) : "-",
        pick(random, set === "sample" ? ["SF", "S0", "REJ"] : ["RSTO", "SF", "OTH"]),
        pick(random, set === "sample" ? ["ShADadFf", "Dd", "S"] : ["^hdf", "ShADadFf", "C"]),
      ];
      const wanted = known
        .filter((one) => one !== "-")
        .map((one): Value => (typeof one === "string" && /^\d+\.\d{6}$/.test(one) ? Number(one) : one));
      return {
        text: [print(moment, "epoch.SSSSSS"), ...known].join("\t"),
        expected: { timeUnixNano: String(moment.nanos), severityNumber: 0, body: undefined, values: wanted },
      };
    }),
  ],
};
