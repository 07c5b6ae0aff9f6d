import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { containerMounts, mountVariables } from "../../../src/engine/mounts.ts";
import { rewritePaths } from "../../../src/engine/mounts-rewrite.ts";
import type { VolumeMount } from "../../../src/pod/model.ts";

describe("a mount path in a text becomes the real directory", () => {
  const rewrite = rewritePaths([
    { from: "/data", to: "/R" },
    { from: "/data/deep", to: "/D" },
    { from: "/var/log/app", to: "/L" },
    { from: "/dev/termination-log", to: "/T" },
    { from: "/tmp", to: "/tmp/run/t" },
    { from: "/etc/a+b.conf", to: "/C" },
  ]);

  test.each([
    ["alone", "/data", "/R"],
    ["as a prefix", "/data/x/y", "/R/x/y"],
    ["the longest first", "/data/deep/x /data/deeper", "/D/x /R/deeper"],
    ["between words", "cp /data/a /data/b", "cp /R/a /R/b"],
    ["as an option's value", "--dir=/data --log:/var/log/app/x", "--dir=/R --log:/L/x"],
    ["behind a one-letter option", "cc -I/data -L/data/lib", "cc -I/R -L/R/lib"],
    ["in a list of paths", "/bin:/data/bin:/data", "/bin:/R/bin:/R"],
    ["in double quotes", 'cat "/data/a b"', 'cat "/R/a b"'],
    ["in single quotes", "cat '/data'", "cat '/R'"],
    ["in JSON", '{"dir":"/data","more":["/data/x"]}', '{"dir":"/R","more":["/R/x"]}'],
    ["in JSON inside a quoted argument", '"{\\"dir\\":\\"/data\\"}"', '"{\\"dir\\":\\"/R\\"}"'],
    ["behind redirections", "echo x >/data/a 2>>/data/b </data/c", "echo x >/R/a 2>>/R/b </R/c"],
    ["behind shell operators", "a;/data/b&&(/data/c)|/data/d", "a;/R/b&&(/R/c)|/R/d"],
    ["in a command substitution", "x=`/data/x` y=$(/data/y)", "x=`/R/x` y=$(/R/y)"],
    ["in brace expansion", "ls {/data/a,/data/b}", "ls {/R/a,/R/b}"],
    ["behind @, as curl takes files", "curl -d @/data/body", "curl -d @/R/body"],
    ["in a URL without a host", "file:///data/x 'unix:///data/s' sqlite:////data/db", "file:///R/x 'unix:///R/s' sqlite:////R/db"],
    ["as a shell's default", '${DIR:-/data} "${DIR-/data/x}" ${DIR:=/data}', '${DIR:-/R} "${DIR-/R/x}" ${DIR:=/R}'],
    ["at the ends of lines", "cat /data\ncat /var/log/app\n", "cat /R\ncat /L\n"],
    ["before a redirection or a comment", "tail /data>out /data# x", "tail /R>out /R# x"],
    ["the termination message path", "echo bye > /dev/termination-log", "echo bye > /T"],
    ["with characters that mean something in a pattern", "/etc/a+b.conf /etc/aab_conf", "/C /etc/aab_conf"],
    ["once, also where the real directory lies below a mount path", "/tmp/x /tmp", "/tmp/run/t/x /tmp/run/t"],
  ])("%s", (_, given, want) => {
    expect(rewrite(given)).toBe(want);
  });

  test.each([
    ["a longer name", "/database /data2 /data-old /data_x /data.bak"],
    ["a part of another path", "/srv/data a/data ./data ../data ~/data"],
    ["behind a variable", '$ROOT/data ${ROOT}/data "$ROOT"/data $(pwd)/data'],
    ["behind a word in quotes", "'a'/data \"b\"/data"],
    ["the path of a URL", "http://localhost/data https://h:1/data"],
    ["behind a word and a dash", "a-/data --/data"],
    ["a glob that other names match too", "ls /data* /data?"],
    ["a name that goes on with a variable", "/data$X"],
  ])("not %s", (_, text) => {
    expect(rewrite(text)).toBe(text);
  });

  test("leaves everything alone when the root itself is mounted", () => {
    expect(rewritePaths([{ from: "/", to: "/R" }])("/a /")).toBe("/a /");
  });
});

describe("where a mount is", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "scaffold-mounts-"));
    mkdirSync(join(folder, "data"));
    chmodSync(join(folder, "data"), 0o777);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const mounts = (mount: Partial<VolumeMount>, env: Record<string, string> = {}) =>
    containerMounts(
      { name: "app", volumeMounts: [{ name: "data", mountPath: "/mnt", ...mount }] },
      new Map([["data", join(folder, "data")]]),
      new Map(Object.entries(env)),
    );

  test("the volume's directory", () => {
    expect(mounts({ mountPath: "/mnt/" })).toEqual([{ volume: "data", mountPath: "/mnt", target: join(folder, "data") }]);
  });

  test("a subPath is made with the volume's mode when it is missing (13.6)", () => {
    const target = join(folder, "data/a/b");
    expect(mounts({ subPath: "a/b" })[0]?.target).toBe(target);
    for (const made of [target, join(folder, "data/a")]) expect(statSync(made).mode & 0o777).toBe(0o777);
  });

  test("a subPathExpr is expanded with the container's environment (13.6)", () => {
    expect(mounts({ subPathExpr: "logs/$(POD)" }, { POD: "web" })[0]?.target).toBe(join(folder, "data/logs/web"));
  });

  test.each([
    ["a missing variable (13.6)", { subPathExpr: "$(NO)" }, "missing value for NO"],
    ["an empty variable (13.6)", { subPathExpr: "$(EMPTY)" }, "missing value for EMPTY"],
    ["a subPath that climbs out", { subPath: "../data" }, 'failed to prepare subPath for volumeMount "data" of container "app"'],
    ["an absolute subPath", { subPath: "/etc" }, 'failed to prepare subPath for volumeMount "data" of container "app"'],
    ["a volume that is not there", { name: "no" }, 'cannot find volume "no" to mount into container "app"'],
  ])("refuses %s", (_, mount, message) => {
    expect(() => mounts(mount, { EMPTY: "" })).toThrow(message);
  });

  test("refuses a subPath that leads out of the volume through a link", () => {
    symlinkSync("/etc", join(folder, "data/link"));
    expect(() => mounts({ subPath: "link" })).toThrow("failed to prepare subPath");
    expect(() => mounts({ subPath: "link/new" })).toThrow("failed to prepare subPath");
    expect(lstatSync("/etc/new", { throwIfNoEntry: false })).toBeUndefined();
  });

  test("13.6 refuses a subPath that is, or goes through, a link which leads nowhere", () => {
    symlinkSync("/nowhere/at/all", join(folder, "data/link"));
    expect(() => mounts({ subPath: "link" })).toThrow("failed to prepare subPath");
    expect(() => mounts({ subPath: "link/new" })).toThrow("failed to prepare subPath");
  });

  test("each mount has a variable, named after its volume, and one has them all", () => {
    const list = [
      { volume: "app-logs", mountPath: "/a", target: "/1" },
      { volume: "app-logs", mountPath: "/b", target: "/2" },
      { volume: "x", mountPath: "/c", target: "/3" },
    ];
    expect(Object.fromEntries(mountVariables(list))).toEqual({
      SCAFFOLD_MOUNT_APP_LOGS: "/1",
      SCAFFOLD_MOUNT_APP_LOGS_2: "/2",
      SCAFFOLD_MOUNT_X: "/3",
      SCAFFOLD_MOUNTS: '{"/a":"/1","/b":"/2","/c":"/3"}',
    });
  });
});
