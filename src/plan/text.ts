import { createHash } from "node:crypto";

/** How a text file is written down, apart from what it says. */
export interface TextForm {
  readonly bom: boolean;
  readonly crlf: boolean;
}

const BOM = "\uFEFF";

/** Decodes UTF-8, or returns undefined where the bytes are not UTF-8: such a file can be kept or replaced, never merged. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function formOf(text: string): TextForm {
  const all = text.split("\n").length - 1;
  const crlf = text.split("\r\n").length - 1;
  return { bom: text.startsWith(BOM), crlf: crlf * 2 > all };
}

/**
 * The text as the generator would write it: LF, no byte order mark. Git with `autocrlf` and editors change both;
 * neither is an edit.
 */
export function canonical(text: string): string {
  return (text.startsWith(BOM) ? text.slice(1) : text).replaceAll("\r\n", "\n");
}

/** Writes canonical text down in the form that a file had before. */
export function inForm(text: string, form: TextForm): string {
  return (form.bom ? BOM : "") + (form.crlf ? text.replaceAll("\n", "\r\n") : text);
}

/** SHA-256, in hex. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** SHA-256 of a text whatever its line ends: what the manifest holds. */
export function textHash(text: string): string {
  return sha256(canonical(text));
}
