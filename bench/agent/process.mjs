import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** An agent as an emitted package has it: one file. */
export async function buildAgent(folder) {
  const outfile = join(folder, "agent.mjs");
  const contents = `
    import { runAgent } from "../src/runtime/agent/main.ts";
    import { otlp } from "../src/runtime/agent/sinks/otlp.ts";
    import { tcp } from "../src/runtime/agent/sinks/tcp.ts";
    await runAgent({ name: "bench", watch: ["/x"], sink: process.env.BENCH_SINK === "otlp" ? otlp() : tcp(), health: { port: 0 }, transform: undefined });`;
  const resolveDir = fileURLToPath(new URL("..", import.meta.url));
  const stdin = { contents, resolveDir, loader: "ts", sourcefile: "main.ts" };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "esm", target: "node20" });
  return outfile;
}

/** Starts it on `watch`, with an empty state. */
export function startAgent({ folder, program, watch, env = {}, node = [], shell }) {
  const state = join(folder, "state");
  rmSync(state, { recursive: true, force: true });
  const own = { PATH: process.env.PATH, WATCH: watch, STATE_DIR: state, LOG_LEVEL: "warn", ...env };
  const argv = [...node, program];
  const options = { env: own, stdio: ["ignore", "ignore", "inherit"] };
  return shell
    ? spawn("sh", ["-c", `${shell}; exec "$@"`, "sh", process.execPath, ...argv], options)
    : spawn(process.execPath, argv, options);
}

/** Seconds of the processor, and MiB of memory (now, and at its most), of a process that runs. */
export function usage(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [utime, stime] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13)
    .map(Number);
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  // One that has ended has none.
  const of = (key) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  return { cpu: (utime + stime) / 100, rss: of("VmRSS"), peak: of("VmHWM") };
}

export async function stop(child, signal = "SIGKILL") {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await ended;
}

/** A server that counts lines, in this process: what it takes of the processor is not the peer's. */
export async function receiver(onChunk = () => {}) {
  const counts = { lines: 0, bytes: 0, first: 0n, last: 0n };
  let wanted = Number.POSITIVE_INFINITY;
  let reached = () => {};
  const sockets = new Set();
  const take = (chunk) => {
    counts.last = process.hrtime.bigint();
    if (counts.bytes === 0) counts.first = counts.last;
    counts.bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) counts.lines += 1;
    onChunk(chunk);
    if (counts.lines >= wanted) reached();
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", take);
    socket.on("error", () => {});
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    counts,
    /** Counts anew; resolves when so many lines have come. */
    expect: (lines) => {
      Object.assign(counts, { lines: 0, bytes: 0 });
      wanted = lines;
      return new Promise((resolve) => (reached = resolve));
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** An OTLP server that counts records without parsing: each has one `"body":`. */
export async function otlpReceiver() {
  const counts = { lines: 0, bytes: 0, first: 0n, last: 0n };
  let wanted = Number.POSITIVE_INFINITY;
  let reached = () => {};
  const body = Buffer.from('"body":{');
  const server = createHttpServer((request, response) => {
    let before = Buffer.alloc(0);
    request.on("data", (chunk) => {
      counts.last = process.hrtime.bigint();
      if (counts.bytes === 0) counts.first = counts.last;
      counts.bytes += chunk.length;
      // One may lie across two chunks.
      const seam = Buffer.concat([before, chunk.subarray(0, body.length - 1)]);
      if (seam.indexOf(body) >= 0) counts.lines += 1;
      for (let at = chunk.indexOf(body); at >= 0; at = chunk.indexOf(body, at + body.length)) counts.lines += 1;
      before = Buffer.from(chunk.subarray(1 - body.length));
    });
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
      if (counts.lines >= wanted) reached();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const expect = (lines) => {
    Object.assign(counts, { lines: 0, bytes: 0 });
    wanted = lines;
    return new Promise((resolve) => (reached = resolve));
  };
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: server.address().port, counts, expect, close };
}

/** `count` lines of 172 bytes, their ends included. */
export function writeLines(folder, name, count) {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true });
  const fd = openSync(path, "w");
  for (let from = 0; from < count; from += 10_000) {
    let text = "";
    for (let line = from; line < Math.min(count, from + 10_000); line += 1) text += lineOf(line);
    writeSync(fd, text);
  }
  closeSync(fd);
  return path;
}

export function lineOf(number) {
  const start = `2026-01-02T03:04:05.678Z INFO request ${String(number).padStart(9, "0")} "GET /api/orders/71034/items" 200 took 12.5 ms `;
  return `${start}${"user=alice trace=4bf92f3577b34da6a3ce929d0e0e4736 ".repeat(3).slice(0, 171 - start.length)}\n`;
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
