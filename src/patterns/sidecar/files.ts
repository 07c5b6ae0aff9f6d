import type { DesiredFile } from "../../plan/file.ts";
import { render } from "../../render/template.ts";
import { variablePrefix } from "../../runtime/agent/names.ts";
import { agentSettings, sourceSettings } from "../../runtime/agent/settings.ts";
import { fileSettings } from "../../runtime/agent/sinks/file.ts";
import { httpSinkSettings } from "../../runtime/agent/sinks/http.ts";
import { otlpSettings } from "../../runtime/agent/sinks/otlp.ts";
import { stdoutSettings } from "../../runtime/agent/sinks/stdout.ts";
import type { SettingRow, Settings } from "../../runtime/service/settings.ts";
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
  const runtime = ["agent/main.ts", ...view.sinkKinds.map((kind) => `agent/sinks/${kind}.ts`)];
  return [...files, ...packageFiles({ name, pod: companion.spec.name, about, runtime, needsGit: false })];
}

/** Every setting of an agent, for its README: of each source and sink that has a name under that name. */
export function agentRows(view: SidecarView, options: SidecarOptions): SettingRow[] {
  const own = view.source ? agentSettings : withoutSource;
  return [
    ...settingRows(own, written(view, options)),
    ...(view.source ? [] : view.sources.flatMap(sourceRows)),
    ...view.sinks.flatMap(({ name, kind, options: given }) =>
      prefixed(name, settingRows(sinkSettings[kind], givenRows(sinkSettings[kind], given))),
    ),
  ];
}

const withoutSource = Object.fromEntries(Object.entries(agentSettings).filter(([key]) => !Object.hasOwn(sourceSettings, key)));

function sourceRows({ name, ...given }: SidecarView["sources"][number]): SettingRow[] {
  return prefixed(name, settingRows(sourceSettings, givenRows(sourceSettings, given)));
}

function prefixed(name: string | undefined, rows: readonly SettingRow[]): SettingRow[] {
  return rows.map((row) => ({ ...row, env: `${variablePrefix(name)}${row.env}` }));
}

/** What src/main.ts gives, by the variable that overrides it. */
function givenRows(settings: Settings, given: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, setting]) =>
      given[key] === undefined ? [] : [[setting.env, setting.show(given[key])] as const],
    ),
  );
}

/** What src/main.ts says of the agent itself, by the variable that overrides it. */
function written(view: SidecarView, { batch, drain, gate, maxLine }: SidecarOptions): Record<string, string> {
  const [source] = view.sources;
  return {
    ...(view.source && givenRows(sourceSettings, source)),
    STATE_DIR: view.stateDir,
    HEALTH_PORT: String(view.port),
    ADMIN_PORT: String(view.admin),
    GATE: gate,
    BATCH_MAX_RECORDS: String(batch.records),
    BATCH_MAX_BYTES: batch.bytes,
    BATCH_MAX_WAIT: batch.every,
    MAX_LINE_BYTES: maxLine,
    DRAIN_TIMEOUT: drain,
    ...(view.trim && { TRIM: "true" }),
  };
}
