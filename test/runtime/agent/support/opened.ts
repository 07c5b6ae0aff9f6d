import type { Normaliser } from "../../../../src/runtime/agent/normaliser.ts";
import type { Sink, SinkDefinition } from "../../../../src/runtime/agent/sinks/sink.ts";
import { createLog } from "../../../../src/runtime/service/log.ts";

/** A signal that is never aborted. */
export const never: AbortSignal = new AbortController().signal;

/** A sink as an agent would open it, with what it writes to the agent's log. */
export function opened(
  definition: SinkDefinition,
  { env = {}, normaliser }: { env?: Record<string, string>; normaliser?: Normaliser } = {},
): Sink & { readonly said: string[] } {
  const configured = definition.configure(env);
  if (!configured.ok) throw new Error(configured.problems.join());
  const said: string[] = [];
  const log = createLog({ write: (line) => said.push(JSON.parse(line).message) });
  const sink = configured.value.open({ agent: "log-agent", resource: { "service.name": "shop", "host.name": "web-1" }, log, normaliser });
  return Object.assign(sink, { said });
}
