import type { DesiredFile } from "../../plan/file.ts";
import { render } from "../../render/template.ts";
import { agentSettings } from "../../runtime/agent/settings.ts";
import { fileSettings } from "../../runtime/agent/sinks/file.ts";
import { httpSinkSettings } from "../../runtime/agent/sinks/http.ts";
import { otlpSettings } from "../../runtime/agent/sinks/otlp.ts";
import { stdoutSettings } from "../../runtime/agent/sinks/stdout.ts";
import type { SettingRow } from "../../runtime/service/settings.ts";
import { companionFolder, packageFiles } from "../package/files.ts";
import { settingRows } from "../package/settings.ts";
import type { Companion } from "../pattern.ts";
import type { SidecarOptions } from "./options.ts";
import { type SidecarView, sidecarView } from "./view.ts";

const sinkSettings = { stdout: stdoutSettings, otlp: otlpSettings, http: httpSinkSettings, file: fileSettings };

/** The package of a log agent. */
export function sidecarFiles(companion: Companion<SidecarOptions>): DesiredFile[] {
  const { name, options } = companion;
  const fields = sidecarView(companion);
  const view = { ...fields, settings: agentRows(fields, options) };
  const { files, add } = companionFolder(name);
  add("src/main.ts", "merged", render("sidecar/src/main.ts.hbs", view));
  add("src/transform.ts", "seeded", render("sidecar/src/transform.ts.hbs", view));
  add("test/agent.test.ts", "seeded", render("sidecar/test/agent.test.ts.hbs", view));
  add("README.md", "managed", render("sidecar/README.md.hbs", view));
  const about = `Watches ${view.watch.join(", ")} and ships every record to ${view.sink}`;
  return [
    ...files,
    ...packageFiles({ name, pod: companion.spec.name, about, runtime: ["agent/main.ts", `agent/sinks/${view.sink}.ts`], needsGit: false }),
  ];
}

/** Every setting of an agent, for its README. */
export function agentRows(view: SidecarView, options: SidecarOptions): SettingRow[] {
  return settingRows({ ...agentSettings, ...sinkSettings[view.sink] }, written(view, options));
}

/** What src/main.ts says, by the variable that overrides it. */
function written(view: SidecarView, { batch, drain, gate, maxLine }: SidecarOptions): Record<string, string> {
  return {
    WATCH: view.watch.join(","),
    STATE_DIR: view.stateDir,
    HEALTH_PORT: String(view.port),
    GATE: gate,
    BATCH_MAX_RECORDS: String(batch.records),
    BATCH_MAX_BYTES: batch.bytes,
    BATCH_MAX_WAIT: batch.every,
    MAX_LINE_BYTES: maxLine,
    DRAIN_TIMEOUT: drain,
    ...(view.sinkOptions && ("url" in view.sinkOptions ? { SINK_URL: view.sinkOptions.url } : { SINK_PATH: view.sinkOptions.path })),
  };
}
