import { resolve } from "node:path";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Inference } from "../../formats/infer/types.ts";
import type { Host } from "../../host.ts";
import { encoders } from "../../render/encoders.ts";
import { entriesOf } from "./entries.ts";
import { inferencePage } from "./page.ts";
import { pictureOf } from "./picture.ts";
import { inferenceText } from "./report.ts";
import { isStdin, type Sample } from "./sample.ts";

export interface Shown {
  /** Where the page goes; undefined: there is none. */
  readonly html: string | undefined;
  /** true: the answer is something else. */
  readonly quiet: boolean;
  /** How many records are shown; undefined: as many as fit. */
  readonly count: number | undefined;
  readonly tz: string | undefined;
  readonly referenceMs: number;
  /** The flags that the next command needs to find the same. */
  readonly flags: readonly string[];
}

const onTerminal = 10;
const onPage = 200;

/** Prints an inference for a person, and writes its page. */
export async function showInference(inference: Inference, sample: Sample, shown: Shown, host: Host): Promise<void> {
  const { html, quiet, count, tz, referenceMs, flags } = shown;
  const most = Math.max(count ?? onTerminal, html === undefined ? 0 : (count ?? onPage));
  const pictured = await pictureOf(inference, sample.bytes, { count: most, tz, referenceMs });
  const entries = entriesOf(inference, tz);
  const { name } = sample;
  if (html !== undefined) writePage(html, inferencePage(inference, { name, entries, pictured }), host);
  if (quiet) return;
  const color = host.stdoutColor === true;
  host.stdout(inferenceText(inference, { name, entries, pictured: pictured.slice(0, count ?? onTerminal), color }));
  if (html !== undefined) host.stderr(`\nwrote ${html}\n`);
  if (inference.formats.length === 0) return;
  const next = ["scaffold", "adapter", "log-adapter", "--from", isStdin(sample.path) ? "FILE" : sample.path, ...flags];
  host.stderr(`\nnext: ${next.map(encoders.shell).join(" ")}\n`);
}

function writePage(path: string, text: string, host: Host): void {
  try {
    host.fs.write(resolve(host.cwd, path), Buffer.from(text), 0o644);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^[A-Z]+: /, "") : String(cause);
    throw new ScaffoldError("PAGE", `cannot write ${path}: ${reason}`, { exit: EXIT.failed, cause });
  }
}
