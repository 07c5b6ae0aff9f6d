/** This process's own streams as bytes, for a program that runs elsewhere in its stead. */

export interface StandardStreams {
  readonly stdin: AsyncIterable<Buffer>;
  /** Resolves when the bytes were taken, or nobody reads any more. */
  write(stream: "stdout" | "stderr", bytes: Uint8Array): Promise<void>;
  /** Input is not wanted any more. */
  close(): void;
}

export function standardStreams(): StandardStreams {
  return {
    get stdin(): AsyncIterable<Buffer> {
      return process.stdin;
    },
    write: (stream, bytes) => new Promise((resolve) => process[stream].write(bytes, () => resolve())),
    close: () => void process.stdin.destroy(),
  };
}
