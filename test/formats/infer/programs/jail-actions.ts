import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { fill, ipv4, message } from "../words.ts";

const ticking = {
  sample: ["2026-06-18T09:00:00Z", "2026-06-18T22:00:00Z"],
  other: ["2026-10-24T12:00:00Z", "2026-10-24T23:00:00Z"],
  digits: 3,
  zone: "Europe/Rome",
} as const;

const levels = {
  common: [
    ["INFO", 9, 30],
    ["WARNING", 13, 40],
    ["ERROR", 17, 30],
  ],
  rare: [
    ["DEBUG", 5],
    ["CRITICAL", [18, 21]],
  ],
} as const;

const jails = {
  sample: ["sshd", "nginx-http-auth", "postfix"],
  other: ["sshd", "recidive", "dovecot.imap", "nginx_botsearch-2"],
};

const modules = {
  sample: ["server", "jail", "transmitter", "filtersystemd"],
  other: ["server", "asyncserver", "utils", "actions"],
};

const messages = {
  sample: [
    "Jail '{word}' uses systemd {}",
    "Initiated 'pyinotify' backend",
    "Connected to fail2ban persistent database '{file}'",
    "Command ['set', '{word}', 'banip'] has failed. Received {n}",
    "Unable to find a corresponding IP address for {host}",
    "rollover performed on {file}",
  ],
  other: [
    "Shutdown in progress...",
    "7f{hex} -- exec: iptables -w -N f2b-{word}",
    "  maxRetry: {n}",
    "Failed to execute ban jail '{word}' action 'iptables-multiport'",
    "{n} -- returned {n}",
  ],
};

export const program: Program = {
  name: "jail-actions",
  about:
    "Fail2ban: a logger padded before the process in brackets and its colon, a level padded behind, a jail in brackets in front of some messages, of which some end in another time.",
  tz: "Europe/Rome",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const kind = random();
      const pid = set === "sample" ? pick(random, [1204, 988]) : whole(random, 2, 4_000_000);
      const jail = pick(random, jails[set]);
      const address = ipv4(random, set);
      const general = drawLevel(random, set, levels);
      const [module, level, body] =
        kind < 0.45
          ? ["filter", { text: "INFO", number: 9 }, `[${jail}] Found ${address} - ${print(moment, "yyyy-MM-dd HH:mm:ss")}`]
          : kind < 0.75
            ? [
                "actions",
                { text: "NOTICE", number: 10 },
                `[${jail}] ${pick(random, set === "sample" ? ["Ban", "Unban"] : ["Restore Ban", "Unban", "Ban"])} ${address}`,
              ]
            : kind < 0.8
              ? ["actions", { text: "WARNING", number: 13 }, fill(random, set, `[${jail}] ${address} already banned`)]
              : [pick(random, modules[set]), general, message(random, set, messages)];
      const logger = `fail2ban.${module}`;
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")} ${logger.padEnd(24)}[${pid}]: ${level.text.padEnd(7)} ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          // What stands in a bracket in front may be taken for a field.
          body: [body, body.replace(/^\[.*?\] /, "")],
          values: [logger, pid],
        },
      };
    }),
};
