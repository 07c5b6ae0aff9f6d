import { clock, rfc3339Time } from "../../formats/time.ts";
import { writeNormal } from "../../formats/write.ts";
import type { Normal, Normaliser } from "../normaliser.ts";
import { plainText, unwrap, type Wrapped } from "./container.ts";

/**
 * Reads what is inside of the lines of a container runtime by the formats of an adapter. Where that says no time, the runtime's counts. Lines of
 * CRI are left to a format that takes them itself, and lines of no runtime are read as they are.
 */
export function insideContainer(inner: Normaliser): Normaliser {
  const ownsCri = inner.formats.includes("cri");
  const normalise = (bytes: Buffer, start: number, end: number, observedMs: number): Normal => {
    const wrapped = unwrap(bytes.subarray(start, end));
    if (!wrapped || (wrapped.kind === "cri" && ownsCri)) return inner.normalise(bytes, start, end, observedMs);
    const text = plainText(wrapped);
    const normal = inner.normalise(text, 0, text.length, observedMs);
    const timeUnixNano = normal.timeUnixNano ?? timeOf(wrapped);
    return {
      ...normal,
      ...(timeUnixNano !== undefined && { timeUnixNano }),
      attributes: { "log.iostream": wrapped.stream, ...normal.attributes },
    };
  };
  const { declined } = inner;
  return {
    ...inner,
    ...(declined && {
      declined: (bytes, start, end, observedMs) => {
        const wrapped = unwrap(bytes.subarray(start, end));
        if (!wrapped) return declined(bytes, start, end, observedMs);
        const text = plainText(wrapped);
        return declined(text, 0, text.length, observedMs);
      },
    }),
    joins: true,
    normalise,
    encode: (bytes, start, end, out, observedMs, added) => {
      const normal = normalise(bytes, start, end, observedMs);
      if (inner.write) inner.write(normal, out, observedMs, added);
      else writeNormal(normal, inner.shape === "otlp" ? "otlp" : "flat", out, inner.doubles?.[normal.format]);
      return inner.formats.indexOf(normal.format);
    },
  };
}

/** Nanoseconds since 1970; undefined where the runtime's time cannot be read. */
function timeOf({ kind, head, rest }: Wrapped): string | undefined {
  const key = '"time":"';
  const from = kind === "cri" ? 0 : rest.indexOf(key) + key.length;
  const bytes = kind === "cri" ? head : rest;
  const end = bytes.indexOf(kind === "cri" ? 0x20 : 0x22, from);
  const read = rfc3339Time(bytes, from, end, { name: "UTC", offsetAt: () => 0 });
  return read < 0 ? undefined : `${clock.seconds}${String(clock.nanos).padStart(9, "0")}`;
}
