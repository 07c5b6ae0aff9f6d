import { client } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program, Value } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-03-14T07:00:00Z", "2026-03-14T11:00:00Z"],
  other: ["2026-08-29T21:00:00Z", "2026-09-03T01:00:00Z"],
  digits: 6,
  zone: "Europe/Madrid",
} as const;

const levels = {
  common: [
    ["error", 17, 60],
    ["notice", 10, 25],
    ["warn", 13, 15],
  ],
  rare: [
    ["crit", 18],
    ["emerg", 21],
    ["info", 9],
    ["debug", 5],
    ["trace3", [1, 2, 3, 4]],
  ],
} as const;

const messages = {
  sample: [
    "Invalid method in request FOO /{word}",
    "Apache/2.4.62 (Unix) configured -- resuming normal operations",
    "File does not exist: {file}",
    "client denied by server configuration: {file}",
    "caught SIGTERM, shutting down",
    "script '{file}' not found or unable to stat",
  ],
  other: [
    "(70007)The timeout specified has expired: error reading from {host}",
    "Command line: '/usr/sbin/httpd -D FOREGROUND'",
    "[{hex}] request failed: URI too long (longer than {n})",
    "server reached MaxRequestWorkers setting, consider raising it",
  ],
};

export const program: Program = {
  name: "module-and-client",
  about: "Apache's error log: weekday and a year after the time, module:level, process and thread, a client and a code only now and then.",
  tz: "Europe/Madrid",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const module = pick(
        random,
        set === "sample" ? ["core", "mpm_event", "authz_core"] : ["core", "ssl", "proxy_fcgi", ...(chance(random, 0.15) ? [""] : [])],
      );
      const pid = whole(random, 1, set === "sample" ? 32_000 : 4_000_000);
      const thread = `${whole(random, 139_000_000, 140_999_999)}${whole(random, 100_000, 999_999)}`;
      const said = message(random, set, messages);
      const code = chance(random, 0.6) ? `AH${String(whole(random, 1, 99_999)).padStart(5, "0")}: ` : "";
      const values: Value[] = [
        [pid, `${pid}:tid ${thread}`],
        [Number(thread), thread, `${pid}:tid ${thread}`],
      ];
      if (module !== "") values.push([module, `${module}:${level.text}`]);
      let from = "";
      if (chance(random, 0.6)) {
        const [address, port] = [client(random, set), whole(random, 1024, 65_535)];
        from = `[client ${address}:${port}] `;
        values.push([address, `${address}:${port}`], [port, `${address}:${port}`]);
      }
      const time = print(moment, "EEE MMM dd HH:mm:ss.SSSSSS yyyy");
      return {
        text: `[${time}] [${module}:${level.text}] [pid ${pid}:tid ${thread}] ${from}${code}${said}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${code}${said}`],
          values,
        },
      };
    }),
};
