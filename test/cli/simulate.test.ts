import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { runProgram } from "../../src/cli/program.ts";
import { nodeHost } from "../../src/host-node.ts";
import type { Container, PodSpec } from "../../src/pod/model.ts";
import { container, preStop, probe, sidecar } from "../support/fake-pod.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scaffold-simulate-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function simulate(spec: Partial<PodSpec> | object, ...flags: string[]) {
  const object = "kind" in spec ? spec : { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec };
  writeFileSync(join(folder, "pod.yaml"), stringify(object));
  let stdout = "";
  let stderr = "";
  const host = {
    ...nodeHost(),
    cwd: folder,
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
    },
  };
  const code = await runProgram(["simulate", "pod.yaml", ...flags], host);
  return { code, stdout, stderr, lines: stdout.split("\n").map((line) => line.trim().replace(/ +/g, " ")) };
}

const app = (fields: Partial<Container> = {}) => container("app", fields);
const web = {
  initContainers: [container("setup"), sidecar("agent")],
  containers: [app({ readinessProbe: probe(), livenessProbe: probe() })],
};

describe("what happens", () => {
  test("containers that are told nothing: init containers end, sidecars and apps run", async () => {
    const { code, lines } = await simulate({ initContainers: [container("setup"), sidecar("agent")], containers: [app()] }, "--for", "10s");
    expect(code).toBe(0);
    expect(lines.slice(0, 6)).toEqual([
      "0s setup started",
      expect.stringMatching(/^0s pod phase Pending; Initialized False /),
      "1s setup exited 0 (Completed); ready",
      "1s agent started; ready",
      "1s app started; ready",
      expect.stringMatching(/^1s pod .*Ready True/),
    ]);
    expect(lines.slice(-5, -1)).toEqual([
      "CONTAINER RESTARTS STATE LAST STATE",
      "setup 0 exited 0 (Completed)",
      "agent 0 running",
      "app 0 running",
    ]);
  });

  test("a Job's containers end by themselves, and the pod with them", async () => {
    const job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "report" },
      spec: { template: { spec: { restartPolicy: "Never", containers: [app()] } } },
    };
    const { lines } = await simulate(job);
    expect(lines).toContain("over after 1s: phase Succeeded; STATUS Completed, 0/1 ready");
  });

  test("6.2 a crash loop shows each delay once, and what repeats once", async () => {
    const { lines } = await simulate({ containers: [app()] }, "--fail", "app@3s:7", "--for", "6h");
    const delays = lines.flatMap((line) => /back-off (\S+) /.exec(line)?.[1] ?? []);
    expect(delays).toEqual(["10s", "20s", "40s", "1m20s", "2m40s", "5m0s"]);
    expect(lines.filter((line) => line.includes("the same"))).toHaveLength(2);
    expect(lines.filter((line) => line.includes("exited 7 (Error)")).length).toBeGreaterThan(5);
    expect(lines.at(-2)).toBe("app 76 CrashLoopBackOff exited 7 (Error)");
  });

  test("what is said of one run holds for that run alone", async () => {
    const { stdout } = await simulate({ containers: [app()] }, "--fail", "app#1..2@1s", "--exit", "app#3@1s", "--for", "1h", "--json");
    const states = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string; state: string; exitCode?: number; at: number })
      .filter(({ kind, state }) => kind === "state" && state === "terminated");
    expect(states.map(({ at, exitCode }) => [at, exitCode])).toEqual([
      [1, 1],
      [2, 1],
      [13, 0],
    ]);
  });

  test("7.11 a liveness probe that fails for a while restarts its container; the end is JSON too", async () => {
    const { stdout } = await simulate(web, "--probe-fail", "app/liveness@10s..11s", "--ready-after", "app@3s", "--for", "60s", "--json");
    const entries = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(entries).toContainEqual({ at: 10, kind: "probe", container: "app", probe: "liveness", result: "failure" });
    expect(entries.find(({ reason }) => reason === "Killing")).toMatchObject({ at: 10, kind: "event", type: "Normal", container: "app" });
    expect(entries.filter(({ kind, value }) => kind === "ready" && value === true).map(({ at, container }) => [at, container])).toEqual([
      [1, "setup"],
      [1, "agent"],
      [4, "app"],
      [13, "app"],
    ]);
    expect(entries.at(-1)).toMatchObject({ at: 60, kind: "result", over: false, phase: "Running", status: "Running", ready: 2, all: 2 });
    expect(entries.at(-1).containers.map(({ name, restartCount }: { name: string; restartCount: number }) => [name, restartCount])).toEqual(
      [
        ["setup", 0],
        ["agent", 0],
        ["app", 1],
      ],
    );
  });

  test("5.2 hooks and SIGTERM take the time that is said, within the grace period", async () => {
    const spec = { terminationGracePeriodSeconds: 10, containers: [app(preStop)] };
    const slow = await simulate(spec, "--hook", "app/preStop@4s", "--term", "app@3s:0", "--delete", "20s");
    expect(slow.lines).toContain("over after 27s: phase Succeeded; STATUS Completed, 0/1 ready");
    const deaf = await simulate(spec, "--hook", "app/preStop@4s", "--ignore-term", "app", "--delete", "@20s");
    expect(deaf.lines).toContain("over after 30s: phase Failed; STATUS Error, 0/1 ready");
    const hasty = await simulate(spec, "--ignore-term", "app", "--delete", "20s:0");
    expect(hasty.lines).toContain("over after 22s: phase Failed; STATUS Error, 0/1 ready");
  });

  test("the same command says the same each time", async () => {
    const flags = ["--fail", "app@7s", "--json", "--svg", join(folder, "same.svg")];
    const first = await simulate(web, ...flags);
    const picture = readFileSync(join(folder, "same.svg"), "utf8");
    expect(await simulate(web, ...flags)).toEqual(first);
    expect(readFileSync(join(folder, "same.svg"), "utf8")).toBe(picture);
  });
});

