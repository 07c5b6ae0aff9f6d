import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick } from "../random.ts";
import { fill } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T10:30:00Z"],
  other: ["2026-05-28T12:00:00Z", "2026-06-02T10:00:00Z"],
  digits: 0,
  zone: "Asia/Dubai",
} as const;

/** What the digits of syslog stand for. */
const severities = [21, 19, 18, 17, 13, 10, 9, 5];

const messages = {
  sample: [
    "6-302013: Built outbound TCP connection {n} for outside:{ip}/443 ({ip}/443) to inside:{ip}/{port} ({ip}/{port})",
    "6-302014: Teardown TCP connection {n} for outside:{ip}/443 to inside:{ip}/{port} duration 0:00:30 bytes {n} TCP FINs",
    "6-302015: Built inbound UDP connection {n} for inside:{ip}/{port} ({ip}/{port}) to outside:{ip}/53 ({ip}/53)",
    '4-106023: Deny tcp src outside:{ip}/{port} dst inside:{ip}/22 by access-group "outside_in" [0x{hex}, 0x0]',
    "5-111008: User '{user}' executed the 'write memory' command.",
    "6-113004: AAA user authentication Successful : server =  {ip} : user = {user}",
  ],
  other: [
    "3-713194: Group = vpn, IP = {ip}, Sending IKE Delete With Reason message: Disconnected by Administrator.",
    "2-106001: Inbound TCP connection denied from {ip}/{port} to {ip}/25 flags SYN  on interface outside",
    "1-104001: (Secondary) Switching to ACTIVE - {word}.",
    "7-609001: Built local-host inside:{ip}",
    "4-733100: [ Scanning] drop rate-1 exceeded. Current burst rate is {n} per second, max configured rate is {n}",
    "3-210007: LU allocate xlate failed",
  ],
};

export const program: Program = {
  name: "appliance-codes",
  about:
    "A firewall of Cisco's: the year inside a time of syslog, a host and a lone colon, then a code that holds the severity as a digit between dashes.",
  tz: "Asia/Dubai",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const host = pick(random, set === "sample" ? ["fw-1", "fw-1", "fw-2"] : ["asa.edge.example.net", "fw-1", "FW_B"]);
      const [code = "", body = ""] = fill(
        random,
        set,
        pick(random, set === "other" && chance(random, 0.5) ? messages.other : messages.sample),
      ).split(/: (.*)/);
      const [digit = "", _number = ""] = code.split("-");
      return {
        text: `${print(moment, "MMM dd yyyy HH:mm:ss")} ${host} : %ASA-${code}: ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          // That the digit is a severity is known of the appliance, and not from its lines.
          severityNumber: [severities[Number(digit)] ?? 0, 0],
          body: [body, `%ASA-${code}: ${body}`],
          values: [host],
        },
      };
    }),
};
