import type { Rule } from "../spec/rules.ts";

/** A log agent that is told nothing to watch would run for ever and ship nothing. */
const agentsHaveFiles: Rule = ({ app, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    if (companion.pattern === "sidecar" && companion["watch"] === undefined && app.logs.length === 0) {
      report(
        ["companions", name],
        "nothing to watch: neither it nor the app names log files",
        "add watch: [/var/log/app/*.log] here, or logs: to the app",
      );
    }
  }
};

/** Rules over several fields that the patterns bring to the document. */
export const patternRules: readonly Rule[] = [agentsHaveFiles];
