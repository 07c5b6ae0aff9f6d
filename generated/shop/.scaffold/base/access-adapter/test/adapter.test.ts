import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

// Runs the built adapter as a process on standard input, whatever its sink. Add what matters to you: your edits
// are merged when it is generated again.
const lines = [
  "67.43.156.13 - - [25/Oct/2016:14:49:34 +0200] \"GET /favicon.ico HTTP/1.1\" 404 571 \"http://localhost:8080/\" \"Mozilla/5.0 (X11)\"",
  "::1 - frank [10/Oct/2000:13:55:36 -0700] \"POST /pay?order=7 HTTP/1.1\" 503 - \"-\" \"a \\\"quoted\\\" agent\"",
  "172.24.0.3 - - [31/Dec/2024:17:32:06 +0000] \"GET / HTTP/2.0\" 200 615 \"-\" \"curl/8.11.1\" \"1.2.3.4, 10.10.1.1\"",
  "lessons.example.com:443 192.168.0.1 - - [09/Jun/2020:12:10:39 -0700] \"GET /A%20Beka HTTP/1.1\" 206 7648063 \"http://e/\" \"Mozilla/5.0\"",
  "127.0.0.1 bob frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326",
];
const bundle = fileURLToPath(new URL("../main.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "access-adapter"));
const shipped = join(folder, "shipped/records.ndjson");
let received = "";

const server = createServer((request, response) => {
  request.on("data", (chunk: Buffer) => (received += chunk.toString()));
  request.on("end", () => response.setHeader("content-type", "application/json").end("{}"));
});

before(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));

after(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("what comes in on standard input goes out as records, and then it ends", async () => {
  const adapter = spawn(process.execPath, [bundle], {
    env: {
      PATH: process.env["PATH"],
      WATCH: "-",
      HEALTH_PORT: "0",
      STATE_DIR: join(folder, "state"),
      SINK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      SINK_PATH: shipped,
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => adapter.once("close", resolve));
  adapter.stdout.on("data", (bytes: Buffer) => (received += bytes.toString()));
  adapter.stdin.end(`${lines.join("\n")}\n\n`);
  assert.equal(await exited, 0);
  const delivered = received + (existsSync(shipped) ? readFileSync(shipped, "utf8") : "");
  assert.equal(delivered.split('"log.record.uid"').length - 1, lines.length + 1);
});
