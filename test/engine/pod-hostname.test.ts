import { expect, test } from "vitest";
import { hostsFile } from "../../src/engine/drivers/process/namespace/hosts.ts";
import { podHostname } from "../../src/engine/pod-hostname.ts";
import type { Pod } from "../../src/pod/model.ts";

const pod = (spec: object, metadata: object = {}): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", ...metadata },
  spec: { containers: [], ...spec },
});

test.each([
  ["its own name", {}, "web"],
  ["its hostname", { hostname: "front" }, "front"],
  ["its hostname alone, beside a subdomain", { hostname: "front", subdomain: "sub" }, "front"],
  ["its domain too where it is asked for", { subdomain: "sub", setHostnameAsFQDN: true }, "web.sub.shop.svc.cluster.local"],
  ["no domain where there is none", { setHostnameAsFQDN: true }, "web"],
  ["its hostnameOverride before all others", { hostname: "front", subdomain: "sub", hostnameOverride: "a.b.example" }, "a.b.example"],
])("a pod calls itself by %s", (_, spec, kernel) => {
  expect(podHostname(pod(spec, { namespace: "shop" })).kernel).toBe(kernel);
});

test("a long name is cut to 63, and then ends with neither a dash nor a dot", () => {
  expect(podHostname(pod({}, { name: `${"n".repeat(61)}.-xyz` })).kernel).toBe("n".repeat(61));
});

test("/etc/hosts has the name with its domain before the name", () => {
  expect(hostsFile(pod({ subdomain: "sub" }))).toContain("\n127.0.0.1\tweb.sub.default.svc.cluster.local\tweb\n");
  expect(hostsFile(pod({ hostnameOverride: "a.b.example", subdomain: "sub" }))).toContain("\n127.0.0.1\ta.b.example\n");
});
