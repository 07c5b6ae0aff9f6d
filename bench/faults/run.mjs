import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { lineBytes, linesOf, Writer } from "./lines.mjs";
import { AgentProcess, buildAgent, loadJudge } from "./process.mjs";
import { FaultySink } from "./sink.mjs";

const linesPerSecond = 20_000;
const rotateEveryMs = 2000;
const batch = 1000;
const windowBatches = 8;
/** How long after the last fault everything must have arrived. */
const patienceMs = 120_000;

/** @returns figures as pairs, and everything that cannot be explained */
export async function faultRun({ minutes, seed, sink: kind }) {
  const folder = mkdtempSync(join(tmpdir(), "faults-"));
  const random = mulberry32(seed);
  const sink = new FaultySink(kind, random);
  let agent;
  try {
    const logs = join(folder, "logs");
    const state = join(folder, "state");
    mkdirSync(logs);
    const program = await buildAgent(folder, kind);
    const unexplained = await loadJudge(folder);
    await sink.open();
    const env = {
      WATCH: `${logs}/app.log*`,
      STATE_DIR: state,
      HEALTH_PORT: "0",
      TERMINATION_MESSAGE_PATH: join(folder, "termination"),
      SINK_URL: sink.url,
      // Much longer than an answer that counts as heard takes: on a busy machine a request may come late, too.
      SINK_TIMEOUT: "5s",
      SINK_CONCURRENCY: "4",
      BATCH_MAX_RECORDS: String(batch),
      IN_FLIGHT_BATCHES: String(windowBatches),
      RETRY_MAX: "500ms",
      DEAD_LETTER_MAX_BYTES: String(2 ** 30),
    };
    let kills = 0;
    const start = () => new AgentProcess(program, { ...env, SINK_HEADERS: `X-Life=${kills}` });
    const writer = new Writer(logs, linesPerSecond);
    const writing = setInterval(() => writer.write(), 20);
    const rotating = setInterval(() => writer.rotate((number) => sink.stored.has(number)), rotateEveryMs);
    let refusals = 0;
    agent = start();
    for (const end = performance.now() + minutes * 60_000; performance.now() < end; ) {
      await pause(2000 + random() * 3000);
      if (random() < 0.3) {
        refusals += 1;
        await sink.close();
        await pause(300 + random() * 500);
        await sink.open();
      }
      await agent.end("SIGKILL");
      kills += 1;
      agent = start();
    }
    clearInterval(writing);
    clearInterval(rotating);
    sink.calm = true;
    const settledBy = performance.now() + patienceMs;
    const writtenBytes = writer.written * lineBytes;
    let ledger = [];
    for (let explained = -1; explained < writtenBytes && performance.now() < settledBy; await pause(200)) {
      ledger = (await agent.ledger()) ?? [];
      explained = explainedBytes(ledger);
    }
    const [{ totals } = {}] = ledger;
    const code = await agent.end("SIGTERM");
    const dead = deadLetters(state);
    const missing = Array.from({ length: writer.written }, (_, number) => number).filter((number) => !isAccountedBy(sink, dead, number));
    const repeats = [...sink.repeatsOfLife.values()];
    const mostPerKill = Math.max(0, ...repeats);
    const window = batch * windowBatches;
    const explained = explainedBytes(ledger);
    const problems = [
      ...sink.invented,
      ...(missing.length === 0 ? [] : [`${missing.length} lines are nowhere, the first is ${missing[0]}`]),
      ...(mostPerKill <= window ? [] : [`${mostPerKill} lines arrived again because of one kill, the window is ${window}`]),
      ...(sink.repeatsOfHeard === 0 ? [] : [`${sink.repeatsOfHeard} lines arrived again although they had been acknowledged`]),
      ...unexplained(ledger),
      ...(explained === writtenBytes ? [] : [`the ledger explains ${explained} bytes of ${writtenBytes}`]),
      ...((totals?.deadLettered ?? 0) <= dead.size * lineBytes
        ? []
        : [`the ledger has ${totals.deadLettered} bytes dead-lettered, there are ${dead.size} lines`]),
      ...(code === 0 ? [] : [`the agent ended with ${code}: ${agent.said.slice(-500)}`]),
    ];
    const figures = [
      ["sink", kind],
      ["seed", seed],
      ["lines written", writer.written],
      ["lines delivered", sink.stored.size],
      ["lines in the dead-letter file", dead.size],
      ["lines nowhere", missing.length],
      ["bytes written", writtenBytes],
      ["bytes by the ledger", `${totals?.delivered} delivered, ${totals?.deadLettered} dead-lettered, ${totals?.abandoned} abandoned`],
      ["kills", kills],
      ["rotations", writer.rotations],
      ["repeated after kills", `${repeats.reduce((sum, one) => sum + one, 0)}, at most ${mostPerKill} for one (window ${window})`],
      ["repeated otherwise", `${sink.repeatsInLife}, of which ${sink.repeatsOfHeard} had been acknowledged`],
      ["connections refused", `${refusals} times`],
      [
        "faults",
        Object.entries(sink.met)
          .map(([name, count]) => `${name}: ${count}`)
          .join(", "),
      ],
    ];
    return { figures, problems };
  } finally {
    await agent?.end("SIGKILL");
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function explainedBytes([page]) {
  return page ? page.totals.delivered + page.totals.deadLettered : 0;
}

function isAccountedBy(sink, dead, number) {
  return sink.stored.has(number) || dead.has(number);
}

function deadLetters(state) {
  const path = join(state, "dead-letter.ndjson");
  return new Set(existsSync(path) ? linesOf(readFileSync(path, "utf8")) : []);
}

/** A small generator of numbers in [0, 1), the same for the same seed. */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
