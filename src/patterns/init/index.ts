import { definePattern } from "../pattern.ts";
import { initFiles } from "./files.ts";
import { initOptions } from "./options.ts";
import { initPart } from "./part.ts";

export const init = definePattern({
  name: "init",
  about: "Runs to completion before the app: waits for a service, fetches code or an artefact, runs a migration.",
  options: initOptions,
  firstOptions: (given) => ({ task: "wait", ...((given["task"] ?? "wait") === "wait" && { for: ["tcp://localhost:5432"] }), ...given }),
  defaultName: ({ task = "wait", for: targets }) => {
    if (task === "fetch") return "fetch-code";
    if (task === "run") return "migrate";
    const first = Array.isArray(targets) ? String(targets[0]) : "tcp://localhost:5432";
    return `wait-for-${/^postgres|:5432/.test(first) ? "db" : "service"}`;
  },
  hasPackage: ({ task }) => task !== "run",
  files: initFiles,
  part: initPart,
});
