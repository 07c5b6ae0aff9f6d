// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { clock, putIso, putUnixNano, rfc3339Time } from "../../formats/time.ts";
import type { Zone } from "../../formats/zone.ts";
import type { Normal, Normaliser } from "../normaliser.ts";
import type { ByteWriter } from "../sinks/byte-writer.ts";
import { plainText, unwrap, type Wrapped } from "./container.ts";

const formats = ["cri", "docker", "unparsed"];
const utc: Zone = { name: "UTC", offsetAt: () => 0 };
const timeKey = Buffer.from('"time":"');

/**
 * Takes lines out of what a container runtime put around them: the text becomes the body, and the runtime's clock the time. Other lines are the
 * body as they are.
 */
export function containerNormaliser(shape: "flat" | "otlp"): Normaliser {
  const write = shape === "otlp" ? otlpText : flatText;
  return {
    shape,
    formats,
    joins: true,
    encode: (bytes, start, end, out) => {
      const wrapped = unwrap(bytes.subarray(start, end));
      const timed = wrapped !== undefined && readTime(wrapped);
      if (wrapped) out.raw(write.stream[wrapped.stream === "stderr" ? 1 : 0]);
      out.raw(write.attributesEnd);
      if (timed) putTime(out, shape, write.time);
      out.raw(write.body);
      // The text of Docker is inside of JSON already.
      if (wrapped?.kind === "docker") out.raw(wrapped.text);
      else if (wrapped) out.escaped(wrapped.text, 0, wrapped.text.length);
      else out.escaped(bytes, start, end);
      out.raw(write.bodyEnd);
      return wrapped ? formats.indexOf(wrapped.kind) : 2;
    },
    normalise: (bytes, start, end): Normal => {
      const wrapped = unwrap(bytes.subarray(start, end));
      if (!wrapped) return { format: "unparsed", body: bytes.toString("utf8", start, end), attributes: {} };
      const { kind, stream } = wrapped;
      const timeUnixNano = readTime(wrapped) && `${clock.seconds}${String(clock.nanos).padStart(9, "0")}`;
      const body = plainText(wrapped).toString("utf8");
      return { format: kind, ...(timeUnixNano && { timeUnixNano }), body, attributes: { "log.iostream": stream } };
    },
  };
}

const flatText = {
  stream: [Buffer.from(',"log.iostream":"stdout"'), Buffer.from(',"log.iostream":"stderr"')],
  attributesEnd: Buffer.from("}"),
  time: Buffer.from(',"time":"'),
  body: Buffer.from(',"body":"'),
  bodyEnd: Buffer.from('"'),
} as const;

const otlpText = {
  stream: [
    Buffer.from(',{"key":"log.iostream","value":{"stringValue":"stdout"}}'),
    Buffer.from(',{"key":"log.iostream","value":{"stringValue":"stderr"}}'),
  ],
  attributesEnd: Buffer.from("]"),
  time: Buffer.from(',"timeUnixNano":"'),
  body: Buffer.from(',"body":{"stringValue":"'),
  bodyEnd: Buffer.from('"}'),
} as const;

/** Leaves it in `clock`. */
function readTime({ kind, head, rest }: Wrapped): boolean {
  if (kind === "cri") return rfc3339Time(head, 0, head.indexOf(0x20), utc) >= 0;
  const start = rest.indexOf(timeKey) + timeKey.length;
  return rfc3339Time(rest, start, rest.indexOf(0x22, start), utc) >= 0;
}

function putTime(out: ByteWriter, shape: "flat" | "otlp", key: Buffer): void {
  out.raw(key);
  out.lend(40);
  const put = shape === "otlp" ? putUnixNano : putIso;
  out.length = put(out.view, out.length, clock.seconds, clock.nanos);
  out.byte(0x22);
}
