import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { otlpReceiver, receiver, startAgent, stop, usage, writeLines } from "./process.mjs";

const has = (name) => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;

/** The same file to a local server: lines per second between the first and the last byte that arrive. */
export async function ship({ folder, program, lines, rounds }) {
  const path = writeLines(join(folder, "logs"), "app.log", lines);
  const [tcp, otlp] = [await receiver(), await otlpReceiver()];
  const agent = (env) => () => startAgent({ folder, program, watch: path, env });
  const loop = (script) => () =>
    spawn(process.execPath, ["--input-type=module", "-e", script, path, String(tcp.port)], { stdio: "inherit" });
  const peers = {
    "naive Node loop": [tcp, loop(naive)],
    "better Node loop": [tcp, loop(better)],
    ...(has("socat") && { "cat | socat": [tcp, () => spawn("sh", ["-c", `cat ${path} | exec socat -u - TCP:127.0.0.1:${tcp.port}`])] }),
    ...(has("rsyslogd") && { rsyslog: [tcp, () => rsyslog(folder, path, tcp.port)] }),
    "agent, TCP": [tcp, agent({ SINK_URL: `tcp://127.0.0.1:${tcp.port}`, SINK_FORMAT: "fluent" })],
    "agent, TCP with ids": [tcp, agent({ SINK_URL: `tcp://127.0.0.1:${tcp.port}` })],
    "agent, OTLP JSON": [otlp, agent({ BENCH_SINK: "otlp", SINK_URL: `http://127.0.0.1:${otlp.port}` })],
  };
  for (const name of ["socat", "rsyslogd"]) if (!has(name)) console.log(`  ${name} is not installed: passed over`);
  const best = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, [server, start]] of Object.entries(peers)) {
      const arrived = server.expect(lines);
      const child = start();
      await arrived;
      const { cpu, peak } = usage(child.pid);
      await stop(child);
      const perSecond = lines / (Number(server.counts.last - server.counts.first) / 1e9);
      if (!best[name] || best[name].perSecond < perSecond) best[name] = { perSecond, cpu: (cpu / lines) * 3e6, peak };
    }
  }
  for (const [name, { perSecond, cpu, peak }] of Object.entries(best)) {
    const own = name === "cat | socat" ? "" : `${cpu.toFixed(2)} CPU s per 3 million lines, ${peak.toFixed(0)} MB at most`;
    console.log(`  ${name.padEnd(20)} ${(perSecond / 1e6).toFixed(2)} million lines/s  ${own}`);
  }
  const ratio = (a, b) => (best[a] && best[b] ? (best[a].perSecond / best[b].perSecond).toFixed(2) : "-");
  console.log(`  agent, TCP / naive Node loop ${ratio("agent, TCP", "naive Node loop")} (wanted: 2)`);
  console.log(`  agent, TCP / better Node loop ${ratio("agent, TCP", "better Node loop")}`);
  console.log(`  agent, TCP / cat | socat     ${ratio("agent, TCP", "cat | socat")} (wanted: 0.4)`);
  console.log(`  agent, TCP / rsyslog         ${ratio("agent, TCP", "rsyslog")}`);
  console.log(`  agent, OTLP / agent, TCP     ${ratio("agent, OTLP JSON", "agent, TCP")} (wanted: 0.5)`);
  tcp.close();
  otlp.close();
}

/** What one writes first. */
const naive = `
  import { createReadStream } from "node:fs";
  import { connect } from "node:net";
  import { createInterface } from "node:readline";
  const [path, port] = process.argv.slice(1);
  const socket = connect(Number(port), "127.0.0.1");
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  lines.on("line", (log) => {
    if (!socket.write(JSON.stringify({ date: Date.now() / 1000, log }) + "\\n")) lines.pause();
  });
  socket.on("drain", () => lines.resume());
  setTimeout(() => {}, 60_000);
`;

/** What one writes next: whole chunks are split, and what became of them is written at once. */
const better = `
  import { createReadStream } from "node:fs";
  import { connect } from "node:net";
  const [path, port] = process.argv.slice(1);
  const socket = connect(Number(port), "127.0.0.1");
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 2 ** 20 })) {
    const lines = (rest + chunk).split("\\n");
    rest = lines.pop();
    const date = Date.now() / 1000;
    let out = "";
    for (const log of lines) out += JSON.stringify({ date, log }) + "\\n";
    if (!socket.write(out)) await new Promise((resolve) => socket.once("drain", resolve));
  }
  setTimeout(() => {}, 60_000);
`;

function rsyslog(folder, path, port) {
  const work = join(folder, "rsyslog");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  const config = `
    global(workDirectory="${work}" maxMessageSize="64k")
    module(load="imfile" mode="polling" pollingInterval="1")
    template(name="line" type="list") { constant(value="{\\"date\\":\\"") property(name="timegenerated" dateFormat="rfc3339")
      constant(value="\\",\\"log\\":\\"") property(name="rawmsg" format="json") constant(value="\\"}\\n") }
    input(type="imfile" File="${path}" Tag="bench" ruleset="out")
    ruleset(name="out") { action(type="omfwd" target="127.0.0.1" port="${port}" protocol="tcp" template="line" TCP_Framing="traditional") }
  `;
  writeFileSync(join(work, "rsyslog.conf"), config);
  return spawn("rsyslogd", ["-n", "-f", join(work, "rsyslog.conf"), "-i", join(work, "pid")], { stdio: "inherit" });
}
