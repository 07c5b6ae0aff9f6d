/** `scaffold simulate`: what a pod would do, without starting anything. */
import { resolve } from "node:path";
import { createHistory } from "../../console/simulation/history.ts";
import { simulationJson } from "../../console/simulation/json.ts";
import { simulationSvg } from "../../console/simulation/svg.ts";
import { simulationText } from "../../console/simulation/text.ts";
import { simulationStartMs, watchSimulation } from "../../engine/simulate.ts";
import { scriptOf } from "../../engine/simulation/behaviour.ts";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { readRunInput } from "../run/input.ts";
import { readSimulateSettings } from "../simulate/options.ts";

export { flags } from "../simulate/flags.ts";

/** The pod of a template has the same name each time. */
const sameMaker = { suffix: "x7k2p", ownerUid: "00000000-0000-4000-8000-000000000002", nowMs: simulationStartMs };

export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const manifest = typeof argv["manifest"] === "string" ? argv["manifest"] : undefined;
  const files = Array.isArray(argv["file"]) ? argv["file"].map(String) : [];
  const { pod, notes } = await readRunInput({ manifest, files, commands: {}, env: {} }, host, sameMaker);
  for (const note of notes) host.stderr(`note: ${note}\n`);
  const { behaviours, deletion, forMs, backoff } = readSimulateSettings(argv, pod);
  const { entries, watch } = createHistory();
  const end = watchSimulation(pod, watch, scriptOf(pod, behaviours), {
    machine: { backoff },
    forMs,
    ...(deletion !== undefined && { deletions: [deletion] }),
  });
  if (typeof argv["svg"] === "string") writePicture(resolve(host.cwd, argv["svg"]), simulationSvg(entries, end), host);
  host.stdout(argv["json"] === true ? simulationJson(entries, end) : simulationText(entries, end));
  return EXIT.ok;
}

function writePicture(path: string, text: string, { fs }: Host): void {
  try {
    fs.write(path, Buffer.from(text), 0o644);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScaffoldError("PICTURE", `cannot write ${path}: ${reason}`, { exit: EXIT.failed, cause });
  }
}
