import { appendFileSync, closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { describe, expect } from "vitest";
import { pause } from "../runtime/agent/support/folder.ts";
import type { SpawnedAgent } from "../runtime/agent/support/spawned.ts";
import { flawless } from "./support/lines.ts";
import { buildAgent, checkpointOf, metric, type Scene, scenario } from "./support/scene.ts";

buildAgent();

/** Kibibytes at the most so far. */
function peakMemory({ child }: SpawnedAgent): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]);
}

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, "utf16le");
  return bigEndian ? bytes.swap16() : bytes;
}

async function bodiesOf(scene: Scene, count: number): Promise<readonly string[]> {
  await scene.receives(count);
  await pause(100);
  return scene.bodies;
}

describe.concurrent("lines", { timeout: 60_000 }, () => {
  scenario("23 half a line, twice looked at in vain, then the rest: one record", async ({ scene }) => {
    appendFileSync(scene.log, "partial");
    await scene.start();
    await pause(60);
    appendFileSync(scene.log, " until");
    await pause(60);
    appendFileSync(scene.log, " now\nnext\n");
    expect(await bodiesOf(scene, 2)).toEqual(["partial until now", "next"]);
  });

  scenario("24 half a line, the agent is killed, the rest comes: one record", async ({ scene }) => {
    scene.append("app.log", 1);
    appendFileSync(scene.log, "partial");
    const first = await scene.start();
    await scene.receives(1);
    await scene.remembers(readFileSync(scene.log).length - "partial".length);
    await scene.kill(first);
    appendFileSync(scene.log, " until now\n");
    await scene.start();
    expect((await bodiesOf(scene, 2)).slice(1)).toEqual(["partial until now"]);
    expect(await scene.settled()).toEqual({ ...flawless, invented: ["partial until now"] });
  });

  scenario("25 CRLF at every place of the buffer's end, and written in two pieces: no stray carriage return", async ({ scene }) => {
    const lines = Array.from({ length: 1500 }, (_, index) => `${index} ${"x".repeat(index % 67)}`);
    writeFileSync(scene.log, lines.map((line) => `${line}\r\n`).join(""));
    await scene.start({ BATCH_MAX_BYTES: "1024", MAX_LINE_BYTES: "1000", BATCH_MAX_RECORDS: "100000" });
    appendFileSync(scene.log, "end\r");
    await pause(50);
    appendFileSync(scene.log, "\n\r\nlast\r\n");
    expect(await bodiesOf(scene, 1503)).toEqual([...lines, "end", "", "last"]);
  });

  scenario("26 a line of 16 MiB between two short ones: those are whole, it is cut and flagged, memory is bounded", async ({ scene }) => {
    writeFileSync(scene.log, `before\n${"x".repeat(16 * 2 ** 20)}\nafter\n`);
    const agent = await scene.start({ MAX_LINE_BYTES: "64KiB" });
    await scene.receives(3);
    appendFileSync(scene.log, "later\n");
    const bodies = await bodiesOf(scene, 4);
    expect(bodies.map((body) => (body.length > 10 ? body.length : body))).toEqual(["before", 65_536, "after", "later"]);
    expect(scene.shipped.map(({ attributes }) => attributes["log.record.truncated"])).toEqual([undefined, true, undefined, undefined]);
    expect(await metric(agent, "log_agent_passed_over_bytes_total")).toBeGreaterThanOrEqual(16 * 2 ** 20 - 65_536);
    expect(peakMemory(agent)).toBeLessThan(160 * 1024);
  });

  scenario("27 lines that are cut in the middle of any character: whole characters, no replacement", async ({ scene }) => {
    const lines = ["é", "日", "🎉"].flatMap((char) => [0, 1, 2, 3].map((shift) => `${"a".repeat(shift)}${char.repeat(300)}`));
    writeFileSync(scene.log, `${lines.join("\n")}\n`);
    await scene.start({ MAX_LINE_BYTES: "256" });
    const bodies = await bodiesOf(scene, lines.length);
    for (const [index, body] of bodies.entries()) {
      expect(lines[index]?.startsWith(body)).toBe(true);
      expect(Buffer.byteLength(body)).toBeGreaterThan(252);
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(256);
    }
  });

  scenario("28 an invalid byte is shown as U+FFFD, and places count the bytes of the file", async ({ scene }) => {
    writeFileSync(scene.log, Buffer.from([0x61, 0xc5, 0x62, 10, 0x63, 10, 0xff, 10]));
    const agent = await scene.start();
    expect(await bodiesOf(scene, 3)).toEqual(["a\uFFFDb", "c", "\uFFFD"]);
    expect(scene.shipped.map(({ attributes }) => attributes["log.file.offset"])).toEqual([0, 4, 6]);
    expect(await metric(agent, "log_agent_invalid_utf8_sequences_total")).toBe(2);
    await scene.remembers(8);
    await scene.kill(agent);
    appendFileSync(scene.log, "d\n");
    await scene.start();
    expect((await bodiesOf(scene, 4)).slice(3)).toEqual(["d"]);
  });

  scenario("29 a tail of NUL bytes that is written over later: what is written arrives, and nothing spins meanwhile", async ({ scene }) => {
    writeFileSync(scene.log, Buffer.concat([Buffer.from("one\n"), Buffer.alloc(100_000)]));
    const agent = await scene.start();
    await scene.receives(1);
    const before = await metric(agent, "log_agent_read_bytes_total");
    await pause(200);
    expect(await metric(agent, "log_agent_read_bytes_total")).toBe(before);
    const fd = openSync(scene.log, "r+");
    writeSync(fd, "two\nthree\n", 4);
    closeSync(fd);
    expect(await bodiesOf(scene, 3)).toEqual(["one", "two", "three"]);
  });

  for (const [encoding, mark, bigEndian] of [
    ["utf-16le", false, false],
    ["utf-16be", false, true],
    ["utf-16", true, false],
    ["utf-16", true, true],
    ["auto", true, true],
  ] as const)
    scenario(
      `30 ${encoding}, ${bigEndian ? "high" : "low"} byte first, ${mark ? "with" : "without"} a mark, with CRLF, gone on with after a restart`,
      async ({ scene }) => {
        const text = (from: number) => Array.from({ length: 20 }, (_, index) => `${from + index} ünïcode 日本 🎉 Ċ਍`);
        const written = (lines: readonly string[]) => utf16(lines.map((line) => `${line}\r\n`).join(""), bigEndian);
        writeFileSync(scene.log, mark ? utf16("\uFEFF", bigEndian) : "");
        appendFileSync(scene.log, written(text(0)));
        const first = await scene.start({ ENCODING: encoding });
        await scene.receives(20);
        await scene.kill(first);
        appendFileSync(scene.log, written(text(20)));
        await scene.start({ ENCODING: encoding });
        const bodies = new Set(await bodiesOf(scene, 40));
        expect([...bodies]).toEqual([...text(0), ...text(20)]);
      },
    );

  scenario(
    "31 parts of two containers and both streams, in between each other, over a rotation: joined; one without an end is flagged",
    async ({ scene }) => {
      const cri = (stream: string, tag: string, text: string) => `2026-01-02T03:04:05.678901234Z ${stream} ${tag} ${text}\n`;
      for (const name of ["a.log", "b.log"])
        writeFileSync(
          scene.path(name),
          [
            cri("stdout", "P", `${name} out `),
            cri("stderr", "P", `${name} err `),
            cri("stdout", "P", "goes "),
            cri("stderr", "F", "ends"),
            cri("stdout", "F", "on"),
            cri("stdout", "P", `${name} over `),
            cri("stderr", "P", `${name} orphan`),
          ].join(""),
        );
      const agent = await scene.start({ CONTAINER: "cri" });
      await scene.receives(4);
      for (const name of ["a.log", "b.log"]) {
        renameSync(scene.path(name), scene.path(`${name}.1`));
        writeFileSync(scene.path(name), cri("stdout", "F", "to the next"));
      }
      await scene.receives(6);
      expect(await scene.stop(agent)).toBe(0);
      const bodies = await bodiesOf(scene, 8);
      const expected = ["a.log", "b.log"].flatMap((name) => [
        `${name} out goes on`,
        `${name} err ends`,
        `${name} over to the next`,
        `${name} orphan`,
      ]);
      expect([...bodies].sort()).toEqual(expected.sort());
      const flagged = scene.shipped.filter(({ attributes }) => attributes["log.record.partial"] === true).map(({ body }) => body);
      expect(flagged.sort()).toEqual(["a.log orphan", "b.log orphan"]);
    },
  );

  scenario(
    "32 a record of several lines is open when the agent is killed: the place is in front of it, and it arrives once, whole",
    async ({ scene }) => {
      const env = { MULTILINE: "start:^\\d{4}-", MULTILINE_FLUSH: "10s" };
      writeFileSync(scene.log, "2026-01-01 whole\n2026-01-02 begun\n  goes on\n");
      const first = await scene.start(env);
      await scene.receives(1);
      await scene.remembers(17);
      await pause(100);
      expect(checkpointOf(scene)[0]?.offset).toBe(17);
      await scene.kill(first);
      appendFileSync(scene.log, "  and on\n2026-01-03 next\n");
      await scene.start({ ...env, MULTILINE_FLUSH: "200ms" });
      expect(await bodiesOf(scene, 3)).toEqual(["2026-01-01 whole", "2026-01-02 begun\n  goes on\n  and on", "2026-01-03 next"]);
    },
  );
});
