// Time to start, and time to write a project, against bare node, plop and hygen in one run:
//   node bench/start.mjs [rounds]
// The peers write as many files of the same sizes, from templates, in a fresh folder. Runs alternate (A B C A B C), medians are compared.
// Unlike the peers, scaffold fsyncs what it writes, keeps a journal, and records what it wrote, so that edits can be merged later.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const rounds = Number(process.argv[2] ?? 9);
const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const work = mkdtempSync(join(tmpdir(), "bench-start-"));
const scaffold = join(root, "bin/scaffold.js");
const plop = join(dirname(require.resolve("plop")), "../bin/plop.js");
const hygen = join(dirname(require.resolve("hygen/package.json")), "dist/bin.js");

try {
  const model = fresh("model");
  run([scaffold, "sidecar", "--no-build"], model);
  const files = below(model).filter((path) => !path.startsWith(".scaffold/"));
  console.log(`node ${process.versions.node}, ${rounds} rounds, medians; ${files.length} files\n`);

  table("start", {
    "node -e 0": () => time(["-e", "0"], work),
    "scaffold --help": () => time([scaffold, "--help"], work),
    "plop --help": () => time([plop, "--help"], work),
    // hygen prints its help and ends with 1 where there are no templates.
    "hygen (help)": () => time([hygen], work, [0, 1]),
  });

  const plopFolder = plopProject(model, files);
  const hygenFolder = hygenProject(model, files);
  table(`write ${files.length} files`, {
    "scaffold sidecar --no-build": () => time([scaffold, "sidecar", "--no-build"], fresh("scaffold")),
    "plop agent": () => time([plop, "--plopfile", join(plopFolder, "plopfile.mjs"), "--dest", fresh("plop-out"), "agent"], plopFolder),
    "hygen agent new": () => time([hygen, "agent", "new"], copyOf(hygenFolder)),
  });
} finally {
  rmSync(work, { recursive: true, force: true });
}

function table(title, commands) {
  const names = Object.keys(commands);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) commands[name]();
  for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(commands[name]());
  const medians = names.map((name) => [name, median(times[name])]);
  const [, first] = medians[0];
  console.log(title);
  for (const [name, ms] of medians)
    console.log(`  ${name.padEnd(30)} ${ms.toFixed(0).padStart(6)} ms   ${(ms / first).toFixed(2)}x of ${names[0]}`);
  console.log("");
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function time(args, cwd, codes) {
  const began = performance.now();
  run(args, cwd, codes);
  return performance.now() - began;
}

function run(args, cwd, codes = [0]) {
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, HYGEN_OVERWRITE: "1" },
  });
  if (!codes.includes(status)) throw new Error(`${args.join(" ")} ended with ${status}\n${stderr}`);
}

function fresh(name) {
  const folder = join(work, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

function copyOf(folder) {
  const copy = fresh("hygen-out");
  cpSync(folder, copy, { recursive: true });
  return copy;
}

function below(folder, from = folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? below(join(folder, entry.name), from) : [relative(from, join(folder, entry.name))],
  );
}

function plopProject(model, files) {
  const folder = fresh("plop");
  const actions = files.map((path, index) => {
    writeFileSync(join(folder, `${index}.hbs`), readFileSync(join(model, path), "utf8").replaceAll("{{", "\\{{"));
    return { type: "add", path, templateFile: `${index}.hbs` };
  });
  writeFileSync(
    join(folder, "plopfile.mjs"),
    `export default (plop) => plop.setGenerator("agent", { prompts: [], actions: ${JSON.stringify(actions)} });\n`,
  );
  return folder;
}

function hygenProject(model, files) {
  const folder = fresh("hygen");
  const templates = join(folder, "_templates/agent/new");
  mkdirSync(templates, { recursive: true });
  files.forEach((path, index) => {
    writeFileSync(
      join(templates, `${index}.ejs.t`),
      `---\nto: ${path}\n---\n${readFileSync(join(model, path), "utf8").replaceAll("<%", "<%%")}`,
    );
  });
  return folder;
}
