import { expect, test } from "vitest";
import { resourceFromEnv } from "../../../src/runtime/agent/resource.ts";

test.each([
  ["the app's name, where nothing is said", {}, "shop", "shop"],
  ["what the environment lists goes before", { OTEL_RESOURCE_ATTRIBUTES: "service.name=a" }, "shop", "a"],
  ["and its name for it before that", { OTEL_RESOURCE_ATTRIBUTES: "service.name=a", OTEL_SERVICE_NAME: "b" }, "shop", "b"],
  ["of an agent that knows no app", {}, undefined, "unknown_service"],
])("the service is %s", (_, env, app, want) => {
  expect(resourceFromEnv(env, app)["service.name"]).toBe(want);
});

test("a container has a name only in a pod", () => {
  expect(resourceFromEnv({ CONTAINER_NAME: "x" }, "shop")).not.toHaveProperty("k8s.container.name");
  expect(resourceFromEnv({ CONTAINER_NAME: "x", POD_NAME: "p" }, "shop")).toMatchObject({ "k8s.container.name": "x", "k8s.pod.name": "p" });
});
