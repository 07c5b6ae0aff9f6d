import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick, type Random, sized, whole } from "../random.ts";
import { fill, ipv4 } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T14:00:00Z"],
  other: ["2026-05-28T12:00:00Z", "2026-06-02T10:00:00Z"],
  digits: 0,
  zone: "Europe/London",
} as const;

const addresses = {
  sample: ["alice@example.com", "bob@shop.example.org", "root@mx1.example.com"],
  other: ["m.o'neil+lists@example.net", "<>", '"odd name"@example.org', "bob@shop.example.org"],
};
const loose = {
  sample: ["no host name found for IP address {ip}", "Start queue run: pid={n}", "End queue run: pid={n}"],
  other: ["H=({host}) [{ip}] rejected EHLO or HELO {host}: syntactically invalid argument(s)", "unexpected disconnection from [{ip}]"],
};

export const program: Program = {
  name: "mail-transfer",
  about:
    "Exim: the id of a message and an arrow for its direction, then an address and LETTER=value; some lines concern no message; no level.",
  tz: "Europe/London",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const time = print(moment, "yyyy-MM-dd HH:mm:ss");
      const timeUnixNano = String(moment.nanos);
      if (chance(random, 0.15)) {
        const body = fill(random, set, pick(random, loose[set]));
        return { text: `${time} ${body}`, expected: { timeUnixNano, severityNumber: 0, body, values: [] } };
      }
      const id = `${letters(random, 6)}-${letters(random, 6)}-${letters(random, 2)}`;
      const address = pick(random, addresses[set]);
      const peer = `H=${fill(random, set, "{host}")} [${ipv4(random, set)}]`;
      const kind = random();
      const sent = `R=dnslookup T=remote_smtp ${peer} C="250 OK id=${letters(random, 6)}"`;
      const [mark, tail] =
        kind < 0.35
          ? ["<=", `${peer} P=esmtps S=${sized(random, set === "sample" ? 5 : 8)}`]
          : kind < 0.65
            ? ["=>", sent]
            : kind < 0.8 || set === "sample"
              ? ["Completed", ""]
              : [pick(random, ["==", "**", "->"]), `R=dnslookup T=remote_smtp defer (110): Connection timed out`];
      const rest = mark === "Completed" ? mark : `${mark} ${address} ${tail}`;
      return {
        text: `${time} ${id} ${rest}`,
        expected: {
          timeUnixNano,
          severityNumber: 0,
          // Nobody can say where the message begins that these lines do not have.
          body: mark === "Completed" ? [rest, `${id} ${rest}`, ""] : undefined,
          values: [[id, `${id} ${rest}`]],
        },
      };
    }),
};

function letters(random: Random, length: number): string {
  const all = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return Array.from({ length }, () => all[whole(random, 0, all.length - 1)]).join("");
}
