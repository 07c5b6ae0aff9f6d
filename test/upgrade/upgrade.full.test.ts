import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { parseCheckpoint, renderCheckpoint } from "../../src/runtime/agent/checkpoint-format.ts";
import { until } from "../runtime/agent/support/folder.ts";
import { scaffold } from "../support/monorepo.ts";
import { run } from "../support/tarball.ts";
import { oldProject, packages } from "./old-project.ts";

const checkpoint = fileURLToPath(new URL("checkpoint-0.1/", import.meta.url));

test.each(packages)("%s of an upgraded project type-checks and passes its own tests", async (name) => {
  const root = oldProject();
  expect(await scaffold(root, "generate --no-build")).toMatchObject({ exit: 0 });
  const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
  expect(await run(process.execPath, [tsc, "--noEmit"], join(root, name))).toMatchObject({ code: 0, stdout: "" });
  const { code, stdout, stderr } = await run(process.execPath, ["build.mjs", "--test"], join(root, name));
  expect({ code, stderr, stdout }).toMatchObject({ code: 0 });
});

test("an agent of today goes on from a checkpoint of 0.1: nothing is repeated, nothing is left out", async () => {
  const root = oldProject();
  expect(await scaffold(root, "generate")).toMatchObject({ exit: 0 });
  const folder = join(root, "pod");
  const log = join(folder, "app.log");
  for (const name of ["", "state"]) mkdirSync(join(folder, name), { recursive: true });
  copyFileSync(join(checkpoint, "app.log"), log);
  const old = parseCheckpoint(readFileSync(join(checkpoint, "checkpoint.json"), "utf8"));
  if (!old.ok) throw new Error(old.reason);
  writeFileSync(join(folder, "state/checkpoint.json"), renderCheckpoint(old.streams.map((stream) => ({ ...stream, path: log }))));
  const lines = Array.from({ length: 5 }, (_, index) => JSON.stringify({ order: 13 + index, message: "order placed" }));
  appendFileSync(log, `${lines.join("\n")}\n{"message":"GET /healthz"}\n`);

  const received: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const bytes = Buffer.concat(chunks);
      received.push(...bodiesOf(request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes));
      response.setHeader("content-type", "application/json").end("{}");
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  const agent = spawn(process.execPath, [join(root, "log-agent/dist/main.mjs")], {
    env: {
      PATH: process.env["PATH"],
      WATCH: log,
      STATE_DIR: join(folder, "state"),
      HEALTH_PORT: "0",
      SINK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      SINK_HEADERS: "",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void agent.kill("SIGKILL"));
  await until("the new lines", () => received.length >= lines.length);
  expect(await stopped(agent)).toBe(0);
  expect(received).toEqual(lines);
});

/** The texts of the records in one OTLP request. */
function bodiesOf(bytes: Buffer): string[] {
  interface Request {
    resourceLogs: { scopeLogs: { logRecords: { body: { stringValue: string }; attributes: { key: string }[] }[] }[] }[];
  }
  const { resourceLogs } = JSON.parse(bytes.toString()) as Request;
  const records = resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
  // The hook that its user wrote for 0.1 is at work.
  for (const { attributes } of records) expect(attributes.map(({ key }) => key)).toContain("team");
  return records.map(({ body }) => body.stringValue);
}

function stopped(agent: ChildProcess): Promise<number | null> {
  const exited = new Promise<number | null>((resolve) => agent.once("close", resolve));
  agent.kill("SIGTERM");
  return exited;
}
