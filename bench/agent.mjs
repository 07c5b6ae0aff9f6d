// The log agent against what ships the same file without it, in one run:
//   node bench/agent.mjs [--lines 3000000] [--rounds 3] [--only ship,rate,idle,descriptors,latency,backlog]
// (ship) a file of 172-byte lines to a socket: a naive Node loop and a better one, `cat | socat`, rsyslog where it is installed, the agent over TCP and OTLP,
// (rate) processor and memory at 10,000 lines/s, (idle) 1,000 files that nobody writes to, (descriptors) 5,000 files under ulimit -n 1024,
// (latency) from the append to the arrival at a low rate, (backlog) memory while 1 GB is caught up with.
// What is compared alternates (A B A B), the best of each is shown; a peer that is not there is passed over, visibly.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAgent } from "./agent/process.mjs";
import { backlog, descriptors, idle, latency, rate } from "./agent/running.mjs";
import { ship } from "./agent/ship.mjs";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "3000000" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "ship,rate,idle,descriptors,latency,backlog" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "bench-agent-"));
const parts = { ship, rate, idle, descriptors, latency, backlog };
try {
  const program = await buildAgent(folder);
  console.log(`node ${process.versions.node}`);
  for (const name of values.only.split(",")) {
    console.log(`\n${name}`);
    await parts[name]({ folder, program, lines: Number(values.lines), rounds: Number(values.rounds) });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
