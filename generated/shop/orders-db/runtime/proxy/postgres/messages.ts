// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Messages of PostgreSQL's protocol 3 as bytes: a type byte, the length of what follows (itself included) as int32, the body.
 * PostgreSQL documentation, "Message Formats" and "Error and Notice Message Fields".
 */

export interface Message {
  /** The type byte as a character: `R`, `E`, `Z`, … */
  readonly type: string;
  readonly body: Buffer;
}

/** The fields of an ErrorResponse that we write. `code` is the SQLSTATE. */
export interface ErrorFields {
  readonly severity?: "ERROR" | "FATAL";
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

export const protocol3 = 0x0003_0000;
export const requests = { cancel: 80_877_102, ssl: 80_877_103, gssEncryption: 80_877_104 } as const;

export function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  return Buffer.concat([Buffer.from(type, "latin1"), int32(length), ...parts]);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
}

/** Text with the zero byte at its end. Text that is already bytes of the client's encoding goes through as latin1. */
export function text(value: string, encoding: BufferEncoding = "utf8"): Buffer {
  return Buffer.from(`${value.replaceAll("\0", "")}\0`, encoding);
}

export function query(sql: string, encoding: BufferEncoding = "utf8"): Buffer {
  return message("Q", text(sql, encoding));
}

export function errorResponse({ severity = "FATAL", code, message: words, detail, hint }: ErrorFields): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${words}`, detail && `D${detail}`, hint && `H${hint}`];
  return message(
    "E",
    ...fields.filter((field) => field !== undefined && field !== "").map((field) => text(String(field))),
    Buffer.from([0]),
  );
}

/** The fields of an ErrorResponse or NoticeResponse by their letter: `C` the SQLSTATE, `M` the message. */
export function readFields(body: Buffer): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const field of body.toString("utf8").split("\0")) if (field !== "") fields.set(field.slice(0, 1), field.slice(1));
  return fields;
}

export function parameterStatus(name: string, value: string): Buffer {
  return message("S", text(name, "latin1"), text(value, "latin1"));
}

/** `["TimeZone", "UTC"]`; the bytes of the value are kept, whatever their encoding is. */
export function readParameter(body: Buffer): readonly [name: string, value: string] {
  const [name = "", value = ""] = body.toString("latin1").split("\0");
  return [name, value];
}

/** A StartupMessage of protocol 3.0. */
export function startupMessage(parameters: ReadonlyMap<string, string>): Buffer {
  const pairs = [...parameters].flatMap(([name, value]) => [text(name, "latin1"), text(value, "latin1")]);
  return untyped(int32(protocol3), ...pairs, Buffer.from([0]));
}

export function sslRequest(): Buffer {
  return untyped(int32(requests.ssl));
}

export function cancelRequest({ pid, secret }: BackendKey): Buffer {
  return untyped(int32(requests.cancel), int32(pid), secret);
}

/** What a server hands out so that a query can be cancelled. The secret has 4 bytes in protocol 3.0. */
export interface BackendKey {
  readonly pid: number;
  readonly secret: Buffer;
}

/** What opens a connection has no type byte. */
function untyped(...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  return Buffer.concat([int32(length), ...parts]);
}
