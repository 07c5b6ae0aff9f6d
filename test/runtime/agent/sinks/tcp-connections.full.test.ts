import { copyFileSync } from "node:fs";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { describe, expect, test } from "vitest";
import { Connector } from "../../../../src/runtime/agent/sinks/connector.ts";
import { OneWay } from "../../../../src/runtime/agent/sinks/one-way.ts";
import type { Sink } from "../../../../src/runtime/agent/sinks/sink.ts";
import { tcp } from "../../../../src/runtime/agent/sinks/tcp.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { createLog } from "../../../../src/runtime/service/log.ts";
import { batchOf } from "../support/batches.ts";
import { Authority, type Pair } from "../support/certificates.ts";
import { pause, testFolder, until } from "../support/folder.ts";
import { never, opened } from "../support/opened.ts";
import { StreamReceiver } from "../support/stream-receiver.ts";

const lines = ["plain", "", 'qu"ote \\ tab\t', "ünï€😀", "\u0001\u001f\u007f", "\u2028"];
const big = batchOf(Array.from({ length: 4000 }, () => "x".repeat(1000)));
const bodies = (receiver: StreamReceiver) => receiver.lines.map((line) => String(JSON.parse(line).body));

async function sendUntilDelivered(sink: Sink, line: string): Promise<number> {
  for (let retries = 0; ; retries += 1) {
    const outcome = await sink.send(batchOf([line]), never);
    if (outcome.kind === "delivered") return retries;
    expect(outcome.kind).toBe("retry");
    await pause(5);
  }
}

