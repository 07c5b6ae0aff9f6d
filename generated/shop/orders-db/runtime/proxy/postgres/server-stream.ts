// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { FrameScanner } from "./frames.ts";
import { readParameter } from "./messages.ts";
import type { Traffic } from "./traffic.ts";

const types = { ready: 0x5a, parameter: 0x53, error: 0x45, copyIn: 0x47 };

/** What is learnt from the bytes of a server on their way to the client. */
export class ServerStream {
  readonly #scan = new FrameScanner({ Z: "body", S: "body", G: "end", W: "end", E: "end" });
  readonly #traffic: Traffic;
  /** What the client was told of the server's parameters. */
  readonly told = new Map<string, string>();
  /** The last message was an error: a server says why before it closes. */
  saidWhy = false;

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
  }

  /** true between two messages: one of ours could be put in here. */
  get between(): boolean {
    return this.#scan.between;
  }

  /** Says how many ReadyForQuery there were, and whether the client's next step may differ now. Throws a ProtocolViolation. */
  read(chunk: Buffer): { readonly ready: number; readonly step: boolean } {
    const scan = this.#scan;
    let ready = 0;
    let step = false;
    for (let at = scan.next(chunk, 0); scan.ended; at = scan.next(chunk, at)) {
      const { type, body } = scan;
      this.#traffic.fromServer(type, body);
      this.saidWhy = type === types.error;
      if (type === types.ready) ready += 1;
      if (type === types.parameter && body) this.told.set(...readParameter(body));
      step ||= type === types.ready || type === types.copyIn;
    }
    return { ready, step };
  }
}
