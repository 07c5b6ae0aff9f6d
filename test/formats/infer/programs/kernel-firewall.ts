import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, hex, pick, sized, whole } from "../random.ts";
import { ipv4 } from "../words.ts";

const ticking = {
  sample: ["2026-03-05T09:00:00Z", "2026-03-05T21:00:00Z"],
  other: ["2026-03-20T12:00:00Z", "2026-04-02T15:00:00Z"],
  digits: 6,
  zone: "Europe/Prague",
} as const;

/** Names and what they are; a name alone is a flag. */
type Pair = readonly [name: string, value?: string | number];

export const program: Program = {
  name: "kernel-firewall",
  about:
    "A firewall's lines from the kernel: NAME=value without quotes, some without a value, flags that are only a name, other names by protocol.",
  tz: "Europe/Prague",
  referenceTime: "2026-04-02T20:00:00Z",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const host = pick(random, set === "sample" ? ["gw", "gw", "fw-2"] : ["edge-7.example.net", "gw", "NAS"]);
      const action = pick(random, set === "sample" ? ["BLOCK", "BLOCK", "AUDIT"] : ["BLOCK", "ALLOW", "LIMIT BLOCK"]);
      const since = ((moment.nanos - BigInt(Date.parse("2026-03-01T00:00:00Z")) * 1_000_000n) / 1000n).toString();
      const uptime = `${since.slice(0, -6)}.${since.slice(-6)}`;
      const device = pick(random, set === "sample" ? ["eth0", "eth1"] : ["wg0", "eth0", "br-5f7c"]);
      const mac = Array.from({ length: 14 }, () => hex(random, 2)).join(":");
      const outgoing = chance(random, 0.1);
      const ports: Pair[] = [
        ["SPT", whole(random, 1024, 65_535)],
        ["DPT", pick(random, set === "sample" ? [22, 23, 445, 3389] : [1, 8080, 51_413])],
      ];
      const kind = random();
      const protocol: Pair[] =
        kind < 0.6
          ? [["PROTO", "TCP"], ...ports, ["WINDOW", sized(random, 5)], ["RES", "0x00"], ...flags(random, set), ["URGP", 0]]
          : kind < 0.9
            ? [["PROTO", "UDP"], ...ports, ["LEN", whole(random, 8, 1400)]]
            : [
                ["PROTO", "ICMP"],
                ["TYPE", 8],
                ["CODE", 0],
                ["ID", sized(random, 4)],
                ["SEQ", sized(random, 3)],
              ];
      const pairs: Pair[] = [
        ["IN", outgoing ? "" : device],
        ["OUT", outgoing ? device : ""],
        ...(outgoing ? [] : [["MAC", mac] as const]),
        ["SRC", ipv4(random, set)],
        ["DST", ipv4(random, set)],
        ["LEN", whole(random, 40, 1500)],
        ["TOS", "0x00"],
        ["PREC", "0x00"],
        ["TTL", whole(random, 30, set === "sample" ? 128 : 255)],
        ["ID", sized(random, 5)],
        ...(chance(random, 0.5) ? [["DF"] as const] : []),
        ...protocol,
      ];
      const said = pairs.map(([name, value]) => (value === undefined ? name : `${name}=${value}`)).join(" ");
      // What never varies may be taken for fixed text. Of two values of one name either may be kept.
      const constant = ["TOS", "PREC", "RES", "URGP", "TYPE", "CODE"];
      const wanted = pairs.filter(([name, value]) => value !== undefined && value !== "" && !constant.includes(name));
      return {
        text: `${print(moment, "MMM _d HH:mm:ss")} ${host} kernel: [${uptime}] [UFW ${action}] ${said}`,
        expected: {
          timeUnixNano: String((moment.nanos / 1_000_000_000n) * 1_000_000_000n),
          severityNumber: 0,
          body: undefined,
          values: [
            host,
            [action, `UFW ${action}`, `[UFW ${action}]`],
            ...wanted.map(([name]) => wanted.filter(([other]) => other === name).map(([, value]) => value ?? "")),
          ],
        },
      };
    }),
};

function flags(random: () => number, set: "sample" | "other"): Pair[] {
  const names = pick(random, set === "sample" ? ["SYN", "ACK", "ACK PSH"] : ["RST", "ACK FIN", "SYN", "CWR ECE SYN"]);
  return names.split(" ").map((name) => [name]);
}
