import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { otlp } from "../../../../src/runtime/agent/sinks/otlp.ts";
import { batchOf } from "../support/batches.ts";
import { Authority, type Pair } from "../support/certificates.ts";
import { testFolder } from "../support/folder.ts";
import { httpCases, startCase } from "../support/strict/cases.ts";

const never = new AbortController().signal;
const delivered = { kind: "delivered" };

function serving({ certFile, keyFile }: Pair, caFile: string): ServerOptions {
  const files = { cert: readFileSync(certFile), key: readFileSync(keyFile), ca: readFileSync(caFile) };
  return { ...files, requestCert: true, rejectUnauthorized: true };
}

/** Made once: openssl takes its time. */
const issued = mkdtempSync(join(tmpdir(), "agent-"));
afterAll(() => rmSync(issued, { recursive: true, force: true }));
const authority = new Authority(issued);
const itself = authority.issue("server", "IP:127.0.0.1");
const [first, second] = [authority.issue("first"), authority.issue("second")];

describe.each(Object.keys(httpCases))("TLS to %s", (name) => {
  test("shows the agent's certificate, and the next one between two requests once the file is replaced", async () => {
    const folder = testFolder();
    const [certFile, keyFile] = [join(folder, "client.pem"), join(folder, "client.key")];
    const install = (pair: Pair) => {
      copyFileSync(pair.certFile, certFile);
      copyFileSync(pair.keyFile, keyFile);
    };
    install(first);
    const env = { SINK_TLS_CA_FILE: authority.caFile, SINK_TLS_CERT_FILE: certFile, SINK_TLS_KEY_FILE: keyFile };
    const { sink, server, contract } = await startCase(name, env, serving(itself, authority.caFile));
    expect(await sink.send(batchOf(["a"]), never)).toEqual(delivered);
    expect(await sink.send(batchOf(["a", "b"]).slice(1, 2), never)).toEqual(delivered);
    install(second);
    expect(await sink.send(batchOf(["a", "b", "c"]).slice(2, 3), never)).toEqual(delivered);
    expect(server.requests.map(({ client, connection }) => [client, connection])).toEqual([
      ["first", 1],
      ["first", 1],
      ["second", 2],
    ]);
    expect(contract.stored).toEqual(["a", "b", "c"]);
    await sink.close();
  });
});

test("a rotation during a request leaves that request alone", async () => {
  const folder = testFolder();
  const [certFile, keyFile] = [join(folder, "client.pem"), join(folder, "client.key")];
  copyFileSync(first.certFile, certFile);
  copyFileSync(first.keyFile, keyFile);
  const env = { SINK_TLS_CA_FILE: authority.caFile, SINK_TLS_CERT_FILE: certFile, SINK_TLS_KEY_FILE: keyFile };
  const tls = serving(itself, authority.caFile);
  const { sink, server } = await startCase("OTLP in JSON", { ...env, SINK_CONCURRENCY: "2" }, tls);
  let during: ReturnType<typeof sink.send> | undefined;
  server.fault = (number) => {
    if (number > 1) return undefined;
    copyFileSync(second.certFile, certFile);
    copyFileSync(second.keyFile, keyFile);
    during = sink.send(batchOf(["b"]), never);
    return undefined;
  };
  expect([await sink.send(batchOf(["a"]), never), await during]).toEqual([delivered, delivered]);
  expect(await sink.send(batchOf(["c"]), never)).toEqual(delivered);
  expect(server.requests.map(({ client, connection }) => [client, connection])).toEqual([
    ["first", 1],
    ["second", 2],
    ["second", 2],
  ]);
});

test("a server that the agent does not trust gets nothing", async () => {
  const stranger = new Authority(testFolder(), "stranger");
  const tls = { ...serving(stranger.issue("server", "IP:127.0.0.1"), stranger.caFile), requestCert: false, rejectUnauthorized: false };
  const { sink, server } = await startCase("OTLP in JSON", { SINK_TLS_CA_FILE: authority.caFile }, tls);
  expect(await sink.send(batchOf(["a"]), never)).toMatchObject({ kind: "retry", reason: expect.stringMatching(/certificate/) });
  expect(server.requests).toEqual([]);
});

test("settings that contradict each other are refused at the start, all at once", () => {
  const folder = testFolder();
  const token = join(folder, "token");
  writeFileSync(token, "t");
  const env = { SINK_TOKEN_FILE: token, SINK_HEADERS: "authorization=Basic%20x", SINK_TLS_INSECURE_SKIP_VERIFY: "true" };
  expect(otlp().configure(env)).toEqual({
    ok: false,
    problems: [
      "SINK_TLS_INSECURE_SKIP_VERIFY: of no use, the connection is not encrypted",
      "Authorization in SINK_HEADERS and SINK_TOKEN_FILE: give one of them",
    ],
  });
});

test("zstd is sent where Node has it, and refused at the start where not", async () => {
  if (Reflect.has(zlib, "zstdCompress")) {
    const { sink, server, contract } = await startCase("OTLP in JSON", { SINK_COMPRESSION: "zstd" });
    expect(await sink.send(batchOf(["a", "b"]), never)).toEqual(delivered);
    expect(server.requests[0]?.headers["content-encoding"]).toBe("zstd");
    expect(contract.stored).toEqual(["a", "b"]);
  } else {
    const want = `SINK_COMPRESSION zstd needs Node 22.15 or later, this is ${process.version}: use gzip, or a newer Node`;
    expect(otlp().configure({ SINK_COMPRESSION: "zstd" })).toMatchObject({ ok: false, problems: [`${want}, got "zstd"`] });
  }
});
