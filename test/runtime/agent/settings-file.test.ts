import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Configuration } from "../../../src/runtime/agent/configuration.ts";
import { parseSettingsFile, readSettingsFile } from "../../../src/runtime/agent/settings-file.ts";
import { file } from "../../../src/runtime/agent/sinks/file.ts";
import { http } from "../../../src/runtime/agent/sinks/http.ts";
import { testFolder } from "./support/folder.ts";

const parsed = (text: string) => {
  const { entries, problems } = parseSettingsFile("f.env", text);
  return { entries: Object.fromEntries([...entries].map(([name, { text: value, line }]) => [name, `${line}: ${value}`])), problems };
};

describe("the form of the file", () => {
  test.each([
    ["lines", "A=1\nB=x y\n", { A: "1: 1", B: "2: x y" }],
    ["no end of the last line", "A=1", { A: "1: 1" }],
    ["comments and blank lines", "# A=0\n\n  # more\nA=1\n", { A: "4: 1" }],
    ["blanks around name and value", "  A = 1 \n", { A: "1: 1" }],
    ["line ends of another system, and a byte order mark", "\uFEFFA=1\r\nB=2\r\n", { A: "1: 1", B: "2: 2" }],
    ["= and # in a value", "A=b=c # d", { A: "1: b=c # d" }],
    ["nothing as a value", "A=\n", { A: "1: " }],
    ["one quote", 'A=5"\n', { A: '1: 5"' }],
  ])("%s", (_, text, entries) => {
    expect(parsed(text)).toEqual({ entries, problems: [] });
  });

  test("every mistake has its line, and a value is not repeated: it may be secret", () => {
    const { entries, problems } = parsed("hunter2\nA=1\nA=2\nB='3'\n9C=1\n");
    expect(entries).toEqual({ A: "2: 1" });
    expect(problems).toEqual([
      "f.env:1: must be NAME=value, or a comment that begins with #",
      "f.env:3: A is on line 2 already",
      "f.env:4: B must be without quotes: they would be part of the value",
      "f.env:5: must be NAME=value, or a comment that begins with #",
    ]);
  });

  test("a file that is not there says nothing; a folder, other bytes than UTF-8 and too many of them are mistakes", () => {
    const folder = testFolder();
    const [missing, bytes, large] = ["missing", "bytes", "large"].map((name) => join(folder, name));
    writeFileSync(bytes ?? "", Buffer.from([0x41, 0x3d, 0xff]));
    writeFileSync(large ?? "", Buffer.alloc(2 ** 20 + 1, "#"));
    expect(readSettingsFile(missing ?? "").problems).toEqual([]);
    expect(readSettingsFile(folder).problems).toEqual([`${folder}: is a folder`]);
    expect(readSettingsFile(bytes ?? "").problems).toEqual([expect.stringMatching(/bytes: .*utf-8/i)]);
    expect(readSettingsFile(large ?? "").problems).toEqual([`${large}: is larger than 1 MiB`]);
  });
});

const configuration = (text: string, env: Readonly<Record<string, string>> = {}, named = false) => {
  const folder = testFolder();
  const path = join(folder, "settings.env");
  writeFileSync(path, text);
  const sinks = named ? { sinks: { archive: file() }, sources: [{ name: "audit", watch: ["/var/log/audit/*.log"] }] } : {};
  const options = { name: "agent", watch: ["/main/*.log"], pollMs: 111, discoverMs: 222, ...sinks, sink: http({ url: "http://main" }) };
  return { path, of: new Configuration(options, { SETTINGS_FILE: path, STATE_DIR: join(folder, "state"), ...env }) };
};
/** Two looks: only what is there for both counts. */
const change = (of: Configuration) => [of.look(), of.look()].findLast((one) => one !== undefined);

