import { run } from "./case.ts";

export const shared = { name: "shared", mountPath: "/shared" };
export const mounted = (name: string, script: string, ...mounts: object[]): object =>
  run(name, script, { volumeMounts: [shared, ...mounts] });
export const lines = (...commands: string[]): string => commands.map((command) => `${command} >> /shared/out`).join("; ");
export const at = (mountPath: string, more: object = {}, name = "data") => ({ name, mountPath, ...more });
export const map = (name: string, data: object, more: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
  ...more,
});
export const secret = (name: string, stringData: object) => ({ apiVersion: "v1", kind: "Secret", metadata: { name }, stringData });
export const once = (containers: object[], volumes: object[], more: object = {}) => ({
  restartPolicy: "Never",
  containers,
  volumes,
  ...more,
});
export const mode = (path: string) => `stat -Lc %a ${path}`;
export const settings = map("settings", { "data-1": "value-1", "data-2": "value-2" });
export const store = secret("store", { "data-1": "secret-1" });
export const until = (test: string) => `until ${test}; do sleep 0.1; done`;
