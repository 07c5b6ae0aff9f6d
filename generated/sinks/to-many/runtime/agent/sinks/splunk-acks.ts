// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { randomUUID } from "node:crypto";
import { sleep } from "../../service/backoff.ts";
import { reasonOf } from "../../service/log.ts";
import type { HttpAnswer } from "./http-client.ts";

type Post = (body: Buffer, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<HttpAnswer>;

interface Waiting {
  settle(problem: string | undefined): void;
}

/**
 * Asks for the indexers' acknowledgements of what was sent, all at once. A channel counts its acks on its own; a load balancer in front has to
 * be sticky, because each node of Splunk knows only its own.
 */
export class SplunkAcks {
  channel: string = randomUUID();
  readonly #post: Post;
  readonly #everyMs: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #closed = new AbortController();
  #asking = false;
  #problem = "";

  constructor(post: Post, everyMs: number) {
    this.#post = post;
    this.#everyMs = everyMs;
  }

  /** Resolves with undefined when what was sent on the channel is indexed, else with the reason why that is not known. */
  wait(ackId: number, channel: string, timeoutMs: number, signal: AbortSignal): Promise<string | undefined> {
    // The same number means another request there.
    if (channel !== this.channel) return Promise.resolve("another channel was begun");
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(`not acknowledged within ${timeoutMs} ms${this.#problem && `: ${this.#problem}`}`), timeoutMs);
      const settle = (problem: string | undefined) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        this.#waiting.delete(ackId);
        resolve(problem);
      };
      const abort = () => settle("given up");
      signal.addEventListener("abort", abort, { once: true });
      this.#waiting.set(ackId, { settle });
      if (signal.aborted) abort();
      else void this.#ask();
    });
  }

  close(): void {
    this.#closed.abort();
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    while (this.#waiting.size > 0 && !this.#closed.signal.aborted) {
      await sleep(this.#everyMs, this.#closed.signal);
      if (this.#waiting.size > 0) await this.#askOnce();
    }
    this.#asking = false;
  }

  async #askOnce(): Promise<void> {
    const body = Buffer.from(JSON.stringify({ acks: [...this.#waiting.keys()] }));
    const headers = { "content-type": "application/json", "x-splunk-request-channel": this.channel };
    try {
      const answer = await this.#post(body, headers, this.#closed.signal);
      this.#problem = answer.status === 200 ? "" : `HTTP ${answer.status}: ${answer.body.slice(0, 200)}`;
      if (answer.status === 200) for (const ackId of acknowledged(answer.body)) this.#waiting.get(ackId)?.settle(undefined);
      else if (answer.status === 400) this.#begin(`the channel is not known any more: ${answer.body.slice(0, 200)}`);
    } catch (error) {
      this.#problem = reasonOf(error);
    }
  }

  /** A new channel: what was sent on the old one has to be sent again. */
  #begin(problem: string): void {
    this.channel = randomUUID();
    for (const { settle } of [...this.#waiting.values()]) settle(problem);
  }
}

/** `{"acks":{"1":true,"2":false}}` → `[1]` */
function acknowledged(body: string): number[] {
  try {
    const value: unknown = JSON.parse(body);
    const acks: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "acks") : undefined;
    if (typeof acks !== "object" || acks === null) return [];
    return Object.entries(acks).flatMap(([id, indexed]) => (indexed === true ? [Number(id)] : []));
  } catch {
    return [];
  }
}
