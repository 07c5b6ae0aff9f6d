// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import type { Listener, ListenerParts } from "./listener.ts";
import { udpOverflow } from "./piece.ts";
import { putWhole } from "./reception.ts";

/** What the system is asked to hold while nobody looks; it gives what it allows (Linux: net.core.rmem_max). */
const receiveBufferBytes = 4 * 2 ** 20;
const [nul, newline] = [0, 10];

/**
 * A datagram is a record, or several lines (RFC 5426, 3.1: one message in each). Senders cannot be told to wait: what finds the buffer full is
 * dropped, and counted.
 */
export function listenOnUdp({ address, intake, settings, originOf, onDropped, now }: ListenerParts): Listener {
  const socket: Socket = createSocket(address.host.includes(":") ? "udp6" : "udp4");
  const take = (message: Buffer, sender: RemoteInfo) => {
    let end = message.length;
    while (end > 0 && message[end - 1] === nul) end -= 1;
    const isLine = end > 0 && message.indexOf(newline) === end - 1;
    const bytes = message.subarray(0, isLine ? end - 1 : end);
    if (intake.isFull) {
      intake.drop(udpOverflow, bytes.length);
      onDropped(udpOverflow);
      return;
    }
    putWhole({ intake, origin: originOf(sender.address, sender.port), framing: settings().source.framing }, bytes, now());
  };
  let isOpen = true;
  const close = () => {
    if (isOpen) socket.close();
    isOpen = false;
  };
  return {
    open: () =>
      new Promise((resolve, reject) => {
        socket.once("error", reject);
        socket.bind({ address: address.host, port: address.port, exclusive: true }, () => {
          socket.off("error", reject);
          // A datagram that cannot be received is no reason to stop.
          socket.on("error", () => undefined);
          socket.on("message", take);
          enlarge(socket);
          resolve(socket.address().port);
        });
      }),
    connections: () => 0,
    tick: () => undefined,
    // What is under way may still arrive. Who sends does not learn that nobody listens any more.
    stop: () => void setTimeout(close, settings().drainSettleMs).unref(),
    close,
  };
}

function enlarge(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
  } catch {
    // Then it is as large as the system makes it.
  }
}
