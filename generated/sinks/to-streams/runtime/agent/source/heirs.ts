// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Ledger } from "../ledger.ts";
import type { Beginning } from "./beginning.ts";
import type { Position, Stream } from "./stream.ts";

/** Copies of what is still under way to the sink. One goes on where its original was read to, and stands where that is acknowledged. */
export class Heirs {
  readonly #ledger: Pick<Ledger, "inherit">;
  readonly #of = new Map<Stream, { readonly origin: Stream; readonly from: Position }>();

  constructor(ledger: Pick<Ledger, "inherit">) {
    this.#ledger = ledger;
  }

  add({ stream, origin, from }: Beginning): void {
    if (origin) this.#of.set(stream, { origin, from });
  }

  /** Moves them to where their originals are by now. */
  settle(): void {
    for (const [stream, { origin, from }] of this.#of) {
      const next = origin.position.offset < from.offset ? origin.position : from;
      if (next.offset > stream.position.offset) this.#ledger.inherit(stream, next);
      if (stream.position.offset >= from.offset) this.#of.delete(stream);
    }
  }
}
