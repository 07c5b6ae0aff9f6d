import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { configure } from "../../../src/runtime/agent/configure.ts";
import { ByteWriter } from "../../../src/runtime/agent/sinks/byte-writer.ts";
import { file } from "../../../src/runtime/agent/sinks/file.ts";
import { ndjsonEncoder } from "../../../src/runtime/agent/sinks/ndjson.ts";
import { otlp } from "../../../src/runtime/agent/sinks/otlp.ts";
import { stdout } from "../../../src/runtime/agent/sinks/stdout.ts";
import { compiled } from "../../formats/support/compiled.ts";
import { batchOf } from "./support/batches.ts";
import { testFolder } from "./support/folder.ts";
import { Collector, RunningAgent } from "./support/running.ts";

const { normaliser } = await compiled(["combined", "json"]);
const access = '10.0.0.1 - - [25/Oct/2016:14:49:34 +0200] "GET / HTTP/1.1" 200 5 "-" "-"';

/** A sink that writes what it is sent, as the real ones do. */
function encodingCollector(): { sink: Collector; written: () => string } {
  const sink = new Collector();
  const out = new ByteWriter();
  const encode = ndjsonEncoder({}, normaliser);
  sink.answer = (batch) => {
    out.reset();
    encode(batch, out);
    return { kind: "delivered" };
  };
  return { sink, written: () => out.written.toString() };
}

describe("an agent with a normaliser", () => {
  test("ships records, and counts them by format, also those that are sent again", async () => {
    const folder = testFolder();
    const { sink } = encodingCollector();
    const deliver = sink.answer;
    let attempts = 0;
    sink.answer = (batch) => {
      deliver(batch);
      attempts += 1;
      return attempts === 1 ? { kind: "retry", reason: "not now" } : { kind: "delivered" };
    };
    appendFileSync(join(folder, "logs/a.log"), `${access}\n{"msg":"m"}\nwhat is this\n${access}\n`);
    const agent = await RunningAgent.start(folder, { sink, normaliser });
    await agent.receives(4);
    await agent.stop();
    expect(attempts).toBeGreaterThan(1);
    expect(agent.metric('log_agent_formats_total{format="combined"}')).toBe(2);
    expect(agent.metric('log_agent_formats_total{format="json"}')).toBe(1);
    expect(agent.metric('log_agent_formats_total{format="unparsed"}')).toBe(1);
  });

  test("gives a transform what the line says and what its file says", async () => {
    const folder = testFolder();
    appendFileSync(join(folder, "logs/a.log"), `${access}\r\nwhat is this\n`);
    const agent = await RunningAgent.start(folder, {
      normaliser,
      transform: (record) => (record.attributes["url.path"] === "/" ? { ...record, severityText: "seen" } : undefined),
    });
    await agent.receives(1);
    await agent.stop();
    expect(agent.sink.records).toMatchObject([
      {
        body: "GET / HTTP/1.1",
        severityText: "seen",
        timeUnixNano: "1477399774000000000",
        attributes: { "client.address": "10.0.0.1", "log.file.name": "a.log", "log.file.offset": 0 },
      },
    ]);
    expect(agent.metric("log_agent_records_dropped_total")).toBe(1);
    expect(agent.metric('log_agent_formats_total{format="unparsed"}')).toBe(1);
  });
});

test("a record of NDJSON, byte for byte", () => {
  const out = new ByteWriter();
  ndjsonEncoder({ "service.name": "shop" }, normaliser)(batchOf([access, Buffer.from([0x61, 0xff, 0x22])]), out);
  const file = (offset: number) =>
    `"log.file.path":"/var/log/app/app.log","log.file.name":"app.log","log.record.uid":"0123456789abcdef-${offset}","log.file.offset":${offset}`;
  expect(out.written.toString().split("\n")).toEqual([
    `{"observedTime":"2023-11-14T22:13:20.000Z","attributes":{${file(0)},"client.address":"10.0.0.1","http.request.method":"GET","url.path":"/",` +
      '"network.protocol.name":"http","network.protocol.version":"1.1","http.response.status_code":200,"http.response.body.size":5},' +
      '"time":"2016-10-25T12:49:34.000Z","severityNumber":9,"body":"GET / HTTP/1.1","resource":{"service.name":"shop"}}',
    `{"observedTime":"2023-11-14T22:13:20.000Z","attributes":{${file(access.length + 1)},` +
      `"log.unparsed.reason":"combined: expected an address at byte 1"},"body":"a\uFFFD\\"","resource":{"service.name":"shop"}}`,
    "",
  ]);
});

describe("what cannot work is said at the start", () => {
  const problems = (options: object, env = {}) => {
    const result = configure({ name: "a", watch: ["/l/*.log"], sink: stdout(), ...options }, env);
    return result.ok ? [] : result.problems;
  };

  test("a parser that was compiled for another sink", () => {
    expect(problems({ normaliser, sink: otlp() })).toEqual([
      "src/parser.ts writes flat records, the sink otlp takes otlp ones: set `sink` in scaffold.yaml and generate again",
    ]);
    expect(problems({ normaliser })).toEqual([]);
  });

  test("a zone that is none", async () => {
    const { normaliser: elsewhere } = await compiled(["json"], "flat", "Mars/Olympus");
    expect(problems({ normaliser: elsewhere })).toEqual([
      'LOG_TZ must be UTC, an offset such as +02:00 or a name such as Europe/Berlin; got "Mars/Olympus"',
    ]);
  });

  test("all of it at once", async () => {
    const { normaliser: elsewhere } = await compiled(["json"], "flat", "Mars/Olympus");
    const env = { WATCH: "rel/*.log", EXCLUDE: "/x/[z-a]", HEALTH_PORT: "q" };
    expect(problems({ normaliser: elsewhere, sink: otlp() }, env)).toEqual([
      expect.stringMatching(/^WATCH must be absolute globs such as .*; rel\/\*\.log is relative/),
      expect.stringMatching(/^EXCLUDE holds a pattern that is no glob/),
      expect.stringMatching(/^HEALTH_PORT /),
      expect.stringMatching(/^LOG_TZ /),
      expect.stringMatching(/^src\/parser\.ts writes flat/),
    ]);
    const loop = problems({ sink: file({ path: "/l/out.log" }) }, { HEALTH_PORT: "q" });
    expect(loop).toEqual([expect.stringMatching(/^HEALTH_PORT /), expect.stringMatching(/^WATCH matches \/l\/out\.log/)]);
  });

  test.each(["rel", "{/a,b}/*.log", "./x.log"])("a relative path among what is watched: %s", (watch) => {
    expect(problems({}, { WATCH: watch })).toEqual([expect.stringContaining("or - for standard input")]);
  });

  test("standard input beside files", () => {
    expect(problems({}, { WATCH: "-,/l/*.log" })).toEqual(['WATCH is either - for standard input, or globs, got "-,/l/*.log"']);
    expect(problems({}, { WATCH: "-" })).toEqual([]);
  });
});
