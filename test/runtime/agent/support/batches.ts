import type { Batch } from "../../../../src/runtime/agent/batch.ts";
import { BatchBuilder } from "../../../../src/runtime/agent/batch-builder.ts";
import { frameLines } from "../../../../src/runtime/agent/framer.ts";
import { startPosition } from "../../../../src/runtime/agent/source/stream.ts";
import { watchedNothing } from "../../../../src/runtime/agent/source/watched.ts";

/** A batch of one file's lines, as it comes from the source. */
export function batchOf(
  lines: readonly (string | Uint8Array)[],
  path = "/var/log/app/app.log",
  framing = watchedNothing.framing,
  fileOffset = 0,
  sourceName: string | undefined = undefined,
  origin: Readonly<Record<string, string>> | undefined = undefined,
): Batch {
  const text = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from("\n")]));
  const builder = new BatchBuilder({ maxRecords: 10_000, maxBytes: 2 ** 22, maxLineBytes: 2 ** 20 }, 0);
  text.copy(builder.bytes);
  builder.used = frameLines(builder, 0, text.length).next;
  const name = path.slice(path.lastIndexOf("/") + 1);
  builder.addSegment({
    source: { ...watchedNothing, framing, name: sourceName },
    stream: { path, dev: "1", ino: "2", generation: 0, id: "0123456789abcdef", position: startPosition },
    path,
    name,
    ...(origin && { origin }),
    streamId: "0123456789abcdef",
    observedMs: 1_700_000_000_000,
    firstRecord: 0,
    byteStart: 0,
    byteEnd: builder.used,
    fileOffset,
  });
  return builder.build(() => undefined);
}
