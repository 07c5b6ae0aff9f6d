import { appendFileSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { lineOf, pause, receiver, startAgent, stop, usage, writeLines } from "./process.mjs";

const tcpTo = ({ port }) => ({ SINK_URL: `tcp://127.0.0.1:${port}`, SINK_FORMAT: "fluent" });

/** Processor and memory over `ms`, after the start has settled. */
async function over(child, ms) {
  await pause(2000);
  const before = usage(child.pid);
  await pause(ms);
  const after = usage(child.pid);
  return { percent: ((after.cpu - before.cpu) / (ms / 1000)) * 100, ...after };
}

export async function rate({ folder, program }) {
  const path = join(fresh(folder), "app.log");
  const fd = openSync(path, "a");
  const server = await receiver();
  const child = startAgent({ folder, program, watch: path, env: tcpTo(server) });
  const block = Array.from({ length: 100 }, (_, line) => lineOf(line)).join("");
  const begun = Date.now();
  let written = 0;
  const timer = setInterval(() => {
    for (; written < (Date.now() - begun) * 10; written += 100) writeSync(fd, block);
  }, 10);
  const { percent, peak } = await over(child, 10_000);
  clearInterval(timer);
  await pause(500);
  console.log(`  10,000 lines/s: ${percent.toFixed(1)} % of a core (wanted: 10), ${peak.toFixed(0)} MB at most (wanted: 70)`);
  console.log(`  ${server.counts.lines} of ${written} lines arrived`);
  await stop(child);
  server.close();
}

export async function idle({ folder, program }) {
  const logs = fresh(folder);
  for (let file = 0; file < 1000; file += 1) writeFileSync(join(logs, `${file}.log`), lineOf(file));
  const server = await receiver();
  const arrived = server.expect(1000);
  const child = startAgent({ folder, program, watch: join(logs, "*.log"), env: tcpTo(server) });
  await arrived;
  const { percent, peak } = await over(child, 10_000);
  console.log(`  1,000 idle files: ${percent.toFixed(1)} % of a core (wanted: 2), ${peak.toFixed(0)} MB at most`);
  await stop(child);
  server.close();
}

export async function descriptors({ folder, program }) {
  const logs = fresh(folder);
  for (let file = 0; file < 5000; file += 1) writeFileSync(join(logs, `${file}.log`), lineOf(file));
  const server = await receiver();
  const arrived = server.expect(5000);
  const begun = Date.now();
  const child = startAgent({ folder, program, watch: join(logs, "*.log"), env: tcpTo(server), shell: "ulimit -n 1024" });
  const all = await Promise.race([arrived.then(() => true), pause(60_000).then(() => false)]);
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  console.log(`  5,000 files, 1,024 descriptors: ${server.counts.lines} lines in ${seconds} s${all ? "" : " (wanted: 5000)"}`);
  await stop(child);
  server.close();
}

export async function latency({ folder, program }) {
  const path = join(fresh(folder), "app.log");
  writeFileSync(path, "");
  let came = () => {};
  const server = await receiver(() => came(process.hrtime.bigint()));
  const child = startAgent({ folder, program, watch: path, env: tcpTo(server) });
  await pause(1500);
  const times = [];
  for (let line = 0; line < 200; line += 1) {
    const arrival = new Promise((resolve) => (came = resolve));
    const begun = process.hrtime.bigint();
    appendFileSync(path, lineOf(line));
    times.push(Number((await arrival) - begun) / 1e6);
    await pause(10 + Math.random() * 40);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)].toFixed(1);
  console.log(`  append to arrival: median ${at(0.5)} ms, p99 ${at(0.99)} ms (wanted: 60)`);
  await stop(child);
  server.close();
}

export async function backlog({ folder, program }) {
  const lines = Math.ceil(2 ** 30 / 172);
  const path = writeLines(fresh(folder), "app.log", lines);
  const server = await receiver();
  const arrived = server.expect(lines);
  const child = startAgent({ folder, program, watch: path, env: tcpTo(server) });
  const seen = [];
  const timer = setInterval(() => seen.push([server.counts.lines / lines, usage(child.pid).rss]), 50);
  await arrived;
  clearInterval(timer);
  const at = (share) => (seen.find(([done]) => done >= share) ?? seen.at(-1))?.[1].toFixed(0);
  console.log(`  1 GiB: ${at(0.1)} MB after a tenth, ${at(0.5)} MB half way, ${usage(child.pid).peak.toFixed(0)} MB at most`);
  await stop(child);
  server.close();
}

function fresh(folder) {
  const logs = join(folder, "logs");
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs);
  return logs;
}
