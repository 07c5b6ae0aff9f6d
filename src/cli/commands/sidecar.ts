import { companionCommand } from "../companion.ts";

export const { flags, run } = companionCommand("sidecar", [
  ["scaffold sidecar", "a log agent that prints what the app logs"],
  ["scaffold sidecar --sink otlp --sink-url http://collector:4318", "ship to an OpenTelemetry collector"],
  ["scaffold sidecar audit-agent --watch '/var/log/audit/*.log' --sink file", "a second agent, for other files"],
]);
