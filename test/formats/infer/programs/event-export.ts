import { moments, print } from "../clock.ts";
import type { Line, Program } from "../program.ts";
import { chance, drawLevel, pick, sized } from "../random.ts";
import { message, word } from "../words.ts";

const ticking = {
  sample: ["2026-03-09T13:00:00Z", "2026-03-17T23:00:00Z"],
  other: ["2026-09-28T12:00:00Z", "2026-10-14T10:00:00Z"],
  digits: 0,
  zone: "America/Chicago",
} as const;

const levels = {
  common: [
    ["Information", 9, 70],
    ["Warning", 13, 20],
    ["Error", 17, 10],
  ],
  rare: [
    ["Critical", [18, 21]],
    ["Verbose", [1, 5]],
  ],
} as const;

const providers = {
  sample: ["Service Control Manager", "Microsoft-Windows-Kernel-General", "MSSQLSERVER", "DCOM"],
  other: ["Microsoft-Windows-DNS-Client", ".NET Runtime", "VSS", "Service Control Manager", "ESENT (svchost)"],
};

const messages = {
  sample: [
    "The {word} service entered the running state.",
    'The description for Event ID {n} cannot be found, "{word}" is missing.',
    "The system time has changed to 2026-03-02T14:00:{n}Z, reason: {word}.",
    "Login failed for user '{user}'. [CLIENT: {ip}]",
    "DCOM got error {n}, attempting to start the service {word}, with arguments {uuid}",
  ],
  other: [
    "Name resolution for the name {host} timed out after none of the configured DNS servers responded.",
    'Application: "{word}.exe", version {n}',
    "",
    "svchost ({n}) error: {word}",
  ],
};

export const program: Program = {
  name: "event-export",
  about:
    "Events of Windows exported by PowerShell: a heading, every column in quotes, quotes doubled, month first and twelve hours, a level in full in the middle, messages of several lines within their quotes; CRLF.",
  tz: "America/Chicago",
  lines: (random, count, set) => [
    {
      text: '"TimeCreated","Id","LevelDisplayName","ProviderName","UserId","MachineName","Message"\r',
      expected: { severityNumber: 0, body: undefined, values: [] },
      stray: true,
    },
    ...moments(random, count, set, ticking).map((moment): Line => {
      const level = drawLevel(random, set, levels);
      const id = sized(random, set === "sample" ? 4 : 5);
      const provider = pick(random, providers[set]);
      const user = chance(random, 0.4)
        ? `S-1-5-${pick(random, set === "sample" ? [18, 19] : [20, "21-397955417-626881126-188441444-3344906"])}`
        : "";
      const machine = pick(
        random,
        set === "sample" ? ["WEB01.corp.example.com", "DB01.corp.example.com"] : ["LAPTOP-7Q", "WEB01.corp.example.com"],
      );
      const said = message(random, set, messages);
      const detail = `\r\n\r\nProcess Id: ${sized(random, 4)}\r\nObject: "${word(random, set)}", ${word(random, set)}`;
      const body = `${said}${said !== "" && chance(random, 0.12) ? detail : ""}`;
      const columns = [print(moment, "M/d/yyyy h:mm:ss a"), String(id), level.text, provider, user, machine, body];
      return {
        text: `${columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(",")}\r`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: body === "" ? undefined : body,
          values: [id, provider, machine, ...(user === "" ? [] : [user])],
        },
      };
    }),
  ],
};
