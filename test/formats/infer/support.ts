import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Program } from "./program.ts";

const bin = fileURLToPath(new URL("../../../bin/scaffold.js", import.meta.url));

interface Options {
  readonly tz?: string | undefined;
  readonly referenceTime?: string | undefined;
}

/** What `scaffold infer` prints of the second file with the formats that it infers from the first, a record a line. */
export async function applied(sampleFile: string, otherFile: string, { tz, referenceTime }: Options): Promise<string[]> {
  const flags = [
    ...["infer", sampleFile, "--no-catalogue", "--apply", otherFile, "--json"],
    ...(tz === undefined ? [] : ["--tz", tz]),
    ...(referenceTime === undefined ? [] : ["--reference-time", referenceTime]),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [bin, ...flags], { maxBuffer: 2 ** 30 });
  return stdout.split("\n").filter((line) => line !== "");
}

/** The same of what two files hold, which are there for as long as it takes. */
export async function appliedBytes(sample: Buffer, other: Buffer, { tz, referenceTime }: Program): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "scaffold-infer-"));
  try {
    const [sampleFile, otherFile] = [join(folder, "sample.log"), join(folder, "other.log")];
    await writeFile(sampleFile, sample);
    await writeFile(otherFile, other);
    return await applied(sampleFile, otherFile, { tz, referenceTime });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
