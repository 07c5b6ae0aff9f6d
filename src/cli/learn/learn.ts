import { join } from "node:path";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { adapterOptions } from "../../patterns/adapter/options.ts";
import { diffFile, diffPlan } from "../../plan/diff.ts";
import { planProject } from "../../project/generate.ts";
import { type LoadedProject, parseProject, readProject } from "../../project/load.ts";
import { locateExisting } from "../../project/locate.ts";
import { withPorts } from "../../project/ports.ts";
import { flagPaths } from "../flags.ts";
import { goldenOf } from "../infer/golden.ts";
import { readInferOptions } from "../infer/options.ts";
import { printable } from "../infer/printable.ts";
import { decision } from "../infer/report.ts";
import { readSample, type Sample } from "../infer/sample.ts";
import { generateAndReport } from "../report/generated.ts";
import { learnedDocument } from "./document.ts";
import { DriftSeen } from "./drift.ts";
import { type Present, presentAdapter } from "./present.ts";
import { type Proposal, propose } from "./propose.ts";
import { readWith } from "./reading.ts";
import { type Findings, findingsData, findingsText } from "./report.ts";
import { readSamples, type Samples, withSamples } from "./samples.ts";

type Arguments = Readonly<Record<string, unknown>>;

/**
 * `scaffold adapter NAME --learn LOG`: holds a log against the formats that the adapter has, and proposes formats for what none of them takes.
 * Exit 0: nothing to learn, or it was applied; 1: there is something to learn, or records that nothing can be learned from.
 */
export async function learn(argv: Arguments, host: Host): Promise<number> {
  refuseOthers(argv);
  const options = readInferOptions({ ...argv, tz: undefined }, argv["name"]);
  const project = readProject(host, locateExisting(host, argv["out"] === undefined ? undefined : String(argv["out"])));
  const present = presentAdapter(project, argv["companion"] === undefined ? undefined : String(argv["companion"]));
  const log = readSample(String(argv["learn"]), host);
  const samplesPath = join(project.spec.out, present.name, "test/samples.json");
  const kept = host.fs.read(join(project.place.root, samplesPath));
  const samples = kept && readSamples(new TextDecoder().decode(kept), samplesPath);

  const readAt = Math.floor(options.referenceMs ?? log.writtenMs ?? host.now());
  const seen = new DriftSeen(samples);
  const before = await readWith(present.how, log.bytes, readAt, (record) => seen.see(record));
  const drift = seen.drift(present.how, before, readAt);
  const isKnown = before.untaken.length + before.absorbed.length === 0;
  const asked = { ...options, referenceMs: readAt, samples };
  const { proposal, refused } = isKnown ? { proposal: undefined, refused: [] } : await propose(present, before, log.bytes, asked);
  const findings: Findings = { log: log.name, present, before, drift, proposal, refused };
  if (!proposal) {
    tell(findings, {}, argv, host);
    return before.untaken.length === 0 ? EXIT.ok : EXIT.findings;
  }
  const next = await changed(
    { project, present, proposal, log, samples, samplesPath, readAt, redact: argv["redact-samples"] === true },
    host,
  );
  if (argv["apply"] === true && argv["dry-run"] !== true) {
    if (argv["json"] !== true) host.stderr(`${findingsText(findings)}\n`);
    const own = { [samplesPath]: next.samples };
    return generateAndReport({
      project: next.project,
      before: project.text,
      files: {},
      changed: own,
      argv,
      host,
      groups: [present.name, ""],
    });
  }
  const ready = withPorts(next.project, host);
  const plan = planProject(ready, host, { groups: [present.name, ""], readOnly: true });
  const diff = [
    diffFile("scaffold.yaml", project.text, ready.text),
    diffFile(samplesPath, samples?.text, next.samples),
    diffPlan(plan),
  ].join("");
  tell(findings, { diff }, argv, host);
  if (argv["json"] !== true) {
    host.stdout(diff);
    host.stderr("\nNothing was written: --apply does it.\n");
  }
  return EXIT.findings;
}

/** Other options change the adapter in another way, which is not what is asked here. */
function refuseOthers(argv: Arguments): void {
  const other = ["from", "pattern", ...flagPaths(adapterOptions).map(({ name }) => name)].find((flag) => argv[flag] !== undefined);
  if (other === undefined) return;
  throw new ScaffoldError("USAGE", `--${other}: does not go with --learn, which reads the log as the document says`, {
    hint: `first \`scaffold adapter NAME --${other} …\`, then \`scaffold adapter NAME --learn FILE\``,
  });
}

function tell(findings: Findings, more: Record<string, unknown>, argv: Arguments, host: Host): void {
  if (argv["json"] === true) host.stdout(`${JSON.stringify({ ...findingsData(findings), ...more })}\n`);
  else host.stderr(findingsText(findings));
}

interface Change {
  readonly project: LoadedProject;
  readonly present: Present;
  readonly proposal: Proposal;
  readonly log: Sample;
  readonly samples: Samples | undefined;
  readonly samplesPath: string;
  readonly readAt: number;
  readonly redact: boolean;
}

/** The project and the samples as they would be. */
async function changed({ project, present, proposal, log, samples, readAt, redact }: Change, host: Host) {
  const { learned, evidence, how } = proposal;
  const reasons = [
    `learned from ${log.name}: ${learned.map(({ name, records }) => `${name} takes ${records}`).join(", ")}`,
    ...evidence.map(decision),
  ].map(printable);
  const text = learnedDocument(project.text, present.name, present.written, proposal, reasons);
  const golden = await goldenOf(log.bytes, {
    formats: how.formats,
    framing: how.framing,
    tz: samples?.tz ?? how.tz,
    readAt: samples?.readAt ?? readAt,
    redact,
    only: new Set(learned.map(({ name }) => name)),
  });
  return { project: parseProject(project.place, text, host), samples: withSamples(samples, golden) };
}
