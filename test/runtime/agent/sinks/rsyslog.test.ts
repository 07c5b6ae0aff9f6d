import { describe, expect, test } from "vitest";
import { syslog } from "../../../../src/runtime/agent/sinks/syslog.ts";
import { toRecords } from "../../../../src/runtime/agent/transform.ts";
import { batchOf } from "../support/batches.ts";
import { Authority } from "../support/certificates.ts";
import { pause, testFolder, until } from "../support/folder.ts";
import { never, opened } from "../support/opened.ts";
import { Rsyslog } from "../support/rsyslog.ts";

const lines = ["plain", 'qu"ote \\ ]', "ünï€😀", "x".repeat(20_000), "last"];

/** Continuous integration installs it: what is missing there is a mistake. */
const needs = (missing: string | undefined) => test.skipIf(missing !== undefined && process.env["CI"] !== "true");

describe("a real rsyslogd", () => {
  needs(Rsyslog.missing())("takes every message over TCP, those of several lines and very long ones included", async () => {
    const server = await Rsyslog.start();
    const sink = opened(syslog({ url: `tcp://127.0.0.1:${server.port}`, facility: "local0" }));
    expect(await sink.send(batchOf(lines), never)).toEqual({ kind: "delivered" });
    const stack = toRecords(batchOf(["x"])).map((record) => ({
      ...record,
      body: "Error: no\n  at a.js:1\n\tat b.js:2",
      severityNumber: 17,
      timeUnixNano: "1544712660300456789",
      attributes: { user: 'a"b]' },
    }));
    await sink.send(batchOf(["x"]).withRecords(stack), never);
    await sink.close();
    await until("six messages", () => server.understood.length >= 6);
    await server.stop();
    expect(server.understood.slice(0, 5).map(({ msg }) => msg)).toEqual(lines);
    expect(server.understood[0]).toMatchObject({
      pri: String(16 * 8 + 6),
      host: "web-1",
      app: "shop",
      data: '[log@32473 log.file.path="/var/log/app/app.log" log.record.uid="0123456789abcdef-0" log.file.offset="0"]',
    });
    expect(server.understood[5]).toEqual({
      pri: String(16 * 8 + 3),
      time: "2018-12-13T14:51:00.300456Z",
      host: "web-1",
      app: "shop",
      data: '[log@32473 user="a\\"b\\]" log.record.uid="0123456789abcdef-0"]',
      msg: "Error: no\n  at a.js:1\n\tat b.js:2",
    });
  });

  needs(Rsyslog.missing(true))("takes every message over TLS, from a client whose certificate it asks for", async () => {
    const authority = new Authority(testFolder());
    const server = await Rsyslog.start({ tls: { caFile: authority.caFile, ...authority.issue("server", "IP:127.0.0.1") } });
    const { certFile, keyFile } = authority.issue("agent");
    const own = { tlsCaFile: authority.caFile, tlsCertFile: certFile, tlsKeyFile: keyFile };
    const sink = opened(syslog({ url: `tls://127.0.0.1:${server.port}`, ...own }));
    expect(await sink.send(batchOf(lines), never)).toEqual({ kind: "delivered" });
    await sink.close();
    await until("five messages", () => server.understood.length >= 5);
    await server.stop();
    expect(server.understood.map(({ msg }) => msg)).toEqual(lines);
  });

  needs(Rsyslog.missing())("that is stopped and started again costs no message", async () => {
    const first = await Rsyslog.start();
    const { port } = first;
    const sink = opened(syslog({ url: `tcp://127.0.0.1:${port}` }));
    await sink.send(batchOf(["a"]), never);
    await until("a", () => first.understood.length === 1);
    await first.stop();
    expect((await sink.send(batchOf(["b"]), never)).kind).toBe("retry");
    const second = await Rsyslog.start({ port });
    while ((await sink.send(batchOf(["b"]), never)).kind === "retry") await pause(20);
    await sink.close();
    await until("b", () => second.understood.at(-1)?.msg === "b");
    // Nobody told whether a had been read.
    expect(second.understood.map(({ msg }) => msg)).toEqual(["a", "b"]);
  });
});