describe("the picture", () => {
  test("has a lane for the pod and each container, a stripe for each probe, and is well-formed", async () => {
    await simulate(web, "--fail", "app@7s:oom", "--for", "2m", "--svg", "pod.svg");
    const svg = readFileSync(join(folder, "pod.svg"), "utf8");
    expect(illFormed(svg)).toBe("");
    for (const label of ["pod", "setup", "agent", "app", "readiness", "liveness"]) expect(svg).toContain(`>${label}</text>`);
    for (const title of ["8s: exited 137 (OOMKilled)", "8s to 15s: running, restart 1, ready", "8s to 15s: readiness: success"])
      expect(svg).toContain(`<title>${title}</title>`);
  });

  test("what a message says cannot break it", async () => {
    const { simulationSvg } = await import("../../src/console/simulation/svg.ts");
    const state = {
      kind: "state",
      container: "app",
      state: "waiting",
      reason: '<&">',
      message: "]]>\u0000\ud800 <script>",
      restartCount: 0,
    } as const;
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: '"<web>&' }, spec: { containers: [app()] } } as const;
    const svg = simulationSvg([{ atMs: 0, ...state }], { pod: pod as never, endMs: 1000, done: false });
    expect(illFormed(svg)).toBe("");
    expect(svg).not.toContain("<script>");
    expect(svg).toContain("&quot;&lt;web&gt;&amp;");
  });
});

describe("what cannot be", () => {
  test.each<[string[], string, string]>([
    [["--fail", "ap@3s"], "--fail ap@3s: the pod has no container of that name", "did you mean app?"],
    [["--fail", "nothing@3s"], "--fail nothing@3s: the pod has no container of that name", "it has setup, agent, app"],
    [["--fail", "app"], "--fail app: cannot be read", "for example --fail app@3s:1"],
    [["--fail", "app@soon"], '--fail app@soon: "soon" is no time', "for example 500ms, 5s or 1m30s"],
    [["--fail", "app@3s:0"], "--fail app@3s:0: 0 is no failure", "--exit app@3s"],
    [["--exit", "app@3s:256"], '--exit app@3s:256: "256" is no exit code', "a number from 0 to 255"],
    [["--exit", "app#0@3s"], "--exit app#0@3s: #0 is not a run", "runs count from 1"],
    [["--probe-fail", "app/livenes@3s"], '"livenes" is not startup, readiness, liveness', "did you mean liveness?"],
    [["--probe-fail", "app/startup@3s"], "app has no startupProbe", "it has readinessProbe, livenessProbe"],
    [["--probe-fail", "app/liveness@3s..2s"], "2s is not after 3s", "for example"],
    [["--ready-after", "agent@3s"], "agent has no startupProbe or readinessProbe", "it has no probes at all"],
    [["--hook", "app/preStop@3s"], "app has no preStop hook", "add lifecycle"],
    [["--delete", "later"], "--delete later: not a time", "for example 500ms"],
    [["--for", "ever"], "--for ever: not a time", "for example 500ms"],
  ])("%s", async (flags, message, hint) => {
    const { code, stderr, stdout } = await simulate(web, ...flags);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  test("a picture that cannot be written", async () => {
    const { code, stderr } = await simulate(web, "--svg", "no/such/folder.svg");
    expect(code).toBe(3);
    expect(stderr).toContain("cannot write");
  });
});

/** What is wrong with it as XML, as far as tags, entities and characters go; nothing when it is well-formed. */
function illFormed(xml: string): string {
  const open: string[] = [];
  let end = 0;
  for (const match of xml.matchAll(/<(\/?)([a-z]+)((?: [A-Za-z0-9:-]+="[^"<]*")*)(\/?)>/g)) {
    const between = xml.slice(end, match.index);
    if (/[<>]|&(?!amp;|lt;|gt;|quot;)/.test(between)) return `text ${between}`;
    if (match[1] === "/" && open.pop() !== match[2]) return `</${match[2]}>`;
    if (match[1] !== "/" && match[4] !== "/") open.push(match[2] ?? "");
    end = (match.index ?? 0) + match[0].length;
  }
  const control = [...xml].find((char) => (char < " " && char !== "\n" && char !== "\t") || (char >= "\ud800" && char <= "\udfff"));
  if (control !== undefined) return `character ${control.charCodeAt(0)}`;
  return open.length > 0 || xml.slice(end).trim() !== "" ? `open: ${open}` : "";
}
