import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { startAdmin, type Verbs } from "../../src/runtime/service/admin.ts";
import { testHost } from "../support/host.ts";
import { temporary } from "../support/temporary.ts";

const line = (body: string) => `${JSON.stringify({ sink: "otlp", record: { body, attributes: { "log.file.name": "app.log" } } })}\n`;
const shown = (body: string) => `otlp  app.log  ${body}\n`;

async function ctl(port: number, ...args: string[]) {
  const document = "name: shop\ncompanions:\n  log-agent: { pattern: sidecar, watch: [/var/log/app/*.log], port: 9103 }\n";
  const root = temporary({ "scaffold.yaml": document, ".scaffold/local.env": "log-agent.admin-token=t\n" });
  const host = testHost(root);
  const exit = await runProgram(["ctl", "log-agent", ...args, "--port", String(port)], host);
  return { exit, out: host.out(), err: host.err() };
}

/** An agent's port, with what it does with a request. */
async function answering(answer: (response: ServerResponse) => void): Promise<number> {
  const server = createServer((_, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function admin(verbs: Verbs, aliveMs: number): Promise<number> {
  const { port, close } = await startAdmin({ port: 0, token: async () => "t", verbs, aliveMs });
  onTestFinished(close);
  return port;
}

test("an answer of lines that is quiet is kept open by empty ones", async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  async function* quiet() {
    yield "one";
    await ended;
    yield "two";
  }
  const port = await admin({ "GET /tap": () => [200, quiet()] }, 5);
  const response = await fetch(`http://127.0.0.1:${port}/tap`, { headers: { authorization: "Bearer t" } });
  let text = "";
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    if (text.endsWith("\n\n\n\n")) end();
  }
  expect(text).toMatch(/^one\n{4,}two\n+$/);
});

test("which are not shown", async () => {
  const port = await answering((response) => response.end(`\n${line("one")}\n\n${line("two")}\n`));
  expect(await ctl(port, "tap")).toEqual({ exit: 0, out: shown("one") + shown("two"), err: "" });
});

test.each<[string, (response: ServerResponse) => void]>([
  ["between two lines", (response) => response.write(line("one"), () => response.destroy())],
  ["in the middle of a line", (response) => response.write(`${line("one")}{"sink":`, () => response.destroy())],
  ["with an end, in the middle of a line", (response) => response.end(`${line("one")}{"sink":`)],
])("a tap that breaks off %s is an error, behind what was shown", async (_, answer) => {
  const port = await answering(answer);
  expect(await ctl(port, "tap")).toMatchObject({
    exit: 3,
    out: shown("one"),
    err: expect.stringContaining("the connection to log-agent broke off before its answer was whole"),
  });
});

test("a tap whose records cannot be told breaks off, and the agent lives", async () => {
  async function* broken() {
    yield line("one").trimEnd();
    throw new Error("a bug");
  }
  const port = await admin({ "GET /tap": () => [200, broken()], "GET /status": () => [200, { sinks: [] }] }, 1000);
  expect(await ctl(port, "tap")).toMatchObject({ exit: 3 });
  expect(await ctl(port, "status")).toMatchObject({ exit: 0 });
});

test("a replay that breaks off is an error, and none of an agent that does not run", async () => {
  const port = await answering((response) => response.destroy());
  expect(await ctl(port, "replay")).toMatchObject({ exit: 3, out: "", err: expect.stringContaining("broke off") });
});
