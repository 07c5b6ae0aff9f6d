// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { lookup } from "node:dns/promises";
import { connect, isIP, type Socket } from "node:net";

/** Between the start of one address and the start of the next, as long as nothing failed (RFC 8305 section 8, recommended value). */
const staggerMs = 250;

/**
 * Connects to the first address of a host that accepts: each address gets a head start before the next one is tried too, the rest is
 * dropped when one is connected. `localhost` is both 127.0.0.1 and ::1, whatever the hosts file says: a server may listen on only one.
 * Rejects with one sentence for all addresses, or with the signal's reason.
 */
export async function dial(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const addresses = await abortable(addressesOf(host), signal);
  return new Promise((resolve, reject) => {
    const open = new Set<Socket>();
    const failures: { address: string; reason: string }[] = [];
    let next = 0;
    let timer: NodeJS.Timeout | undefined;

    const finish = (settle: () => void, keep?: Socket) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      for (const socket of open) if (socket !== keep) socket.destroy();
      open.clear();
      settle();
    };
    const onAbort = () => finish(() => reject(signal.reason));
    const tryNext = () => {
      clearTimeout(timer);
      const address = addresses[next++];
      if (address === undefined) {
        if (open.size === 0) finish(() => reject(new Error(summary(failures))));
        return;
      }
      const socket = connect({ host: address, port });
      open.add(socket);
      socket.once("connect", () => {
        if (!open.has(socket)) return;
        socket.removeAllListeners("error");
        finish(() => resolve(socket), socket);
      });
      // An error after the attempt was dropped is of no interest, but without a listener it would end the process.
      socket.on("error", (error) => {
        if (!open.delete(socket)) return;
        failures.push({ address, reason: describe(error) });
        tryNext();
      });
      timer = setTimeout(tryNext, staggerMs);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    else tryNext();
  });
}

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host)) return [host];
  if (host === "localhost" || host.endsWith(".localhost")) return ["127.0.0.1", "::1"];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw new Error(describe(error));
  }
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** `connection refused on 127.0.0.1 and ::1` */
function summary(failures: readonly { address: string; reason: string }[]): string {
  const byReason = new Map<string, string[]>();
  for (const { address, reason } of failures) byReason.set(reason, [...(byReason.get(reason) ?? []), address]);
  return [...byReason].map(([reason, addresses]) => `${reason} on ${addresses.sort().join(" and ")}`).join(", ");
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection reset",
  ETIMEDOUT: "connection timed out",
  EHOSTUNREACH: "no route to host",
  ENETUNREACH: "network unreachable",
  EADDRNOTAVAIL: "address family not available",
  ENOTFOUND: "no such host name",
  EAI_AGAIN: "name server does not answer",
};

/** A network error in words, without addresses or ports: the same cause always gives the same sentence. */
export function describe(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return sentences[code] ?? (error instanceof Error ? error.message : String(error));
}
