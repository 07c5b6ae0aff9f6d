// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { beginningOf, type Encoding, type EncodingName, markBytes, utf8 } from "./encoding.ts";
import { type Frame, framerOf } from "./framer.ts";
import type { Grammar } from "./grammar.ts";
import { grammarOf } from "./multiline.ts";

/** Which of the forms of container runtimes the lines have. */
export const containerNames = ["none", "cri", "docker", "auto"] as const;
export type ContainerName = (typeof containerNames)[number];

export interface FramingOptions {
  readonly multiline: string;
  readonly multilineFlushMs: number;
  readonly encoding: EncodingName;
  readonly container: ContainerName;
}

export const plainFraming: FramingOptions = { multiline: "none", multilineFlushMs: 1000, encoding: "utf-8", container: "none" };

/** How one text is read, known once its first bytes are. */
export interface Framer {
  readonly encoding: Encoding;
  /** The length of the byte order mark that the text begins with. */
  readonly mark: number;
  readonly frame: Frame;
}

/** How the files of one source become records. */
export class Framing {
  /** Groups of lines that have no end yet are ended when nothing was added for so long. */
  readonly flushMs: number;
  readonly container: ContainerName;
  /** What is inside the lines of a container runtime is grouped, not the lines themselves. */
  readonly groupsInside: boolean;
  readonly #multiline: string;
  readonly #encoding: EncodingName;
  readonly #grammar: Grammar | undefined;
  readonly #framers = new Map<Encoding, Frame>();

  constructor({ multiline, multilineFlushMs, encoding, container }: FramingOptions) {
    const grammar = grammarOf(multiline);
    this.flushMs = multilineFlushMs;
    this.container = container;
    this.groupsInside = container !== "none" && grammar !== undefined;
    this.#multiline = multiline;
    this.#grammar = container === "none" ? grammar : undefined;
    this.#encoding = encoding;
  }

  /** Lines are grouped: where one ends, its record need not. */
  get groups(): boolean {
    return this.#grammar !== undefined;
  }

  /** One for each stream of a container, since it holds the state of a group. */
  createInner(): Grammar | undefined {
    return this.groupsInside ? grammarOf(this.#multiline) : undefined;
  }

  /** Whether lines of this kind are taken apart. An adapter may know those of CRI by its formats alone. */
  unwraps(kind: "cri" | "docker"): boolean {
    return this.container === "auto" || this.container === kind || (this.container === "none" && kind === "cri");
  }

  /** @param head the first bytes of the text; undefined: too few to tell the encoding */
  beginning(head: Uint8Array): Framer | undefined {
    const beginning = beginningOf(this.#encoding, head.subarray(0, markBytes));
    return beginning && { ...beginning, frame: this.#frameOf(beginning.encoding) };
  }

  /** For a text that ends before its encoding was known. */
  get fallback(): Framer {
    return { encoding: utf8, mark: 0, frame: this.#frameOf(utf8) };
  }

  #frameOf(encoding: Encoding): Frame {
    const known = this.#framers.get(encoding) ?? framerOf(encoding, this.#grammar);
    this.#framers.set(encoding, known);
    return known;
  }
}
