/** Containers with mounts of their own: as root, and as any user whom this machine lets have a user namespace. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Privilege } from "../../../src/engine/drivers/process/namespace/enter.ts";
import { hostsFile } from "../../../src/engine/drivers/process/namespace/hosts.ts";
import { privilegeHere } from "../../../src/engine/drivers/process/namespace/trial.ts";
import { namespaceWorld } from "../../../src/engine/drivers/process/namespace/world.ts";
import { createObjects } from "../../../src/engine/objects.ts";
import type { Container, PodSpec } from "../../../src/pod/model.ts";
import { drive, shell } from "./drive.ts";

const env = { PATH: process.env["PATH"] };
const best = (await privilegeHere(env)).privilege;
const privileges: readonly Privilege[] = best === "root" ? ["root", "user"] : best === undefined ? [] : [best];

test.skipIf(best === undefined && process.env["CI"] !== "true")("namespaces can be made here, or nothing below is tried", () => {
  expect(best).toBeDefined();
});

const conf = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "conf" }, data: { key: "value\n" } } as const;
const volumes = [{ name: "data" }, { name: "conf", configMap: { name: "conf" } }];
const mount = (mountPath: string, more: object = {}) => ({ name: "data", mountPath, ...more });

describe.each(privileges)("a namespace as %s", (privilege) => {
  const inside = (containers: Container[], spec: Partial<PodSpec> = {}) =>
    drive(containers, {
      world: namespaceWorld({ privilege, env }),
      objects: createObjects({ configMaps: [conf] }),
      spec: { volumes, ...spec },
    });

  test("13.6, 13.7 mounts are at their paths, whatever a script calls them; readOnly ones and objects' files cannot be written to", async () => {
    const script = `d=data; cd /scaffold-no/such; echo text > "/scaffold-no/$d/file"; cat /var/scaffold-no/ro/file /conf/key
      for to in /var/scaffold-no/ro/x /conf/x; do touch $to 2>/dev/null && echo written; done; cat /scaffold-no/such/sub`;
    const mounts = [
      mount("/scaffold-no/data"),
      mount("/var/scaffold-no/ro", { readOnly: true }),
      mount("/scaffold-no/such", { subPath: "deep" }),
    ];
    const nested = { name: "conf", mountPath: "/scaffold-no/such/sub", subPath: "key" };
    const { run, output, driver } = await inside([
      shell("app", script, { volumeMounts: [...mounts, { name: "conf", mountPath: "/conf" }, nested] }),
    ]);
    expect((await run("app")).exitCode).toBe(0);
    expect(output()).toBe("text\nvalue\nvalue\n");
    expect(readFileSync(join(driver.folder, "volumes/data/file"), "utf8")).toBe("text\n");
    expect([existsSync("/scaffold-no"), existsSync("/var/scaffold-no")]).toEqual([false, false]);
  });

  test("its process is the one that was started: pid, user, environment, folder, group, exit code", async () => {
    const script = 'echo "$$$$ $(id -u) $(tr "\\0" "\\n" < /proc/$$/environ | grep -c "^a[.]b=c")"; pwd; exit 7';
    const app = shell("app", script, {
      env: [{ name: "a.b", value: "c" }],
      workingDir: "/scaffold-work",
      volumeMounts: [mount("/scaffold-work")],
    });
    const { start, next, output, driver } = await inside([app]);
    await start("app");
    const pid = driver.pid("app");
    expect((await next("exited")).exitCode).toBe(7);
    expect(output()).toBe(`${pid} ${process.getuid?.()} 1\n/scaffold-work\n`);
  });

  test("3.5, 7.8 hooks and exec probes are in the same namespace", async () => {
    const at = { volumeMounts: [mount("/scaffold-no/data")] };
    const { start, probe, hook, output, driver } = await inside([shell("app", "sleep 60", at)]);
    await start("app");
    const sh = (script: string) => ({ exec: { command: ["/bin/sh", "-c", script] } });
    expect((await hook("app", sh('d=data; echo hook > "/scaffold-no/$d/by"'))).error).toBeUndefined();
    expect(await probe("app", sh('d=data; cat "/scaffold-no/$d/by"'))).toMatchObject({ result: "success", output: "hook\n" });
    expect(await probe("app", { exec: { command: ["no-such-program"] } })).toMatchObject({ result: "unknown" });
    expect([output(), readdirSync(join(driver.folder, "volumes/data"))]).toEqual(["", ["by"]]);
  });

  test("10.6 the termination message is at its path; 14.1 /etc/hosts is the pod's", async () => {
    const hostAliases = [{ ip: "10.1.2.3", hostnames: ["db", "db.local"] }];
    const { run, output } = await inside([shell("app", 'n=log; cat /etc/hosts; echo bye > "/dev/termination-$n"')], { hostAliases });
    expect((await run("app")).message).toBe("bye\n");
    expect(output()).toContain("127.0.0.1\tweb\n\n# Entries added by HostAliases.\n10.1.2.3\tdb\tdb.local\n");
  });

  test("a mount over the folder that holds the run, the volumes and the program hides none of what is needed", async () => {
    const { run, output, driver } = await inside([
      shell("app", "pwd; echo x > /tmp/file; ls /tmp /scaffold-no", {
        volumeMounts: [mount("/tmp"), { name: "conf", mountPath: "/scaffold-no" }],
      }),
    ]);
    expect(driver.folder.startsWith("/tmp/")).toBe(tmpdir() === "/tmp");
    expect((await run("app")).exitCode).toBe(0);
    expect(output()).toBe("/\n/scaffold-no:\nkey\n\n/tmp:\nfile\n");
  });

  test("what stands for an image works in its own folder, also where a mount hides that", async () => {
    const folder = mkdtempSync(join(tmpdir(), "scaffold-no-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "app"));
    writeFileSync(join(folder, "app/text"), "own\n");
    const { run, output } = await drive([{ name: "app", image: "shop/app", volumeMounts: [mount(tmpdir())] }], {
      world: namespaceWorld({ privilege, env }),
      spec: { volumes: [{ name: "data" }] },
      resolve: () => ({ entrypoint: ["cat", "text"], cwd: join(folder, "app") }),
    });
    expect((await run("app")).exitCode).toBe(0);
    expect(output()).toBe("own\n");
  });

  test.each<[string, Container]>([
    ["a command in the image that something stands for", { name: "app", image: "shop/app", command: ["cat", "app/text"] }],
    ["a command that names a file", { name: "app", command: ["cat", "app/text"] }],
    ["a script that names a file", { name: "app", command: ["/bin/sh", "-c", "true; cat <app/text"] }],
  ])("%s finds it where a mount hides the folder that stands for the image's", async (_, container) => {
    const folder = mkdtempSync(join(tmpdir(), "scaffold-no-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "app"));
    writeFileSync(join(folder, "app/text"), "own\n");
    const { run, output } = await drive([{ ...container, volumeMounts: [mount(tmpdir())] }], {
      world: namespaceWorld({ privilege, env }),
      directory: folder,
      spec: { volumes: [{ name: "data" }] },
      resolve: ({ image }) => (image === undefined ? undefined : { entrypoint: [], cwd: folder }),
    });
    expect((await run("app")).exitCode).toBe(0);
    expect(output()).toBe("own\n");
  });

  test("two containers mount below one folder that /tmp lacks, and the end of one leaves the other its mount", async () => {
    const top = `/tmp/scaffold-no-${process.pid}-${privilege}`;
    const here = (name: string) => [mount(`${top}/${name}`)];
    const script = `until test -e ${top}/two/go; do sleep 0.02; done; echo seen > ${top}/two/done`;
    const { start, run, next, driver } = await inside([
      shell("two", script, { volumeMounts: here("two") }),
      shell("one", `echo > ${top}/one/go`, { volumeMounts: here("one") }),
    ]);
    await start("two");
    await run("one");
    expect((await next("exited", ({ container }) => container === "two")).exitCode).toBe(0);
    expect(readdirSync(join(driver.folder, "volumes/data")).sort()).toEqual(["done", "go"]);
    await driver.close();
    expect(existsSync(top)).toBe(false);
  });

  test("a root serves the next instance, and one that was written to does not; the message is that instance's own", async () => {
    const script = "n=log; cat /dev/termination-$n; test -e /left && echo old; echo $SCAFFOLD_RUN > /dev/termination-$n; $WRITE";
    const touch = { env: [{ name: "WRITE", value: "touch /left" }] };
    const { run, output, driver } = await inside([shell("clean", script), shell("dirty", script, touch)]);
    const messages = [await run("clean"), await run("clean", 2), await run("dirty"), await run("dirty", 2)].map(({ message }) =>
      message?.trim(),
    );
    expect(messages.map((text) => text?.replace(/^[^/]*/, ""))).toEqual(["/clean/1", "/clean/2", "/dirty/1", "/dirty/2"]);
    expect(output()).toBe("");
    expect(existsSync("/left")).toBe(false);
    expect(driver.isolation).toBe("namespace");
  });

  test("an init container leaves the root that was made ahead for it to a container like it", async () => {
    const { run, driver } = await inside([shell("app", "true")], { initContainers: [shell("init", "true")] });
    await run("app");
    expect(readdirSync(join(driver.folder, "roots"))).toEqual(["1"]);
  });

  test("4.4 a program that cannot be executed fails as it would without", async () => {
    const { start } = await inside([
      { name: "a", command: ["no-such-program"] },
      { name: "b", command: ["/data/none"], volumeMounts: [mount("/data")] },
    ]);
    expect(await start("a")).toMatchObject({
      reason: "StartError",
      message: 'exec: "no-such-program": executable file not found in $PATH',
    });
    expect(await start("b")).toMatchObject({ reason: "StartError", message: expect.stringContaining("no such file or directory") });
  });

  test("13.4 a projected volume is followed in it, and a subPath is not", async () => {
    const objects = createObjects({ configMaps: [conf] });
    const script = "i=0; until grep -q new /conf/key || [ $i = 200 ]; do i=$((i+1)); sleep 0.02; done; cat /conf/key /pin";
    const volumeMounts = [
      { name: "conf", mountPath: "/conf" },
      { name: "conf", mountPath: "/pin", subPath: "key" },
    ];
    const { start, next, output } = await drive([shell("app", script, { volumeMounts })], {
      world: namespaceWorld({ privilege, env }),
      objects,
      spec: { volumes },
    });
    await start("app");
    objects.replace({ configMaps: [{ ...conf, data: { key: "new\n" } }] });
    await next("exited");
    expect(output()).toBe("new\nvalue\n");
  });
});

test("14.1 the name in /etc/hosts is spec.hostname, else the pod's, cut to 63", () => {
  const pod = (spec: object) =>
    hostsFile({ apiVersion: "v1", kind: "Pod", metadata: { name: "n".repeat(70) }, spec: { containers: [], ...spec } });
  expect(pod({})).toMatch(/\n127\.0\.0\.1\tn{63}\n$/);
  expect(pod({ hostname: "web" })).toMatch(/\n127\.0\.0\.1\tweb\n$/);
});