describe("what is in force", () => {
  test("the environment before the file, the file before main.ts, that before the default", () => {
    const text = "POLL_INTERVAL=1s\nDISCOVERY_INTERVAL=2s\nROTATE_WAIT=3s\n";
    const read = configuration(text, { POLL_INTERVAL: "5s", ROTATE_WAIT: "" }).of.read();
    const { pollMs, discoverMs, rotateWaitMs, retryMaxMs } = read.ok ? read.value.settings : {};
    expect([pollMs, discoverMs, rotateWaitMs, retryMaxMs]).toEqual([5000, 2000, 3000, 30_000]);
  });

  test("an empty value counts as not set", () => {
    const read = configuration("POLL_INTERVAL=\n").of.read();
    expect(read.ok && read.value.settings.pollMs).toBe(111);
  });

  test("settings of sources and sinks with a name begin with it", () => {
    const read = configuration("AUDIT_WATCH=/a/*.log\nARCHIVE_SINK_PATH=/all.ndjson\n", {}, true).of.read();
    expect(read.ok && read.value.sinks[1]?.sink.writes).toBe("/all.ndjson");
    expect(read.ok && read.value.sources[1]?.globs[0]?.root).toBe("/a");
  });

  test("paths of the file are those of the container, wherever its mounts are on this machine", () => {
    const mounts = { SCAFFOLD_MOUNTS: '{"/var/log/app":"/run/1"}' };
    const read = configuration("WATCH=/var/log/app/{a,b}.log,/else/*.log\n", mounts).of.read();
    expect(read.ok && read.value.sources[0]?.globs.map(({ root }) => root)).toEqual(["/run/1", "/run/1", "/else"]);
  });

  test("all mistakes at once: of the file's form, its names and its values, each with its line, and of the environment", () => {
    const { path, of } = configuration("what\nWACTH=/x/*.log\nPOLL_INTERVAL=never\nSETTINGS_FILE=/y\n\nSINK_URL=ftp://x\n", {
      GATE: "maybe",
    });
    expect(of.read()).toEqual({
      ok: false,
      problems: [
        `${path}:1: must be NAME=value, or a comment that begins with #`,
        `${path}:2: WACTH is no setting of this agent, did you mean WATCH?`,
        `${path}:4: SETTINGS_FILE is no setting of this agent`,
        'GATE must be none or upstream, got "maybe"',
        `${path}:3: POLL_INTERVAL must be a duration such as 500ms, 30s or 5m, got "never"`,
        `${path}:6: SINK_URL must be an http or https URL such as http://localhost:4318, got "ftp://x"`,
      ],
    });
  });

  test("a value that the environment overrides is not judged", () => {
    expect(configuration("POLL_INTERVAL=never\n", { POLL_INTERVAL: "1s" }).of.read().ok).toBe(true);
  });
});

describe("a change", () => {
  const fromTo = (first: string, second: string, env = {}) => {
    const { path, of } = configuration(first, env);
    of.read();
    writeFileSync(path, second);
    return { path, of, change: change(of) };
  };

  test("has the names of the settings that are others now, and is told once", () => {
    const { of, change: told } = fromTo("GATE=none\nPOLL_INTERVAL=1s\n", "# more often\nPOLL_INTERVAL=2s\nGATE=none\nTRIM=true\n");
    expect(told).toMatchObject({ ok: true, changed: ["POLL_INTERVAL", "TRIM"], restart: [], configured: { settings: { pollMs: 2000 } } });
    expect(change(of)).toBeUndefined();
  });

  test.each([["# all the same\n\nGATE=none\n"], ["GATE=none"]])("of comments and blanks is none: %j", (second) => {
    expect(fromTo("GATE=none\n", second).change).toBeUndefined();
  });

  test("that is seen in one look alone is not believed", () => {
    const { path, of } = configuration("GATE=none\n");
    of.read();
    writeFileSync(path, "");
    expect(of.look()).toBeUndefined();
    writeFileSync(path, "GATE=none\n");
    expect([of.look(), of.look()]).toEqual([undefined, undefined]);
  });

  test("that is wrong says every mistake, and what is right again afterwards is compared with what is in force", () => {
    const { path, of, change: told } = fromTo("GATE=none\n", "GAET=none\nPOLL_INTERVAL=0\n");
    expect(told).toEqual({
      ok: false,
      problems: [
        `${path}:1: GAET is no setting of this agent, did you mean GATE?`,
        `${path}:2: POLL_INTERVAL must be at least 10ms and at most 1m, got "0"`,
      ],
    });
    writeFileSync(path, "GATE=none\n");
    expect(change(of)).toMatchObject({ ok: true, changed: [] });
  });

  test("of what belongs to the process waits for a restart, the rest takes effect", () => {
    const { change: told } = fromTo("HEALTH_PORT=8080\n", "HEALTH_PORT=8081\nADMIN_TOKEN=x\nPOLL_INTERVAL=2s\n");
    expect(told).toMatchObject({ ok: true, changed: ["POLL_INTERVAL"], restart: ["HEALTH_PORT", "ADMIN_TOKEN"] });
    expect(told).toMatchObject({ configured: { settings: { healthPort: 8080, adminToken: undefined, pollMs: 2000 } } });
  });

  test("from files to standard input is none that can be made", () => {
    expect(fromTo("", "WATCH=-\n").change).toMatchObject({ ok: false, problems: [expect.stringContaining("need a restart")] });
  });

  test("is that a file goes away, or comes", () => {
    const { path, of } = configuration("POLL_INTERVAL=1s\n");
    of.read();
    rmSync(path);
    expect(change(of)).toMatchObject({ ok: true, changed: ["POLL_INTERVAL"], configured: { settings: { pollMs: 111 } } });
    writeFileSync(path, "POLL_INTERVAL=3s\n");
    expect(change(of)).toMatchObject({ ok: true, changed: ["POLL_INTERVAL"], configured: { settings: { pollMs: 3000 } } });
  });
});
