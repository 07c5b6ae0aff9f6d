/** A container's stdout and stderr on their way out. What is not taken stays in the pipe, and the container waits: memory is bounded. */
import type { Readable } from "node:stream";

export interface OutputChunk {
  readonly container: string;
  readonly instance: number;
  readonly stream: "stdout" | "stderr";
  readonly bytes: Uint8Array;
}

/** When it returns a promise, the next bytes of that stream come after it has settled. */
export type OnOutput = (chunk: OutputChunk) => void | Promise<void>;

/** Resolves at the end of the stream. The listener's troubles are its own: the container runs on. */
export async function pump(source: Readable, deliver: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
  try {
    for await (const bytes of source) {
      try {
        await deliver(bytes);
      } catch {
        // A view that is gone must not stop the pipe from being emptied.
      }
    }
  } catch {
    // The pipe was closed under us, by the end of the run.
  }
}

/** Keeps the last bytes that went by. */
export function tailOf(limit: number): { add(bytes: Uint8Array): void; bytes(): Uint8Array } {
  let kept = Buffer.alloc(0);
  return {
    add(bytes) {
      kept = Buffer.concat([kept, bytes.subarray(-limit)]).subarray(-limit);
    },
    bytes: () => kept,
  };
}
