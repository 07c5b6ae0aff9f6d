// How much faster the parsers that `scaffold adapter` compiles are than what a person writes by hand: for each format of the catalogue a regular
// expression with named groups and JSON.stringify, which make the same JSON of the same lines, in one process, in turns.
//   node bench/adapter.mjs [format ...] [--rounds 7] [--bytes 300000]
// Lines are those of test/formats/cases of which both make the same, which is checked first; how many are left out, because the expression is not as
// careful, is said. `declined`: lines of other formats. Fluent Bit and Vector are not compared: said is whether they are on the PATH.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { baselineOf, writeAll } from "./adapter/baselines.mjs";
import { emitted, loadCompiler } from "./adapter/emitted.mjs";
import { accessLog, casesOf, repeated } from "./adapter/lines.mjs";
import { flatJson, otlpJson, readAt } from "./adapter/records.mjs";

const { values, positionals } = parseArgs({
  options: { rounds: { type: "string", default: "7" }, bytes: { type: "string", default: "300000" } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const size = Number(values.bytes);
/** Seconds. */
const warmUp = 0.4;
const folder = fileURLToPath(new URL("../node_modules/.cache/pod-scaffold/bench-adapter", import.meta.url));
mkdirSync(folder, { recursive: true });
try {
  const compiler = await loadCompiler(folder);
  const formats = compiler.catalogue.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const parsers = await emitted(folder, compiler, formats);
  console.log(heading());
  for (const [index, format] of formats.entries()) {
    if (format.name === "combined") row("combined, 172 bytes", format, parsers[index], accessLog(3000), compiler.catalogue);
    row(format.name, format, parsers[index], casesOf(format), compiler.catalogue);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function heading() {
  const paths = (process.env.PATH ?? "").split(delimiter);
  const peers = ["fluent-bit", "vector"].map(
    (peer) => `${peer} ${paths.some((path) => existsSync(join(path, peer))) ? "is there, not compared" : "is not installed"}`,
  );
  const shape = "  MB/s  M lines/s  ratio";
  return `node ${process.versions.node}, best of ${rounds}; ratio: to a regular expression with named groups and JSON.stringify
${peers.join(", ")}
${"".padEnd(20)}        ${"flat JSON".padEnd(shape.length)} ${"OTLP".padEnd(shape.length)} ${"declined".padEnd(18)}
${"format".padEnd(20)} lines ${shape} ${shape}  M lines/s  ratio`;
}

function row(title, format, parser, cases, catalogue) {
  const { record, note } = baselineOf(format.name);
  const doubles = parser.flat.doublesOf(format.name);
  const judged = cases.map((line) => isSame(line, format, parser, record, doubles));
  const lines = cases.filter((_, index) => judged[index]);
  const others = judged.filter((same) => same === false).length;
  if (lines.length === 0) {
    console.log(`${title.padEnd(20)} ${`0/${cases.length}`.padStart(7)} the expression makes something else of its lines`);
    return;
  }
  const foreign = catalogue
    .flatMap((other) => other.examples)
    .filter((line) => parser.flat.encodeOne(Buffer.from(line), readAt).format === "unparsed" && record(line) === undefined);
  const good = repeated(lines, size);
  const declined = repeated(foreign, size / 4);
  const columns = [
    ...compared(good, parser.flat, writeAll(record, "flat"), true),
    ...compared(good, parser.otlp, writeAll(record, "otlp", doubles), true),
    ...compared(declined, parser.otlp, writeAll(record, "otlp", doubles), false),
  ];
  const counted = `${lines.length}/${cases.length}`;
  console.log(
    `${title.padEnd(20)} ${counted.padStart(7)} ${columns.join(" ")}${note ? `  ${note}` : ""}${others > 0 ? `  (the expression makes something else of ${others} lines)` : ""}`,
  );
}

/** Whether the expression makes of the line what the parser makes of it; undefined: one of them does not read it. */
function isSame(line, format, parser, record, doubles) {
  const wanted = record(line);
  const bytes = Buffer.from(line);
  const found = parser.flat.encodeOne(bytes, readAt);
  if (wanted === undefined || found.format !== format.name) return undefined;
  const flat = JSON.parse(found.json);
  delete flat.attributes[""];
  if (!isDeepStrictEqual(flat, JSON.parse(flatJson(wanted)))) return false;
  const otlp = JSON.parse(parser.otlp.encodeOne(bytes, readAt).json);
  const byKey = ({ attributes, ...rest }) => ({
    ...rest,
    attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, value])),
  });
  otlp.attributes.shift();
  return isDeepStrictEqual(byKey(otlp), byKey(JSON.parse(otlpJson(wanted, doubles))));
}

/**
 * Both in turns; the best of each. Time is that of the processor, collecting garbage included: where others use the machine as well, what
 * takes longer is interrupted more.
 */
function compared(input, { encodeAll }, write, megabytes) {
  const runs = [() => encodeAll(input.bytes, input.starts, input.ends, readAt), () => write(input)];
  // Until V8 has compiled what it runs, however few bytes there are.
  for (const run of runs) for (let spent = 0; spent < warmUp; ) spent += secondsOf(run);
  const best = runs.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, run] of runs.entries()) best[index] = Math.min(best[index], secondsOf(run));
  const [ours, theirs] = best;
  const rate = [(input.starts.length / ours / 1e6).toFixed(2).padStart(10), (theirs / ours).toFixed(1).padStart(6)];
  return megabytes ? [(input.used / ours / 1e6).toFixed(0).padStart(6), ...rate] : rate;
}

function secondsOf(run) {
  const begun = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}
