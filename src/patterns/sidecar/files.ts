import type { DesiredFile } from "../../plan/file.ts";
import { render } from "../../render/template.ts";
import { agentSettings } from "../../runtime/agent/settings.ts";
import { companionFolder, packageFiles } from "../package/files.ts";
import type { Companion } from "../pattern.ts";
import type { SidecarOptions } from "./options.ts";
import { sidecarView } from "./view.ts";

/** The package of a log agent. */
export function sidecarFiles(companion: Companion<SidecarOptions>): DesiredFile[] {
  const { name } = companion;
  const view = { ...sidecarView(companion), settings: agentSettings };
  const { files, add } = companionFolder(name);
  add("src/main.ts", "merged", render("sidecar/src/main.ts.hbs", view));
  add("src/transform.ts", "seeded", render("sidecar/src/transform.ts.hbs", view));
  add("test/agent.test.ts", "seeded", render("sidecar/test/agent.test.ts.hbs", view));
  add("README.md", "managed", render("sidecar/README.md.hbs", view));
  const about = `Watches ${view.watch.join(", ")} and ships every record to ${view.sink}`;
  return [...files, ...packageFiles({ name, about, runtime: ["agent/main.ts", `agent/sinks/${view.sink}.ts`], needsGit: false })];
}
