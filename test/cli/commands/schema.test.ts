import { expect, test } from "vitest";
import { run } from "../../../src/cli/commands/schema.ts";
import type { Host } from "../../../src/host.ts";
import { nodeHost } from "../../../src/host-node.ts";

test("schema prints one JSON object to standard output, the same each time", async () => {
  const printed: string[] = [];
  const host: Host = {
    ...nodeHost(),
    stdout: (text) => void printed.push(text),
    stderr: () => expect.unreachable("nothing to talk about"),
  };
  expect([await run({}, host), await run({}, host)]).toEqual([0, 0]);
  expect(printed[0]).toBe(printed[1]);
  expect(JSON.parse(printed[0] ?? "")).toMatchObject({ $schema: "http://json-schema.org/draft-07/schema#", required: ["name"] });
});
