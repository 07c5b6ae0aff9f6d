import { moments, print } from "../clock.ts";
import type { Line, LineSet, Program } from "../program.ts";
import { hex, pick, sized } from "../random.ts";
import { host, ipv4 } from "../words.ts";

const ticking = {
  sample: ["2026-02-17T07:00:00Z", "2026-02-17T17:00:00Z"],
  other: ["2026-03-27T12:00:00Z", "2026-04-03T10:00:00Z"],
  digits: 0,
  zone: "America/Toronto",
} as const;

const events: Readonly<Record<LineSet, readonly (readonly [id: number, description: string])[]>> = {
  sample: [
    [10, "Assign"],
    [11, "Renew"],
    [11, "Renew"],
    [30, "DNS Update Request"],
    [24, "Database Cleanup Begin"],
  ],
  other: [
    [12, "Release"],
    [17, "DNS record not deleted"],
    [36, "Packet dropped because of Client ID hash mismatch"],
    [11, "Renew"],
  ],
};

const heading = [
  "\t\tDHCP Service Activity Log",
  "",
  "Event ID  Meaning",
  "10\tA new address was leased to a client.",
  "11\tA lease was renewed by a client.",
  "",
  "ID,Date,Time,Description,IP Address,Host Name,MAC Address,Transaction ID,Result",
];

export const program: Program = {
  name: "lease-columns",
  about:
    "A DHCP server: a heading, then columns between commas, date and time apart, month first and a short year; columns are empty for some events.",
  tz: "America/Toronto",
  lines: (random, count, set) => [
    ...heading.map((text): Line => ({ text, expected: { severityNumber: 0, body: text, values: [] }, stray: true })),
    ...moments(random, count, set, ticking).map((moment): Line => {
      const [id, description] = pick(random, events[set]);
      const own = id === 24;
      const address = ipv4(random, set);
      const name = host(random, set);
      const mac = hex(random, 12).toUpperCase();
      const transaction = sized(random, set === "sample" ? 6 : 9);
      const result = pick(random, [0, 0, 6]);
      const tail = own ? ",,,0,6" : `${address},${name},${id === 30 ? "" : mac},${transaction},${result}`;
      return {
        text: `${id},${print(moment, "MM/dd/yy,HH:mm:ss")},${description},${tail}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: 0,
          body: undefined,
          values: [id, description, ...(own ? [6] : [address, name, ...(id === 30 ? [] : [mac]), transaction, result])],
        },
      };
    }),
  ],
};
