// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Normaliser } from "../agent/normaliser.ts";
import type { Words } from "./words.ts";
import type { Zone } from "./zone.ts";

/** What a parser shares with the scanners of the runtime. */
export interface Shared {
  readonly shape: Normaliser["shape"];
  readonly zone: Zone;
  /** The attribute that names the zone that was assumed, with its comma. */
  readonly zoneAssumed: Uint8Array;
  /** The time of the line that carries the one that is read; -1: there is none. */
  readonly carrier: { readonly seconds: number; readonly nanos: number };
  /** Names of the attributes that such a line gives to what it carries. */
  readonly carried?: Words;
}
