// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** What is under way on a session, counted from the types of the messages that pass. */
const types = {
  query: 0x51, // Q
  sync: 0x53, // S
  functionCall: 0x46, // F
  copyData: 0x64, // d
  copyDone: 0x63, // c
  copyFail: 0x66, // f
  terminate: 0x58, // X
  readyForQuery: 0x5a, // Z
  copyInResponse: 0x47, // G
  copyBothResponse: 0x57, // W
} as const;

const idleStatus = 0x49; // I

/**
 * Counts requests that a ReadyForQuery will answer. A transaction's boundary is where nothing is under way and the last ReadyForQuery
 * said `I`. PostgreSQL documentation, "Message Flow": one ReadyForQuery for each Query, Sync and FunctionCall, whatever fails; while a
 * COPY FROM that Execute started takes data, the Sync behind that Execute is ignored.
 */
export class Traffic {
  /** Type bytes of the requests that are not answered yet. */
  readonly #asked: number[] = [];
  /** Messages of the extended protocol since the last Sync. */
  #unsynced = 0;
  #copyIn = false;
  #status = idleStatus;
  /** true once replication was begun, which has no boundary. */
  streams = false;

  /** At a transaction's boundary. */
  get idle(): boolean {
    return this.#asked.length === 0 && this.#unsynced === 0 && !this.#copyIn && this.#status === idleStatus;
  }

  /**
   * Whether the client's next message may begin a transaction, or cannot be told from one that does before the server has answered.
   * What continues something that has begun may not be held: its answer may be what all wait for.
   */
  get mayBegin(): boolean {
    return this.#unsynced === 0 && !this.#copyIn && (this.#asked.length > 0 || this.#status === idleStatus);
  }

  fromClient(type: number): void {
    switch (type) {
      case types.query:
      case types.functionCall:
        this.#asked.push(type);
        return;
      case types.sync:
        this.#asked.push(type);
        this.#unsynced = 0;
        return;
      case types.copyDone:
      case types.copyFail:
        this.#copyIn = false;
        return;
      case types.copyData:
      case types.terminate:
        return;
      default:
        this.#unsynced += 1;
    }
  }

  /** `body` of ReadyForQuery: its status byte. */
  fromServer(type: number, body: Buffer | undefined): void {
    if (type === types.readyForQuery) {
      this.#asked.shift();
      this.#copyIn = false;
      this.#status = body?.[0] ?? idleStatus;
    } else if (type === types.copyInResponse) {
      this.#copyIn = true;
      if (this.#asked[0] === types.sync) this.#asked.length = 0;
    } else if (type === types.copyBothResponse) this.streams = true;
  }
}
