import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { configure } from "../../../../src/runtime/agent/configure.ts";
import { testFolder, until } from "../support/folder.ts";
import { Collector, RunningAgent } from "../support/running.ts";

const trace = "java.lang.Error: x\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)";

describe("an agent", () => {
  test("that is killed while a group is open sends it once, whole, when it runs again (scenarios 24, 32)", async () => {
    const folder = testFolder();
    const log = join(folder, "logs/app.log");
    const options = { multiline: "java", multilineFlushMs: 60_000 };
    writeFileSync(log, `before\n${trace.slice(0, 50)}`);
    const first = await RunningAgent.start(folder, options);
    await first.receives(1);
    await until("the checkpoint", () => first.metric("log_agent_lag_bytes") === 50);
    await first.kill();
    appendFileSync(log, `${trace.slice(50)}\nafter\n`);
    const second = await RunningAgent.start(folder, options);
    await second.receives(2);
    await second.stop();
    expect([...first.sink.bodies, ...second.sink.bodies]).toEqual(["before", trace, "after"]);
  });

  test("ends groups by quiet, at the end of a rotated file, and at its own end, and leaves nothing to send again", async () => {
    const folder = testFolder();
    const log = join(folder, "logs/app.log");
    const agent = await RunningAgent.start(folder, { multiline: "auto", multilineFlushMs: 60_000 });
    writeFileSync(log, `${trace}\n`);
    await until("the file to be followed", () => agent.metric("log_agent_files") === 1);
    renameSync(log, `${log}.1`);
    await agent.receives(1);
    writeFileSync(log, `second\n${trace}\n`);
    await agent.receives(2);
    expect(await agent.stop()).toBeUndefined();
    expect(agent.sink.bodies).toEqual([trace, "second", trace]);
    const next = await RunningAgent.start(folder, { multiline: "auto", multilineFlushMs: 10 });
    appendFileSync(log, `${trace}\n`);
    await next.receives(1);
    await next.stop();
    expect(next.sink.bodies).toEqual([trace]);
  });

  test("reads each source in its own way", async () => {
    const folder = testFolder();
    const sources = [
      { name: "wide", watch: [join(folder, "logs/wide.log")], encoding: "utf-16le" as const },
      { name: "grouped", watch: [join(folder, "logs/grouped.log")], multiline: "start:^\\d", multilineFlushMs: 10 },
      { name: "container", watch: [join(folder, "logs/container.log")], container: "auto" as const },
    ];
    const agent = await RunningAgent.start(folder, { watch: undefined, sources, transform: (record) => record });
    writeFileSync(join(folder, "logs/wide.log"), Buffer.from("wïde\n", "utf16le"));
    writeFileSync(join(folder, "logs/grouped.log"), "1 a\n b\n");
    const docker = (log: string) => `${JSON.stringify({ log, stream: "stderr", time: "2026-01-02T03:04:05.678901234Z" })}\n`;
    writeFileSync(join(folder, "logs/container.log"), docker("split ") + docker("line\n"));
    await agent.receives(3);
    expect(agent.sink.bodies.sort()).toEqual(["1 a\n b", "split line", "wïde"].sort());
    expect(agent.sink.records.find(({ body }) => body === "split line")).toMatchObject({
      timeUnixNano: "1767323045678901234",
      attributes: { "log.iostream": "stderr" },
    });
  });

  test("says everything that is wrong with how lines are read at once, and what to type", () => {
    const env = { MULTILINE: "start:[", ENCODING: "ebcdic", CONTAINER: "lxc", MULTILINE_FLUSH: "1ms" };
    const { definition: sink } = new Collector();
    expect(configure({ name: "agent", watch: ["/var/log/app/*.log"], sink }, env)).toEqual({
      ok: false,
      problems: [
        'MULTILINE holds no regular expression: Invalid regular expression: /[/: Unterminated character class, got "start:["',
        'MULTILINE_FLUSH must be at least 10ms and at most 1m, got "1ms"',
        'ENCODING must be utf-8 or utf-16le or utf-16be or utf-16 or latin1 or auto, got "ebcdic"',
        'CONTAINER must be none or cri or docker or auto, got "lxc"',
      ],
    });
    const named = configure({ name: "agent", sources: [{ name: "audit", watch: ["/a/*.log"] }], sink }, { AUDIT_MULTILINE: "cobol" });
    expect(named.ok ? [] : named.problems).toEqual([expect.stringMatching(/^AUDIT_MULTILINE must be none, auto, java, python/)]);
  });
});
