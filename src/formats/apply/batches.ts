import type { Readable } from "node:stream";
import type { Batch } from "../../runtime/agent/batch.ts";
import { BatchBuilder } from "../../runtime/agent/batch-builder.ts";
import { type EncodingName, encodingNames } from "../../runtime/agent/framing/encoding.ts";
import { type ContainerName, containerNames, type FramingOptions, plainFraming } from "../../runtime/agent/framing/framing.ts";
import { Joiner } from "../../runtime/agent/join.ts";
import { ownSettings } from "../../runtime/agent/settings.ts";
import { Stdin } from "../../runtime/agent/source/stdin.ts";
import { watched } from "../../runtime/agent/source/watched.ts";
import type { InferredFraming } from "../infer/types.ts";

const limits = {
  maxRecords: ownSettings.maxBatchRecords.default,
  maxBytes: ownSettings.maxBatchBytes.default,
  maxLineBytes: ownSettings.maxLineBytes.default,
};

/**
 * The records of a stream as an agent finds them in a file: by its own modules, with the limits that it has when nothing else is said.
 * Reading waits for the consumer, so memory does not grow. A batch must be read before the next one is asked for: they share their bytes.
 * @param joins whether the formats know the lines of container runtimes: parts of one are put together
 */
export async function* batchesOf(input: Readable, framing: InferredFraming, joins: boolean): AsyncGenerator<Batch> {
  const options = framingOptions(framing);
  const builder = new BatchBuilder(limits, 0);
  const joiner = joins || options.container !== "none" ? new Joiner(limits.maxLineBytes) : undefined;
  const build = () => {
    const batch = builder.build(() => undefined);
    return joiner?.join(batch) ?? batch;
  };
  let failure: Error | undefined;
  input.once("error", (error) => (failure = error));
  const never = new AbortController().signal;
  // With a clock that stands still no record ends because nothing came for a while.
  const settings = { source: watched({ watch: [], exclude: [], ...options }), maxBatchWaitMs: 0, discoverMs: 60_000, now: () => 0 };
  const source = new Stdin({ input, ...settings });
  source.start();
  try {
    while (!source.ended.aborted) {
      await source.next(builder, never);
      yield build();
      builder.reset();
    }
    if (failure) throw failure;
    source.readUnfinished();
    for (;;) {
      source.fill(builder);
      if (builder.idle && builder.used === 0) break;
      yield build();
      builder.reset();
    }
    while (joiner?.flush(builder, "any")) {
      yield builder.build(() => undefined);
      builder.reset();
    }
  } finally {
    source.stop();
  }
}

function framingOptions({ multiline, container, encoding }: InferredFraming): FramingOptions {
  return {
    ...plainFraming,
    ...(multiline !== undefined && { multiline }),
    ...(isContainer(container) && { container }),
    ...(isEncoding(encoding) && { encoding }),
  };
}

function isContainer(name: string | undefined): name is ContainerName {
  return containerNames.some((known) => known === name);
}

function isEncoding(name: string | undefined): name is EncodingName {
  return encodingNames.some((known) => known === name);
}
