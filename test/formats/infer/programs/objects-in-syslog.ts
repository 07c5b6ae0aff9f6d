import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { chatter, count as counted, fill, message, user } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T12:00:00Z"],
  other: ["2026-03-27T20:00:00Z", "2026-03-30T11:00:00Z"],
  digits: 6,
  zone: "Europe/Brussels",
} as const;

const levels = {
  common: [
    ["info", 9, 75],
    ["warning", 13, 25],
  ],
  rare: [
    ["error", 17],
    ["debug", 5],
  ],
} as const;

const plain = {
  sample: ["Started Session {n} of User {user}.", "Accepted publickey for {user} from {ip} port {port} ssh2"],
  other: ["Stopping {word}...", "pam_unix(sshd:session): session closed for user {user}", "error: kex_exchange_identification: {n}"],
};

export const program: Program = {
  name: "objects-in-syslog",
  about:
    "Syslog with full times and an offset that changes in spring: the messages of one program are JSON with a level, those of others are not.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const host = pick(random, set === "sample" ? ["web-1", "web-2"] : ["web-1", "NODE-A", "edge-7.example.net"]);
      const pid = whole(random, set === "sample" ? 300 : 1, set === "sample" ? 999 : 99_999);
      const time = print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");
      const timeUnixNano = String(moment.nanos);
      if (chance(random, 0.3)) {
        const name = pick(random, set === "sample" ? ["sshd", "systemd"] : ["systemd", "cron"]);
        const body = fill(random, set, pick(random, plain[set]));
        return {
          text: `${time} ${host} ${name}[${pid}]: ${body}`,
          expected: { timeUnixNano, severityNumber: 0, body, values: [host, name, pid] },
        };
      }
      const level = drawLevel(random, set, levels);
      const body = message(random, set, chatter);
      const fields = { user: user(random, set), attempt: counted(random, set) };
      const json = JSON.stringify({ level: level.text, msg: body, ...fields });
      return {
        text: `${time} ${host} shopd[${pid}]: ${json}`,
        originals: [json],
        expected: {
          timeUnixNano,
          severityNumber: level.number,
          severityText: level.text,
          body: [body, json],
          values: [host, "shopd", pid, ...Object.values(fields)],
        },
      };
    }),
};
