// The pod engine against bare processes and Podman, in one run:
//   node bench/engine.mjs [rounds] [--no-podman]
// (a) from the command to twenty trivial containers that are all ready, (b) what one start of a container takes beside a bare spawn,
// (c) memory and idle time of the processor with twenty containers, (d) simulated pod-hours per second.
// What is compared alternates (A B A B), medians are shown. Podman is passed over, visibly, where it is not usable: it wants root, runc and iproute2.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const rounds = Number(process.argv.slice(2).find((arg) => /^\d+$/.test(arg)) ?? 5);
const CONTAINERS = 20;
const IDLE_MS = 5000;
const root = fileURLToPath(new URL("..", import.meta.url));
const scaffold = join(root, "bin/scaffold.js");
const work = mkdtempSync(join(tmpdir(), "bench-engine-"));
const env = { PATH: process.env.PATH, HOME: work, XDG_RUNTIME_DIR: work, NO_COLOR: "1" };
const script = "exec sleep 600";

// Stopped from outside: nothing of Podman's stays.
let onStop = () => {};
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => {
    quietly(() => onStop());
    quietly(() => rmSync(work, { recursive: true, force: true }));
    process.exit(1);
  });

try {
  const { worldHere } = await import(join(root, "dist/engine/isolation.js"));
  const { isolation, world, why } = await worldHere(env);
  console.log(`node ${process.versions.node}, ${rounds} rounds, medians; ${CONTAINERS} containers\n`);
  if (isolation === "none") console.log(`without namespaces: ${why}\n`);
  const manifest = podFile("pod.json", CONTAINERS);
  const engine = await podman();
  onStop = () => engine?.stop();
  try {
    await compare(`from the command to ${CONTAINERS} containers that are ready`, {
      [`bare spawn of ${CONTAINERS} sh -c`]: bareSpawn,
      "scaffold run": () => untilReady(manifest),
      ...(isolation === "namespace" && { "the same, --isolation none": () => untilReady(manifest, "none") }),
      ...(engine && { "podman kube play": engine.play }),
    });
  } finally {
    engine?.stop();
    onStop = () => {};
  }
  await perStart(isolation, world);
  await atRest(manifest);
  await simulated();
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** One command, as a user would have it: a process of Node's that spawns them, and waits until the last one runs. */
function bareSpawn() {
  const program = `
    const { spawn } = require("node:child_process");
    const children = Array.from({ length: ${CONTAINERS} }, () => spawn("/bin/sh", ["-c", ${JSON.stringify(script)}], { detached: true, stdio: ["ignore", "pipe", "pipe"] }));
    Promise.all(children.map((child) => new Promise((resolve) => child.once("spawn", resolve)))).then(() => {
      process.stdout.write("ready");
      for (const child of children) process.kill(-child.pid, "SIGKILL");
      setTimeout(() => process.exit(), 10);
    });`;
  return new Promise((resolve) => {
    const began = performance.now();
    let ms = 0;
    const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.once("data", () => {
      ms = performance.now() - began;
    });
    child.once("close", () => resolve(ms));
  });
}

/** Starts the pod and hands it to `then` when all containers are ready; gives the time until they were, ms. */
async function untilReady(manifest, isolation = "auto", then = async () => {}) {
  const began = performance.now();
  const child = spawn(process.execPath, [scaffold, "run", manifest, "--json", "--grace", "0s", "--isolation", isolation], {
    cwd: work,
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const over = new Promise((resolve) => child.once("close", resolve));
  const ms = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (bytes) => {
      text += bytes;
      const all = text.match(/"status":"Running","ready":(\d+),"all":\1\}/);
      if (all) resolve(performance.now() - began);
    });
    void over.then(() => reject(new Error(`the pod ended: ${text}`)));
  });
  await then(child.pid);
  child.kill("SIGTERM");
  await over;
  return ms;
}

/** Containers that end at once and are started again and again without a wait, beside as many bare spawns. */
async function perStart(isolation, world) {
  const { runPod } = await import(join(root, "dist/engine/run.js"));
  const { createObjects } = await import(join(root, "dist/engine/objects.js"));
  const inits = Array.from({ length: 30 }, (_, index) => container(`c${index}`, "exit 0"));
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "bench" },
    spec: { restartPolicy: "Never", initContainers: inits, containers: [container("app", "exit 0")] },
  };
  const count = inits.length + 1;
  const engineRun = async (more) => {
    const began = performance.now();
    await runPod({ pod, objects: createObjects({}), env, directory: work, ...more });
    return (performance.now() - began) / count;
  };
  await compare(`one container after the other, ${count} of them, each to its end: per container`, {
    "bare spawn": async () => {
      const began = performance.now();
      for (let left = count; left > 0; left--) {
        const child = spawn("/bin/sh", ["-c", "exit 0"], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
        await new Promise((resolve) => child.once("close", resolve));
      }
      return (performance.now() - began) / count;
    },
    "scaffold's engine": () => engineRun({ world }),
    ...(isolation === "namespace" && { "the same, --isolation none": () => engineRun({}) }),
  });
}

