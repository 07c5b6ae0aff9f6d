// The log agent under faults: real process, real files, a sink that misbehaves in every way, and SIGKILL every few seconds.
//   npm run faults -- agent --minutes 5 [--seed N] [--sink http|otlp|elasticsearch]
// Ends with 0 only when every line arrived or is in the dead-letter file, no kill repeated more than the window, and the ledger agrees.
import { parseArgs } from "node:util";
import { faultRun } from "./faults/run.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    sink: { type: "string", default: "http" },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const mistakes = [
  ...(positionals.join() === "agent" ? [] : ["say what to put under faults: agent"]),
  ...(minutes > 0 ? [] : ["--minutes takes a number above 0"]),
  ...(Number.isInteger(seed) ? [] : ["--seed takes an integer"]),
  ...(["http", "otlp", "elasticsearch"].includes(values.sink) ? [] : ["--sink takes http, otlp or elasticsearch"]),
];
if (mistakes.length > 0) {
  console.error(mistakes.join("\n"));
  process.exitCode = 2;
} else {
  const { figures, problems } = await faultRun({ minutes, seed, sink: values.sink });
  const width = Math.max(...figures.map(([name]) => name.length));
  for (const [name, value] of figures) console.log(`${name.padEnd(width)}  ${value}`);
  for (const problem of problems) console.error(`unexplained: ${problem}`);
  console.log(problems.length === 0 ? "nothing is unexplained" : `${problems.length} unexplained; repeat with --seed ${seed}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
