import { posix } from "node:path";
import { compileGlob, matchesGlob } from "../../runtime/agent/source/glob.ts";
import type { Rule } from "../../spec/rules.ts";
import { watchesFiles } from "../watching.ts";

/** A log agent that is told nothing to watch would run for ever and ship nothing. */
export const agentsHaveFiles: Rule = ({ app, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    const wantsFiles = watchesFiles(companion) && companion["source"] !== "stdin";
    if (wantsFiles && companion["watch"] === undefined && app.logs.length === 0) {
      report(
        ["companions", name],
        "nothing to watch: neither it nor the app names log files",
        "add watch: [/var/log/app/*.log] here, or logs: to the app",
      );
    }
  }
};

/** A file sink among the watched files would be read, written and read again without end; the agent refuses to start then. */
export const agentsDoNotReadThemselves: Rule = ({ app, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    const { watch = app.logs, sink } = companion as { watch?: string[]; sink?: { path?: string } };
    const { path } = sink ?? {};
    if (!watchesFiles(companion) || path === undefined || !watch.some((glob) => isMatched(glob, path))) continue;
    report(["companions", name, "sink", "path"], `${path} is among the files that ${name} watches`, "write to another folder");
  }
};

function isMatched(glob: string, path: string): boolean {
  try {
    return compileGlob(glob).some((one) => matchesGlob(one, posix.normalize(path)));
  } catch {
    // A bracket expression that is none; the agent says so.
    return false;
  }
}
