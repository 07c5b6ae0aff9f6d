import { client } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, hex, pick, whole } from "../random.ts";
import { fill, ipv4, message } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"],
  other: ["2026-05-28T12:00:00Z", "2026-06-02T10:00:00Z"],
  digits: 3,
  zone: "America/Lima",
} as const;

const levels = {
  common: [
    ["info", 9, 75],
    ["notice", 10, 15],
    ["warning", 13, 10],
  ],
  rare: [
    ["error", 17],
    ["critical", [18, 21]],
    ["debug 1", 5],
    ["debug 3", 5],
  ],
} as const;

const messages = {
  sample: [
    "general: zone {word}.example.com/IN: loaded serial {n}",
    "general: running",
    "lame-servers: connection refused resolving '{word}.example.org/AAAA/IN': {ip}#53",
    "security: client @0x7f21{hex} {ip}#{port} ({word}.example.com): query (cache) '{word}.example.com/A/IN' denied",
    "dnssec: managed-keys-zone: Key 20326 for zone . is now trusted (acceptance timer complete)",
  ],
  other: [
    "xfer-in: transfer of '{word}.example.net/IN' from {ip}#53: failed while receiving responses: REFUSED",
    "rate-limit: limit responses to {ip}/24 for {word}.example.org IN ANY  ({hex})",
    "notify: zone {n}.168.192.in-addr.arpa/IN: sending notifies (serial {n})",
    "general: the working directory is not writable",
    "network: no longer listening on 2001:db8::1#53",
  ],
};

export const program: Program = {
  name: "resolver-queries",
  about:
    "BIND: a month by its name between dashes, a category and a level that each end in a colon, two words for debugging; most lines are queries.",
  tz: "America/Lima",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const asked = chance(random, 0.7);
      const name = fill(
        random,
        set,
        pick(random, set === "sample" ? ["{word}.example.com", "www.example.org"] : ["_dmarc.{word}.example.net", "{n}.in-addr.arpa", "."]),
      );
      const kind = pick(random, set === "sample" ? ["A", "AAAA"] : ["A", "HTTPS", "PTR", "TYPE65", "TXT"]);
      const flags = pick(random, set === "sample" ? ["+", "+E(0)K", "-E(0)DC"] : ["+T", "-", "+SE(0)TDV"]);
      const level = asked ? { text: "info", number: 9 } : drawLevel(random, set, levels);
      const said = asked
        ? `queries: client @0x7f21${hex(random, 8)} ${client(random, set)}#${whole(random, 1024, 65_535)} (${name}): query: ${name} IN ${kind} ${flags} (${ipv4(random, set)})`
        : message(random, set, messages);
      const [category = "", body = ""] = said.split(/: (.*)/);
      return {
        text: `${print(moment, "dd-MMM-yyyy HH:mm:ss.SSS")} ${category}: ${level.text}: ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: [level.text, level.text.split(" ")[0] ?? ""],
          body,
          values: [category],
        },
      };
    }),
};
