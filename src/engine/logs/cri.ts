/**
 * Container output as records of the CRI log format, one a line:
 *
 *   2016-10-06T00:17:09.669794202Z stdout F the text of a line
 *   2016-10-06T00:17:09.669794202Z stderr P the first 16 KiB of a longer one
 *
 * Lines are cut as containerd cuts them (internal/cri/io/logger.go redirectLogs): at 16 KiB, and what has no newline in the end is partial too.
 * @see https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
 */

export type LogStream = "stdout" | "stderr";

/** containerd's max_container_log_line_size, bytes. */
export const LONGEST_RECORD = 16 * 1024;

const NEWLINE = 10;

export interface CriEncoder {
  /** The records that are complete with these bytes; at most 16 KiB wait for their newline. */
  encode(stream: LogStream, bytes: Uint8Array, time: string): Buffer;
  /** Nothing more comes. */
  end(time: string): Buffer;
}

export function criEncoder(): CriEncoder {
  const pending: Record<LogStream, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  return {
    encode(stream, bytes, time) {
      const waiting = pending[stream];
      const input = waiting.length > 0 ? Buffer.concat([waiting, bytes]) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const { cuts, rest } = cut(input);
      pending[stream] = Buffer.from(input.subarray(rest));
      return records(input, cuts, time, stream);
    },
    end: (time) =>
      Buffer.concat(
        (["stdout", "stderr"] as const).map((stream) => {
          const left = pending[stream];
          pending[stream] = Buffer.alloc(0);
          return records(left, left.length > 0 ? [{ from: 0, to: left.length, full: false }] : [], time, stream);
        }),
      ),
  };
}

interface Cut {
  readonly from: number;
  readonly to: number;
  /** false: the line goes on in the next record. */
  readonly full: boolean;
}

function cut(input: Buffer): { readonly cuts: readonly Cut[]; readonly rest: number } {
  const cuts: Cut[] = [];
  let from = 0;
  for (;;) {
    const newline = input.indexOf(NEWLINE, from);
    const end = newline < 0 ? input.length : newline;
    for (; end - from > LONGEST_RECORD; from += LONGEST_RECORD) cuts.push({ from, to: from + LONGEST_RECORD, full: false });
    if (newline < 0) return { cuts, rest: from };
    cuts.push({ from, to: end, full: true });
    from = end + 1;
  }
}

function records(input: Buffer, cuts: readonly Cut[], time: string, stream: LogStream): Buffer {
  const [full, partial] = [Buffer.from(`${time} ${stream} F `), Buffer.from(`${time} ${stream} P `)];
  const size = cuts.reduce((sum, { from, to }) => sum + full.length + to - from + 1, 0);
  const output = Buffer.allocUnsafe(size);
  let at = 0;
  for (const one of cuts) {
    at += (one.full ? full : partial).copy(output, at);
    at += input.copy(output, at, one.from, one.to);
    output[at++] = NEWLINE;
  }
  return output;
}

/** RFC 3339 with nanoseconds, e.g. `2016-10-06T00:17:09.669794202Z`; within a millisecond it only goes forward. */
export function logClock(): () => string {
  let lastMs = 0;
  let last = 0;
  return () => {
    const ms = Date.now();
    const within = Number(process.hrtime.bigint() % 1_000_000n);
    last = ms === lastMs ? Math.min(999_999, Math.max(last, within)) : within;
    lastMs = ms;
    return `${new Date(ms).toISOString().slice(0, -1)}${String(last).padStart(6, "0")}Z`;
  };
}