describe("the tcp sink", () => {
  test("delivers every record, in order, whatever is in it, over one connection", async () => {
    const server = await StreamReceiver.start();
    const sink = opened(tcp({ url: server.url }));
    expect(await sink.send(batchOf(lines), never)).toEqual({ kind: "delivered" });
    expect(await sink.send(batchOf(["second"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
    expect(bodies(server)).toEqual([...lines, "second"]);
    expect(server.connections).toHaveLength(1);
  });

  test("sends lines as Fluent Bit does, the same from bytes and from records", async () => {
    const server = await StreamReceiver.start();
    const sink = opened(tcp({ url: server.url, format: "fluent" }));
    const batch = batchOf(lines);
    await sink.send(batch, never);
    await sink.send(batch.withRecords(toRecords(batch)), never);
    await sink.close();
    const want = lines.map((log) => ({ date: 1_700_000_000, log }));
    expect(server.lines.map((line) => JSON.parse(line))).toEqual([...want, ...want]);
    expect(server.lines.slice(0, lines.length)).toEqual(server.lines.slice(lines.length));
  });

  test("adds to a Fluent Bit record what a transform gave it", async () => {
    const server = await StreamReceiver.start();
    const sink = opened(tcp({ url: server.url, format: "fluent" }));
    const batch = batchOf(["a", "b"]);
    const changed = toRecords(batch).map((record) =>
      record.body === "a" ? undefined : { ...record, timeUnixNano: "1544712660300000000", severityText: "INFO", attributes: { user: 7 } },
    );
    await sink.send(batch.withRecords(changed), never);
    await sink.close();
    expect(server.text).toBe('{"date":1544712660.300000,"log":"b","severity":"INFO","user":7}\n');
  });

  test("sends lines as they are", async () => {
    const server = await StreamReceiver.start();
    const sink = opened(tcp({ url: server.url, format: "raw" }));
    await sink.send(batchOf(["a", 'b"']), never);
    await sink.close();
    expect(server.text).toBe('a\nb"\n');
  });

  test("answers retry while nobody listens, and delivers once somebody does", async () => {
    const server = await StreamReceiver.start();
    await server.close();
    const sink = opened(tcp({ url: server.url }));
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "retry", reason: "connection refused on 127.0.0.1" });
    expect(await sink.probe?.(never)).toBe(false);
    await server.listen();
    expect(await sink.probe?.(never)).toBe(true);
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
    expect(bodies(server)).toEqual(["a"]);
  });

  test("notices that the other end closed before the next batch counts as delivered", async () => {
    const server = await StreamReceiver.start();
    const sink = opened(tcp({ url: server.url, resendMs: 0 }));
    await sink.send(batchOf(["a"]), never);
    await until("a", () => server.text !== "");
    server.sockets[0]?.end();
    await until("the close", () => server.sockets[0]?.destroyed === true);
    await sendUntilDelivered(sink, "b");
    await sink.close();
    expect(bodies(server)).toEqual(["a", "b"]);
    expect(server.connections.map(String)).toEqual([expect.stringContaining('"a"'), expect.stringContaining('"b"')]);
  });

  test("an end that arrived while a batch was written takes the batch back", async () => {
    const server = await StreamReceiver.start((socket, number) => {
      if (number === 0) socket.end();
    });
    const sink = opened(tcp({ url: server.url }));
    expect(await sendUntilDelivered(sink, "a")).toBeGreaterThan(0);
    await sink.close();
    expect(new TextDecoder().decode(server.connections[1])).toContain('"a"');
  });

  test("after a reset sends again what was sent last, before anything new and without waiting for it", async () => {
    const server = await StreamReceiver.start();
    const sink = opened(tcp({ url: server.url }));
    for (const line of ["a", "b", "c"]) await sink.send(batchOf([line]), never);
    await until("c", () => server.text.includes('"c"'));
    server.sockets[0]?.resetAndDestroy();
    await until("the second connection", () => server.connections.length === 2 && bodies(server).length === 6);
    await sink.send(batchOf(["d"]), never);
    await sink.close();
    expect(bodies(server)).toEqual(["a", "b", "c", "a", "b", "c", "d"]);
    expect(sink.said).toEqual(["the connection was lost, what was sent last is sent again"]);
  });

  test("what was sent long ago is not sent again", async () => {
    const server = await StreamReceiver.start();
    const log = createLog({ write: () => undefined });
    let now = 0;
    const plain = { tlsCaFile: undefined, tlsCertFile: undefined, tlsKeyFile: undefined, tlsServerName: undefined, tlsInsecure: false };
    const connector = new Connector({ ...plain, url: server.url, timeoutMs: 10_000 }, log);
    const stream = new OneWay({ name: "tcp", connector, resendMs: 500, log, now: () => now });
    await stream.send((out) => out.text("old\n"), never);
    now = 500;
    await stream.send((out) => out.text("new\n"), never);
    await until("new", () => server.text.includes("new"));
    server.sockets[0]?.resetAndDestroy();
    await until("the second connection", () => server.lines.length > 2);
    await stream.close();
    expect(server.lines).toEqual(["old", "new", "new"]);
  });

  test("when it is closed, what is in doubt is sent again first; if nobody takes it, that is said", async () => {
    const server = await StreamReceiver.start();
    const sink = opened(tcp({ url: server.url }));
    await sink.send(batchOf(["a"]), never);
    await until("a", () => server.text.includes('"a"'));
    server.sockets[0]?.resetAndDestroy();
    await until("the loss", () => sink.said.length > 0);
    await sink.close();
    expect(bodies(server)).toEqual(["a", "a"]);

    const unlucky = opened(tcp({ url: server.url }));
    await unlucky.send(batchOf(["b"]), never);
    await server.close();
    await until("the loss", () => unlucky.said.length > 0);
    await unlucky.close();
    expect(unlucky.said.at(-1)).toBe("the connection was lost, and what was sent last could not be sent again");
  });

  test("what the other end had not read when it cut the connection at the end is sent again too", async () => {
    const server = await StreamReceiver.start((socket, number) => {
      if (number > 0) return;
      socket.pause();
      setTimeout(() => socket.resetAndDestroy(), 200);
    });
    const sink = opened(tcp({ url: server.url }));
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
    expect(server.connections.map(String)).toEqual([expect.anything(), expect.stringContaining('"a"')]);
  });

  test("a reset in the middle of a batch: the whole batch is sent again, on lines of its own", async () => {
    const server = await StreamReceiver.start((socket, number) => {
      if (number === 0) socket.once("data", () => socket.resetAndDestroy());
    });
    const sink = opened(tcp({ url: server.url }));
    expect((await sink.send(big, never)).kind).toBe("retry");
    expect((await sink.send(big, never)).kind).toBe("delivered");
    await sink.close();
    expect(String(server.connections[1]).split("\n").slice(0, -1)).toHaveLength(4000);
  });

  test("an end that takes nothing is given up on", async () => {
    const server = await StreamReceiver.start((socket) => socket.pause());
    const sink = opened(tcp({ url: server.url, timeoutMs: 100 }));
    const reasons = new Set<string>();
    for (let index = 0; index < 20 && reasons.size === 0; index += 1) {
      const outcome = await sink.send(big, never);
      if (outcome.kind === "retry") reasons.add(outcome.reason);
    }
    expect([...reasons]).toEqual(["nothing was taken for 100 ms"]);
    await sink.close();
  });

  test("an end that accepts and resets, as a proxy whose server is gone does, costs no line", async () => {
    let gone = true;
    const server = await StreamReceiver.start((socket) => {
      if (gone) setTimeout(() => socket.resetAndDestroy(), 5);
    });
    const sink = opened(tcp({ url: server.url, resendMs: 60_000 }));
    const sent = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    setTimeout(() => {
      gone = false;
      server.clear();
    }, 300);
    for (const line of sent) await sendUntilDelivered(sink, line);
    await sink.close();
    expect(new Set(bodies(server))).toEqual(new Set(sent));
  });

  test("is given up at once when the agent insists on its end", async () => {
    const server = await StreamReceiver.start((socket) => socket.pause());
    const sink = opened(tcp({ url: server.url, resendMs: 0 }));
    const insisted = new AbortController();
    setTimeout(() => insisted.abort(), 100);
    let outcome = await sink.send(big, insisted.signal);
    while (outcome.kind === "delivered") outcome = await sink.send(big, insisted.signal);
    expect(outcome).toEqual({ kind: "retry", reason: "given up" });
    await sink.close();
  });
});

describe("the tcp sink over TLS", () => {
  test("delivers, shows its certificate, and takes another one once its file was replaced", async () => {
    const folder = testFolder();
    const authority = new Authority(folder);
    const names: string[] = [];
    const tls = { caFile: authority.caFile, ...authority.issue("server", "IP:127.0.0.1") };
    const server = await StreamReceiver.start((socket) => names.push(String((socket as TLSSocket).getPeerCertificate().subject.CN)), tls);
    const [first, second] = [authority.issue("first"), authority.issue("second")];
    const [tlsCertFile, tlsKeyFile] = [join(folder, "cert"), join(folder, "key")];
    const show = ({ certFile, keyFile }: Pair) => {
      copyFileSync(certFile, tlsCertFile);
      copyFileSync(keyFile, tlsKeyFile);
    };
    show(first);
    const sink = opened(tcp({ url: server.url, tlsCaFile: authority.caFile, tlsCertFile, tlsKeyFile }));
    expect(await sink.send(batchOf(["a"]), never)).toEqual({ kind: "delivered" });
    expect(await sink.send(batchOf(["b"]), never)).toEqual({ kind: "delivered" });
    await pause(20);
    show(second);
    expect(await sink.send(batchOf(["c"]), never)).toEqual({ kind: "delivered" });
    await sink.close();
    expect([names, bodies(server)]).toEqual([
      ["first", "second"],
      ["a", "b", "c"],
    ]);
  });

  test("sends nothing to a server that it does not trust, and loses nothing on one that does not trust it", async () => {
    const folder = testFolder();
    const authority = new Authority(folder);
    const server = await StreamReceiver.start(undefined, { caFile: authority.caFile, ...authority.issue("server", "IP:127.0.0.1") });
    const stranger = opened(tcp({ url: server.url }));
    expect(await stranger.send(batchOf(["a"]), never)).toMatchObject({
      kind: "retry",
      reason: expect.stringMatching(/^TLS: .*certificate/),
    });
    await stranger.close();
    // In TLS 1.3 the server refuses the client after the client believes itself connected.
    const nobody = opened(tcp({ url: server.url, tlsCaFile: authority.caFile, resendMs: 60_000 }));
    await nobody.send(batchOf(["b"]), never);
    await until("the refusal", () => nobody.said.length > 0);
    expect(await nobody.send(batchOf(["c"]), never)).toMatchObject({ kind: "retry" });
    await nobody.close();
    expect(server.text).toBe("");
  });

  test("an end that takes nothing is given up on", async () => {
    const authority = new Authority(testFolder());
    const server = await StreamReceiver.start((socket) => socket.pause(), authority.issue("server", "IP:127.0.0.1"));
    const sink = opened(tcp({ url: server.url, tlsCaFile: authority.caFile, timeoutMs: 1000 }));
    let outcome = await sink.send(big, never);
    while (outcome.kind === "delivered") outcome = await sink.send(big, never);
    expect(outcome).toMatchObject({ reason: "nothing was taken for 1000 ms" });
    await sink.close();
  });

  test("settings of TLS without it are refused, they would protect nothing", () => {
    const problem = "SINK_TLS_SERVER_NAME: of no use, the connection is not encrypted";
    expect(tcp({ tlsServerName: "x" }).configure({})).toEqual({ ok: false, problems: [problem] });
  });
});

test.each(["tcp://localhost", "http://localhost:1", "tcp://h:1/path", "tcp://user@h:1", "localhost:5170", "tcp://:1"])(
  "SINK_URL=%s is refused at the start",
  (url) => {
    const problem = `SINK_URL must be tcp://host:port or tls://host:port such as tcp://localhost:5170, got "${url}"`;
    expect(tcp().configure({ SINK_URL: url })).toMatchObject({ ok: false, problems: [problem] });
  },
);