async function atRest(manifest) {
  const pages = [];
  const ticks = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    await untilReady(manifest, "auto", async (pid) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const before = cpuTicks(pid);
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      ticks.push(cpuTicks(pid) - before);
      pages.push(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024);
    });
  }
  const bare = spawnSync(process.execPath, ["-p", "process.memoryUsage.rss() / 2 ** 20"], { encoding: "utf8" }).stdout;
  console.log(`scaffold run with ${CONTAINERS} containers, at rest`);
  console.log(
    `  memory                         ${median(pages).toFixed(0).padStart(6)} MB   ${(median(pages) / Number(bare)).toFixed(2)}x of bare node`,
  );
  // A tick is a hundredth of a second.
  console.log(`  processor                      ${((median(ticks) * 1000) / IDLE_MS).toFixed(1).padStart(6)} %\n`);
}

function cpuTicks(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

async function simulated() {
  const { watchSimulation } = await import(join(root, "dist/engine/simulate.js"));
  const probe = { exec: { command: ["x"] }, periodSeconds: 10 };
  const probed = (name) => ({ name, livenessProbe: probe, readinessProbe: probe });
  const pods = {
    "two probes every 10 s": [[probed("app")], {}],
    "a crash loop": [[{ name: "app" }], { app: { forMs: 1000, exitCode: 1 } }],
    "20 containers, 40 probes": [Array.from({ length: 20 }, (_, index) => probed(`c${index}`)), {}],
  };
  console.log("simulated pod-hours per second of the processor");
  for (const [name, [containers, behaviour]] of Object.entries(pods)) {
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "bench" }, spec: { containers } };
    const hours = containers.length > 1 ? 100 : 1000;
    const rates = Array.from({ length: rounds + 1 }, () => {
      const before = process.cpuUsage();
      watchSimulation(pod, {}, behaviour, { forMs: hours * 3_600_000 });
      const { user, system } = process.cpuUsage(before);
      return (hours * 1e6) / (user + system);
    });
    console.log(`  ${name.padEnd(30)} ${median(rates.slice(1)).toFixed(0).padStart(6)}`);
  }
}

/** Podman apart from the machine's own, or undefined, with the reason on the terminal. */
async function podman() {
  const installed = ["podman", "runc", "ip", "iptables"].every((program) =>
    `${process.env.PATH}:/usr/sbin:/sbin`.split(":").some((folder) => existsSync(join(folder, program))),
  );
  if (process.argv.includes("--no-podman")) {
    console.log("podman kube play: left out, as asked\n");
    return undefined;
  }
  if (process.getuid?.() !== 0 || !installed) {
    console.log("podman kube play: left out, it needs root, podman, runc, iproute2 and iptables\n");
    return undefined;
  }
  const folder = join(work, "podman");
  mkdirSync(folder);
  // The tests' own way to keep Podman to itself; Node 20 does not read TypeScript.
  const { transformSync } = await import("esbuild");
  const program = join(folder, "engine.mjs");
  writeFileSync(program, transformSync(readFileSync(join(root, "test/podman/engine.ts"), "utf8"), { loader: "ts" }).code);
  const { Engine } = await import(program);
  const engine = new Engine(folder);
  try {
    engine.start();
  } catch (error) {
    quietly(() => engine.stop());
    console.log(`podman kube play: left out, it does not start here: ${String(error).split("\n")[0]}\n`);
    return undefined;
  }
  const manifest = podFile("podman.json", CONTAINERS, "docker.io/library/node:24-alpine");
  return {
    play() {
      const began = performance.now();
      // It returns when all containers have been started.
      engine.podman("kube", "play", "--network", engine.network, manifest);
      const ms = performance.now() - began;
      remove(engine);
      return ms;
    },
    stop() {
      quietly(() => remove(engine));
      engine.stop();
    },
  };
}

/** Podman 4 sometimes finds a container that it has just killed in a state that it does not expect, and does it at the next try. */
function remove(engine) {
  for (let tries = 1; ; tries++) {
    try {
      engine.podman("pod", "rm", "--all", "--force", "--time", "0");
      return;
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}

function podFile(name, count, image = "none") {
  const containers = Array.from({ length: count }, (_, index) => ({ ...container(`c${index}`, script), image }));
  const path = join(work, name);
  writeFileSync(path, JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "bench" }, spec: { containers } }));
  return path;
}

function container(name, line) {
  return { name, image: "none", command: ["/bin/sh", "-c", line] };
}

async function compare(title, ways) {
  const names = Object.keys(ways);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) await ways[name]();
  for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(await ways[name]());
  const first = median(times[names[0]]);
  console.log(title);
  for (const name of names) {
    const ms = median(times[name]);
    console.log(`  ${name.padEnd(30)} ${ms.toFixed(1).padStart(6)} ms   ${(ms / first).toFixed(2)}x, ${(ms - first).toFixed(1)} ms more`);
  }
  console.log("");
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function quietly(act) {
  try {
    act();
  } catch {
    // nothing began, so nothing has to end
  }
}
