import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, sized, whole } from "../random.ts";
import { message, word } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T11:00:00Z"],
  other: ["2026-06-28T12:00:00Z", "2026-07-02T10:00:00Z"],
  digits: 0,
} as const;

const levels = {
  common: [
    ["INFO", 9, 85],
    ["WARN", 13, 10],
    ["ERR", 17, 5],
  ],
  rare: [
    ["VERB", [1, 5]],
    ["CRIT", [18, 21]],
  ],
} as const;

const sources = {
  sample: ["Runner", "JobDispatcher", "MessageListener", "ProcessInvokerWrapper", "HostContext", "StepsRunner"],
  other: ["Runner", "RSAFileKeyManager", "CommandLineParser", "ActionManifestManager", "ExecutionContext", "GitHubActionsService"],
};

const messages = {
  sample: [
    "Well known directory 'Bin': '{file}'",
    "Message '{n}' received from session '{uuid}'.",
    "Starting process:",
    "  File name: '{file}'",
    "Job request {n} for plan {uuid} job {uuid} received.",
    "Finished process {n} with exit code {n}, and elapsed time 00:00:0{ms}.",
    "Catch exception during renew runner jobrequest {n}.",
    "Set runner/worker process title to '{word}'",
  ],
  other: [
    "Exiting...",
    "[{word}] step result: Succeeded",
    "GET request to https://{host}{path} has been cancelled.",
    "INFO is the default level",
    "- {word}: {n} of {n}",
  ],
};

export const program: Program = {
  name: "runner-diagnostics",
  about:
    "A runner of builds: time, padded level and component share one pair of brackets; objects of many lines and .NET's exceptions below some messages.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const source = pick(random, sources[set]);
      const said = message(random, set, messages);
      const frame = () =>
        `\n   at Build.Runner.Listener.Runner.Run(String ${word(random, "sample")}) in /src/Runner.cs:line ${sized(random, 3)}`;
      const object = Array.from({ length: whole(random, 1, 5) }, () => `\n  "${word(random, set)}": ${sized(random, 4)}`).join(",");
      const below = chance(random, level.text === "ERR" ? 0.8 : 0)
        ? `\nSystem.Net.Http.HttpRequestException: ${message(random, set, messages).trim()}${Array.from({ length: whole(random, 1, 4) }, frame).join("")}`
        : chance(random, 0.05)
          ? `\n {${object}\n }`
          : "";
      return {
        text: `[${print(moment, "yyyy-MM-dd HH:mm:ss'Z'")} ${level.text.padEnd(4)} ${source}] ${said}${below}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [`${said}${below}`, said],
          values: [source],
        },
      };
    }),
};
