import { parseDuration } from "../spec/fields.ts";
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

/** A grace period that is over before the agents have drained would end in SIGKILL with lines undelivered. */
const graceCoversDrain: Rule = ({ pod, companions }, report) => {
  if (pod.grace === undefined) return;
  const grace = parseDuration(pod.grace);
  for (const [name, companion] of Object.entries(companions)) {
    const drain = companion.pattern === "sidecar" ? String(companion["drain"]) : "0s";
    if (parseDuration(drain) < grace) continue;
    report(
      ["pod", "grace"],
      `${pod.grace} is over before ${name} may have delivered everything (drain: ${drain})`,
      `leave grace out, raise it, or lower drain: of ${name}`,
    );
  }
};

/** Rules over several fields that the patterns bring to the document. */
export const patternRules: readonly Rule[] = [agentsHaveFiles, graceCoversDrain];
