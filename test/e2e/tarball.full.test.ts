import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventually, freePort, installTarball, run, start } from "../support/tarball.ts";
import { temporary } from "../support/temporary.ts";

const npx = (folder: string, ...args: string[]) => run("npx", ["--no-install", "scaffold", ...args], folder);

describe.each([
  ["an empty folder", ""],
  ["a member of an npm workspace", "packages/shop"],
])("from the packed tarball, in %s, standard input closed", (_, member) => {
  test("each bare command works, the programs do their work, and the pod gets ready", async () => {
    const root = temporary(
      member === ""
        ? {}
        : {
            "package.json": '{"name":"root","private":true,"workspaces":["packages/*"]}',
            [`${member}/package.json`]: '{"name":"shop","version":"1.0.0"}',
          },
    );
    installTarball(root);
    const folder = join(root, member);
    for (const command of ["sidecar", "init", "pod"]) expect(await npx(folder, command)).toMatchObject({ code: 0 });

    // The agent delivers an appended line, answers, and stops on SIGTERM with everything delivered.
    const logs = temporary();
    const health = await freePort();
    const agent = start("npm", ["start", "--silent"], join(folder, "log-agent"), {
      WATCH: `${logs}/*.log`,
      STATE_DIR: join(logs, "state"),
      HEALTH_PORT: String(health),
    });
    await eventually("the agent is ready", () =>
      fetch(`http://127.0.0.1:${health}/readyz`).then(
        (response) => response.ok,
        () => false,
      ),
    );
    appendFileSync(join(logs, "app.log"), "an appended line\n");
    await eventually("the line is delivered", () => agent.stdout().includes("an appended line"));
    agent.process.kill("SIGTERM");
    await eventually("the agent ends", () => agent.process.exitCode !== null);
    expect(agent.process.exitCode).toBe(0);

    // The init container waits for a port that opens two seconds later.
    const port = await freePort();
    const init = start("npm", ["start", "--silent"], join(folder, "wait-for-db"), { WAIT_FOR: `tcp://127.0.0.1:${port}` });
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(init.process.exitCode).toBeNull();
    const server = createServer((socket) => socket.end()).listen(port, "127.0.0.1");
    await eventually("the init container ends", () => init.process.exitCode !== null);
    expect(init.process.exitCode).toBe(0);
    server.close();

    // The pod: as generated, it waits for a database on localhost. One that this machine runs already will do.
    const database = createServer((socket) => socket.end());
    await new Promise<void>((resolve, reject) => {
      database.once("error", (error) => (Reflect.get(error, "code") === "EADDRINUSE" ? resolve() : reject(error)));
      database.listen(5432, "127.0.0.1", resolve);
    });
    const pod = await npx(folder, "run", "--for", "8s", "--port-map", `8080=${await freePort()}`);
    database.close();
    expect(pod.stderr).toContain("every container is ready");
    expect(pod.code).toBe(0);

    expect((await npx(folder, "check")).code).toBe(0);
  });
});

test("a clone of a committed project starts: the bundle is made from what was committed", async () => {
  const root = temporary();
  installTarball(root);
  await npx(root, "sidecar");
  const git = (...args: string[]) => execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: root });
  git("init", "-q");
  git("add", "scaffold.yaml", "pod.yaml", "log-agent", "app", ".scaffold", "kustomize");
  git("commit", "-qm", "all");
  const workspace = temporary();
  execFileSync("git", ["clone", "-q", root, join(workspace, "clone")]);
  const clone = join(workspace, "clone");
  expect(existsSync(join(clone, "log-agent/dist"))).toBe(false);
  // `npm install` there would download esbuild; here it is linked.
  mkdirSync(join(clone, "log-agent/node_modules"));
  execFileSync("ln", ["-s", join(root, "node_modules/esbuild"), join(clone, "log-agent/node_modules/esbuild")]);
  execFileSync("ln", ["-s", join(root, "node_modules/@esbuild"), join(clone, "log-agent/node_modules/@esbuild")]);
  const logs = temporary({ "app.log": "a line that was there\n" });
  const agent = start("npm", ["start", "--silent"], join(clone, "log-agent"), {
    WATCH: `${logs}/*.log`,
    STATE_DIR: join(logs, "state"),
    HEALTH_PORT: String(await freePort()),
  });
  await eventually("the line is delivered", () => agent.stdout().includes("a line that was there"));
  agent.process.kill("SIGTERM");
  await eventually("the agent ends", () => agent.process.exitCode !== null);
  expect(agent.process.exitCode).toBe(0);
});

test("the tarball holds the command, its templates and the runtime, and nothing of the tests", () => {
  const root = temporary();
  installTarball(root);
  expect(readdirSync(join(root, "node_modules/pod-scaffold")).sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "bin",
    "dist",
    "package.json",
    "src",
    "templates",
  ]);
  expect(readdirSync(join(root, "node_modules/pod-scaffold/src"))).toEqual(["runtime"]);
});
