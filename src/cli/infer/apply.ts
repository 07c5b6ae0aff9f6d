import { createReadStream, fstatSync } from "node:fs";
import { ScaffoldError } from "../../errors.ts";
import { applyToStream } from "../../formats/infer/apply.ts";
import type { Inference } from "../../formats/infer/types.ts";
import type { Host } from "../../host.ts";
import { openLog } from "./sample.ts";

const readAheadBytes = 2 ** 20;

/**
 * Prints a record of JSON for each record of a file, or of standard input, as it is read: memory does not grow with the file.
 * @param time `referenceMs` undefined: times without a year are near the moment at which the file was last written
 */
export async function printRecords(
  { formats, framing }: Inference,
  path: string,
  time: { readonly tz?: string; readonly referenceMs: number | undefined },
  host: Host,
): Promise<void> {
  const { descriptor, name } = openLog(path, host);
  const stat = fstatSync(descriptor);
  const referenceMs = time.referenceMs ?? (stat.isFile() ? stat.mtimeMs : host.now());
  const input = createReadStream("", { fd: descriptor, highWaterMark: readAheadBytes });
  const inferred = formats.map(({ format }) => format);
  try {
    for await (const lines of applyToStream(inferred, framing, input, { ...(time.tz !== undefined && { tz: time.tz }), referenceMs })) {
      if (lines.length > 0) host.stdout(`${lines.join("\n")}\n`);
      await host.stdoutTaken?.();
    }
  } catch (cause) {
    if (cause instanceof RangeError) throw new ScaffoldError("USAGE", cause.message, { cause });
    if (cause instanceof Error && "syscall" in cause)
      throw new ScaffoldError("UNREADABLE", `cannot read ${name}: ${cause.message.replace(/^[A-Z]+: /, "")}`, { exit: 3, cause });
    throw cause;
  } finally {
    // Closes the descriptor.
    input.destroy();
  }
}
