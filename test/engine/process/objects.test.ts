import { expect, test } from "vitest";
import { createObjects } from "../../../src/engine/objects.ts";
import type { ConfigMap } from "../../../src/pod/model.ts";

const configMap = (name: string, a: string): ConfigMap => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { a } });

test("objects that are replaced are found by the next lookup, and those who listen are told", () => {
  const objects = createObjects({ configMaps: [configMap("settings", "1"), configMap("old", "1")] });
  const before = objects.configMap("settings");
  const told: (string | undefined)[] = [];
  const look = (): void => void told.push(objects.configMap("settings")?.text.get("a"));
  const endFirst = objects.onChange(look);
  objects.onChange(look);

  objects.replace({ configMaps: [configMap("settings", "2")] });
  endFirst();
  objects.replace({ configMaps: [configMap("settings", "3")], localEnv: "login.user=ann" });

  expect(told).toEqual(["2", "2", "3"]);
  expect(before?.text.get("a")).toBe("1");
  expect(objects.configMap("old")).toBeUndefined();
  expect(objects.secret("login")?.text.get("user")).toBe("ann");
});
