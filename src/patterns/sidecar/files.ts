import type { DesiredFile } from "../../plan/file.ts";
import { render } from "../../render/template.ts";
import { variablePrefix } from "../../runtime/agent/names.ts";
import { ownSettings, settingsFileSettings, sourceSettings } from "../../runtime/agent/settings.ts";
import { elasticsearchSettings } from "../../runtime/agent/sinks/elasticsearch.ts";
import { fileSettings } from "../../runtime/agent/sinks/file.ts";
import { forwardSettings } from "../../runtime/agent/sinks/forward.ts";
import { httpSinkSettings } from "../../runtime/agent/sinks/http.ts";
import { lokiSettings } from "../../runtime/agent/sinks/loki.ts";
import { otlpSettings } from "../../runtime/agent/sinks/otlp.ts";
import { splunkSettings } from "../../runtime/agent/sinks/splunk.ts";
import { stdoutSettings } from "../../runtime/agent/sinks/stdout.ts";
import { syslogSettings } from "../../runtime/agent/sinks/syslog.ts";
import { tcpSettings } from "../../runtime/agent/sinks/tcp.ts";
import type { SettingRow, Settings } from "../../runtime/service/settings.ts";
import { companionFolder, packageFiles } from "../package/files.ts";
import { settingRows } from "../package/settings.ts";
import type { Companion } from "../pattern.ts";
import type { SidecarOptions } from "./options.ts";
import { agentTest } from "./own-test.ts";
import type { SinkType } from "./sink-options.ts";
import { type SidecarView, sidecarView } from "./view.ts";

const sinkSettings: Readonly<Record<SinkType, Settings>> = {
  stdout: stdoutSettings,
  otlp: otlpSettings,
  http: httpSinkSettings,
  file: fileSettings,
  loki: lokiSettings,
  elasticsearch: elasticsearchSettings,
  splunk: splunkSettings,
  forward: forwardSettings,
  syslog: syslogSettings,
  tcp: tcpSettings,
};

/** The package of a log agent. */
export function sidecarFiles(companion: Companion<SidecarOptions>): DesiredFile[] {
  const { name, options } = companion;
  const fields = sidecarView(companion);
  const view = { ...fields, settings: agentRows(fields, options) };
  const { files, add } = companionFolder(name);
  add("src/main.ts", "merged", render("sidecar/src/main.ts.hbs", view));
  add("src/transform.ts", "seeded", render("sidecar/src/transform.ts.hbs", view));
  const test = agentTest(fields, options);
  add("test/agent.test.ts", "merged", render(test.template, test.view));
  add("README.md", "managed", render("sidecar/README.md.hbs", view));
  const about = `${view.watches ? "Watches" : "Listens on"} ${view.inputs.join(", ")} and ships every record to ${view.sink}`;
  const runtime = ["agent/main.ts", ...view.sinkKinds.map((kind) => `agent/sinks/${kind}.ts`)];
  return [...files, ...packageFiles({ name, pod: companion.spec.name, about, runtime, needsGit: false })];
}

/** Every setting of an agent, for its README: of each source and sink that has a name under that name. */
export function agentRows(view: SidecarView, options: SidecarOptions): SettingRow[] {
  return [
    ...view.sources.flatMap(sourceRows),
    ...settingRows(settingsFileSettings, {}),
    ...settingRows(ownSettings, written(view, options)),
    ...view.sinks.flatMap(({ name, kind, options: given }) =>
      prefixed(name, settingRows(sinkSettings[kind], givenRows(sinkSettings[kind], given))),
    ),
  ];
}

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
function written(view: SidecarView, { batch, drain, gate, maxLine, listen }: SidecarOptions): Record<string, string> {
  return {
    STATE_DIR: view.stateDir,
    HEALTH_PORT: String(view.port),
    GATE: gate,
    BATCH_MAX_RECORDS: String(batch.records),
    BATCH_MAX_BYTES: batch.bytes,
    BATCH_MAX_WAIT: batch.every,
    MAX_LINE_BYTES: maxLine,
    DRAIN_TIMEOUT: drain,
    ...(listen && { LISTEN: listen.join(",") }),
    ...(view.trim && { TRIM: "true" }),
  };
}
