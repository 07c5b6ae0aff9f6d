import type { DesiredFile } from "../../plan/file.ts";
import { render } from "../../render/template.ts";
import { companionFolder, packageFiles } from "../package/files.ts";
import type { Companion } from "../pattern.ts";
import { agentRows } from "../sidecar/files.ts";
import { testTemplate } from "../sidecar/own-test.ts";
import type { AdapterOptions } from "./options.ts";
import { adapterView } from "./view.ts";

/** The package of a log adapter: an agent with a parser in the middle. */
export function adapterFiles(companion: Companion<AdapterOptions>): DesiredFile[] {
  const { name, options } = companion;
  const fields = adapterView(companion);
  const view = { ...fields, settings: agentRows(fields, options) };
  const { files, add } = companionFolder(name);
  add("src/main.ts", "merged", render("adapter/src/main.ts.hbs", view));
  add("src/parser.ts", "managed", `${fields.parser.source}\n`);
  add("src/transform.ts", "seeded", render("adapter/src/transform.ts.hbs", view));
  add("test/adapter.test.ts", "merged", render(testTemplate(view, options, "adapter/test/adapter.test.ts.hbs", view.examples), view));
  add("test/parser.test.ts", "managed", render("adapter/test/parser.test.ts.hbs", view));
  add("README.md", "managed", render("adapter/README.md.hbs", view));
  const about = `Reads lines of the formats ${fields.formatNames} and ships records of one schema to ${view.sink}`;
  const sinks = view.sinkKinds.map((kind) => `agent/sinks/${kind}.ts`);
  const wanted = [
    ...(fields.unwraps ? ["agent/framing/inside-container.ts"] : []),
    ...(fields.metrics.length > 0 ? ["agent/derived-metrics.ts"] : []),
  ];
  const runtime = ["agent/main.ts", ...sinks, ...fields.parser.runtime, ...wanted];
  return [...files, ...packageFiles({ name, pod: companion.spec.name, about, runtime, needsGit: false })];
}
