import type { DesiredFile } from "../../plan/file.ts";
import { render } from "../../render/template.ts";
import { proxySettings, routeSettings } from "../../runtime/proxy/settings.ts";
import { companionFolder, packageFiles } from "../package/files.ts";
import { settingRows } from "../package/settings.ts";
import type { Companion } from "../pattern.ts";
import type { AmbassadorOptions } from "./options.ts";
import { type AmbassadorView, ambassadorView, drainOf } from "./view.ts";

/** The package of a database proxy. */
export function ambassadorFiles(companion: Companion<AmbassadorOptions>): DesiredFile[] {
  const { name, options } = companion;
  const fields = ambassadorView(companion);
  const view = {
    ...fields,
    settings: settingRows(proxySettings, written(fields, options, drainOf(companion).maxMs)),
    routeSettings: fields.routes.flatMap((route) => settingRows(routeSettings(route.name), { [`${route.variable}_URL`]: route.url ?? "" })),
  };
  const { files, add } = companionFolder(name);
  add("src/main.ts", "merged", render("ambassador/src/main.ts.hbs", view));
  add(`test/${options.protocol}.test.ts`, "seeded", render(`ambassador/test/${options.protocol}.test.ts.hbs`, view));
  add("README.md", "managed", render("ambassador/README.md.hbs", view));
  const about = `Carries connections to localhost:${view.listen} to the server of the environment: ${view.routeNames}`;
  return [
    ...files,
    ...packageFiles({
      name,
      pod: companion.spec.name,
      about,
      runtime: ["proxy/main.ts", `proxy/${options.protocol}/protocol.ts`],
      needsGit: false,
    }),
  ];
}

/** What src/main.ts says, by the variable that overrides it. */
function written(view: AmbassadorView, { queue, gate }: AmbassadorOptions, drainMs: number): Record<string, string> {
  return {
    LISTEN_PORT: String(view.listen),
    HEALTH_PORT: String(view.port),
    ADMIN_PORT: String(view.admin),
    QUEUE_MAX: String(queue.max),
    QUEUE_TIMEOUT: queue.timeout,
    GATE: gate,
    DRAIN_TIMEOUT: `${drainMs / 1000}s`,
  };
}
