import type { ByteWriter } from "../../../src/runtime/agent/sinks/byte-writer.ts";

/**
 * A writer that lends no byte more than was asked for, where the agent's has room to spare most of the time: what is written behind that is
 * missing from the text.
 */
export class TightWriter implements Pick<ByteWriter, "length" | "written" | "text" | "lend" | "view"> {
  length = 0;
  view = new DataView(new ArrayBuffer(0));
  #bytes = Buffer.alloc(0);

  get written(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  text(text: string): void {
    const bytes = Buffer.from(text);
    bytes.copy(this.lend(bytes.length), this.length);
    this.length += bytes.length;
  }

  lend(more: number): Buffer {
    const exact = Buffer.alloc(this.length + more);
    this.#bytes.copy(exact, 0, 0, this.length);
    this.#bytes = exact;
    this.view = new DataView(exact.buffer, exact.byteOffset, exact.length);
    return exact;
  }
}
