import { definePattern } from "../pattern.ts";
import { sidecarFiles } from "./files.ts";
import { sidecarOptions } from "./options.ts";
import { sidecarPart } from "./part.ts";

export const sidecar = definePattern({
  name: "sidecar",
  about: "A log agent: watches the app's log files on the shared volume and ships every record to the central log server.",
  options: sidecarOptions,
  firstOptions: (given, app) => ({
    watch: app.logs.length > 0 ? app.logs : ["/var/log/app/*.log"],
    ...given,
    // Written out with its defaults: where records go has to be seen in the document.
    sink: sidecarOptions.shape.sink.parse(given["sink"]),
  }),
  defaultName: () => "log-agent",
  hasPackage: () => true,
  files: sidecarFiles,
  part: sidecarPart,
});
