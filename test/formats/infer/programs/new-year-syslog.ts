import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { pick, whole } from "../random.ts";
import { chatter, fill, message } from "../words.ts";

const ticking = {
  sample: ["2025-12-28T05:00:00Z", "2025-12-28T20:00:00Z"],
  other: ["2025-12-30T12:00:00Z", "2026-01-02T15:00:00Z"],
  digits: 0,
  zone: "America/Chicago",
} as const;

const programs = {
  sample: {
    sshd: ["Accepted publickey for {user} from {ip} port {port} ssh2", "Close session: user {user} from {ip} port {port} id {n}"],
    CRON: ["({user}) CMD (test -x {file} && {file})"],
    systemd: ["Started Session {n} of User {user}.", "Reached target Timers.", "{word}.service: Succeeded."],
    kernel: ["eth0: Link is Up - {n}Mbps/Full", "Out of memory: Killed process {n} ({word})", "usb 1-{n}: new device"],
    shopd: chatter.sample,
  },
  other: {
    "postfix/smtpd": ["connect from {host}[{ip}]", "warning: hostname {host} does not resolve to address {ip}"],
    rsyslogd: ['[origin software="rsyslogd" x-pid="{n}"] rsyslogd was HUPed', "action 'action-{n}' suspended"],
    "dbus-daemon": ["[system] Activating via systemd: service name='org.{word}'", "error: unknown {word}"],
    shopd: chatter.other,
    kernel: ["INFO: task {word}:{n} blocked for more than 120 seconds.", "CPU{n}: Core temperature above threshold"],
  },
} as const;

export const program: Program = {
  name: "new-year-syslog",
  about:
    "A syslog file around New Year: no year, no zone, a day padded with a blank, a process id for some programs, no priority and so no severity.",
  tz: "America/Chicago",
  referenceTime: "2026-01-02T20:00:00Z",
  takes: ["proxy-in-syslog", "kernel-firewall"],
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const kind = set === "other" && random() < 0.5 ? programs.other : programs.sample;
      const [name, templates] = pick(random, Object.entries(kind));
      const host = pick(random, set === "sample" ? ["my-vps", "my-vps", "db2"] : ["edge-7.example.net", "my-vps", "GW"]);
      const pid = set === "sample" ? whole(random, 700, 9999) : whole(random, 1, 3_999_999);
      const body = templates === chatter.sample ? message(random, "sample", chatter) : fill(random, set, pick(random, templates));
      const numbered = name !== "kernel";
      return {
        text: `${print(moment, "MMM _d HH:mm:ss")} ${host} ${name}${numbered ? `[${pid}]` : ""}: ${body}`,
        expected: { timeUnixNano: String(moment.nanos), severityNumber: 0, body, values: [host, name, ...(numbered ? [pid] : [])] },
      };
    }),
};
