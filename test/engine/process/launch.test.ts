import { expect, test } from "vitest";
import { type LaunchSources, nothingToRun, planLaunch } from "../../../src/engine/launch.ts";
import type { Container } from "../../../src/pod/model.ts";

const env = new Map([["WHO", "you"]]);
const here = (text: string): string => text.replaceAll("/data", "/R");
const image = { entrypoint: ["node", "/data/main.mjs"], cmd: ["--default"], env: { MODE: "image" }, cwd: "/src" };

async function argv(container: Partial<Container>, sources: LaunchSources = {}) {
  return (await planLaunch({ name: "app", image: "shop/app", ...container }, env, sources, here))?.argv;
}

test.each<[string, Partial<Container>, LaunchSources, readonly string[] | undefined]>([
  [
    "--run goes before everything, through a shell",
    { command: ["a"] },
    { commands: { app: "cat /data/x | wc" } },
    ["/bin/sh", "-c", "cat /R/x | wc"],
  ],
  ["--run of another container does not count", { command: ["a"] }, { commands: { db: "x" } }, ["a"]],
  [
    "command and args are expanded and rewritten (12.2)",
    { command: ["echo", "$(WHO)"], args: ["$$(WHO)", "$(NO)", "/data/x"] },
    {},
    ["echo", "you", "$(WHO)", "$(NO)", "/R/x"],
  ],
  ["command alone drops the image's CMD (12.1)", { command: ["a"] }, { resolve: () => image }, ["a"]],
  ["neither: entry point and CMD of the image, as they are (12.1)", {}, { resolve: () => image }, ["node", "/data/main.mjs", "--default"]],
  ["args alone replace the CMD (12.1)", { args: ["$(WHO)"] }, { resolve: () => image }, ["node", "/data/main.mjs", "you"]],
  [
    "an image may be a command line",
    {},
    { resolve: () => ({ entrypoint: "node app.js >/data/log" }) },
    ["/bin/sh", "-c", "node app.js >/R/log"],
  ],
  [
    "a command line gets args as words",
    { args: ["a b"] },
    { resolve: () => ({ entrypoint: "node app.js" }) },
    ["/bin/sh", "-c", 'node app.js "$@"', "sh", "a b"],
  ],
  ["args without anything to hand them to are nothing", { args: ["a"] }, {}, undefined],
  ["an image that nothing stands for is nothing", {}, { resolve: async () => undefined }, undefined],
])("%s", async (_, container, sources, want) => {
  expect(await argv(container, sources)).toEqual(want);
});

test("an image brings its environment and folder", async () => {
  expect(await planLaunch({ name: "app" }, env, { resolve: () => image }, here)).toMatchObject({
    env: { MODE: "image" },
    cwd: "/src",
    from: "image",
  });
});

test("the hint for a missing image says what to type", () => {
  expect(nothingToRun({ name: "app", image: "shop/app:1" })).toEqual({
    reason: "ErrImageNeverPull",
    message: `Container image "shop/app:1" is not present with pull policy of Never; say what it runs: --run app='COMMAND'`,
  });
});

test.each(["app", "shop/app:1", "localhost:5000/a/b-c__d.e:1.2_3", "[::1]:5000/app", "UPPER/app", `app:1@sha256:${"0a".repeat(32)}`])(
  "%s is an image's name",
  (image) => {
    expect(nothingToRun({ name: "app", image }).reason).toBe("ErrImageNeverPull");
  },
);

test.each(["APP", "shop/APP:1", "app:", "app:1:2", "shop//app", "a b", "-app", "app@sha256:12", "http://host/app"])(
  "%s is no image's name",
  (image) => {
    expect(nothingToRun({ name: "app", image })).toEqual({
      reason: "InvalidImageName",
      message: `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format; say what it runs: --run app='COMMAND'`,
    });
  },
);
