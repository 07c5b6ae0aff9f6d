import { definePattern } from "../pattern.ts";
import { sidecarFiles } from "./files.ts";
import { sidecarOptions } from "./options.ts";
import { sidecarPart } from "./part.ts";
import { type SinkType, sinkSchema } from "./sink-options.ts";

export const sidecar = definePattern({
  name: "sidecar",
  about: "A log agent: watches the app's log files on the shared volume and ships every record to the central log server.",
  options: sidecarOptions,
  firstOptions: (given, app) => ({
    ...(given["sources"] === undefined && firstWatch(app.logs, given["listen"] !== undefined)),
    ...given,
    // Written out: where records go has to be seen in the document.
    ...(given["sinks"] === undefined && { sink: withPlace(given["sink"] ?? { type: "stdout" }) }),
  }),
  defaultName: () => "log-agent",
  hasPackage: () => true,
  files: sidecarFiles,
  part: sidecarPart,
});

/** Who listens need not watch: files that nobody named are not made up then. */
function firstWatch(logs: readonly string[], listens: boolean): { readonly watch?: readonly string[] } {
  if (logs.length > 0) return { watch: logs };
  return listens ? {} : { watch: ["/var/log/app/*.log"] };
}

/** What was given of a sink, which need not be all, with the URL or path that it has by default. */
function withPlace(given: unknown): Record<string, unknown> {
  const { type, ...rest } = given as { type: SinkType };
  const sink = sinkSchema.parse({ type });
  const place = "url" in sink ? { url: sink.url } : "path" in sink ? { path: sink.path } : {};
  return { type, ...place, ...rest };
}
