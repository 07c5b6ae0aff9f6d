import { expect, test } from "vitest";
import { projectSchema } from "../../src/patterns/index.ts";
import { patternRules } from "../../src/patterns/rules.ts";
import { manifestOf } from "../../src/project/desired.ts";
import { readSpec } from "../../src/spec/read.ts";

test.each(["sidecar", "adapter"])("settings of a %s mount a ConfigMap that need not be there, and name its file", (pattern) => {
  const text = `name: shop\napp: { logs: [/var/log/app/*.log] }\ncompanions:\n  logs: { pattern: ${pattern}, port: 9101, settings: shop-logs }\n`;
  const read = readSpec(text, { file: "scaffold.yaml", rules: patternRules }, projectSchema());
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const manifest = JSON.stringify(manifestOf(read.value).object);
  expect(manifest).toContain('{"name":"SETTINGS_FILE","value":"/etc/logs/settings/settings.env"}');
  expect(manifest).toContain('{"name":"logs-settings","mountPath":"/etc/logs/settings","readOnly":true}');
  expect(manifest).toContain('{"name":"logs-settings","configMap":{"name":"shop-logs","optional":true}}');
});
