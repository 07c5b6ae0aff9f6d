// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { randomBytes, timingSafeEqual } from "node:crypto";
import { limit } from "../limit.ts";
import type { Route } from "../route.ts";
import { type BackendKey, cancelRequest } from "./messages.ts";
import { newKey } from "./startup.ts";
import { openUpstream } from "./upstream.ts";

/** Where a client's query runs. */
interface CancelTarget {
  readonly route: Route;
  readonly address: { readonly host: string; readonly port: number };
  readonly key: BackendKey;
}

/** Longest for a cancel request to be taken. */
const timeoutMs = 5000;

/**
 * The keys that clients were given, and whose they are. A client never learns a server's key, so it can cancel what runs for itself and
 * nothing else, and nothing at all once it has gone.
 */
export class CancelKeys {
  readonly #owners = new Map<number, { readonly secret: Buffer; readonly cancel: () => Promise<void> | undefined }>();

  /** A key for a client; `cancel` cancels what runs for it just now, undefined when nothing can be cancelled. */
  issue(cancel: () => Promise<void> | undefined): BackendKey {
    const key = newKey(
      (pid) => this.#owners.has(pid),
      () => randomBytes(4),
    );
    this.#owners.set(key.pid, { secret: key.secret, cancel });
    return key;
  }

  revoke({ pid }: BackendKey): void {
    this.#owners.delete(pid);
  }

  /** undefined when the key is none of a connected client, or nothing runs for that; else resolves when the server has taken it. */
  cancel({ pid, secret }: BackendKey): Promise<void> | undefined {
    const owner = this.#owners.get(pid);
    if (!owner || owner.secret.length !== secret.length || !timingSafeEqual(owner.secret, secret)) return undefined;
    return owner.cancel();
  }
}

/** Sends a cancel request to the server and address that the query runs on. Resolves when the server has taken it. */
export async function forwardCancel({ route, address, key }: CancelTarget): Promise<void> {
  const time = limit(timeoutMs, "the cancel request was not taken in time");
  try {
    const socket = await openUpstream(route, time.signal, address);
    await new Promise<void>((resolve, reject) => {
      const abort = () => socket.destroy();
      time.signal.addEventListener("abort", abort, { once: true });
      socket.once("close", () => resolve()).once("error", reject);
      // The server closes without an answer once it has sent the signal.
      socket.end(cancelRequest(key));
      socket.resume();
    });
  } finally {
    time.end();
  }
}
