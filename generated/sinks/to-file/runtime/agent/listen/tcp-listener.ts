// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createServer, type Socket } from "node:net";
import type { Listener, ListenerParts } from "./listener.ts";
import { Reception } from "./reception.ts";

/** A socket gives as much at a time. */
const readBytes = 65_536;
/** After so much silence the system asks whether the other end is still there. */
const keepAliveMs = 60_000;

interface Connection {
  readonly socket: Socket;
  readonly reception: Reception;
  /** When it brought something last, if it was kept waiting since. */
  waitingSince: number | undefined;
  lastAt: number;
  ended: boolean;
}

/**
 * Lines over any number of connections. While the buffer is full nothing is read from any of them, so that their senders wait, as the
 * protocol has it; and nothing is dropped. A last line without its end is a record when the connection ends.
 */
export function listenOnTcp({ address, intake, settings, originOf, onRefused, scratch, now }: ListenerParts): Listener {
  /** Those that wait the longest first. */
  const connections = new Set<Connection>();
  const server = createServer({ allowHalfOpen: true, highWaterMark: 1, keepAlive: true, keepAliveInitialDelay: keepAliveMs }, (socket) => {
    const { source, maxLineBytes } = settings();
    const origin = originOf(socket.remoteAddress, socket.remotePort);
    const reception = new Reception({ intake, origin, framing: source.framing, maxLineBytes, scratch });
    const connection: Connection = { socket, reception, waitingSince: undefined, lastAt: now(), ended: false };
    connections.add(connection);
    socket.on("data", (chunk: Buffer) => take(connection, chunk));
    socket.on("end", () => {
      end(connection);
      socket.end();
    });
    // A reset loses nothing of what came before it.
    socket.on("error", () => undefined);
    socket.on("close", () => end(connection));
    if (intake.isFull) socket.pause();
  });
  server.on("drop", onRefused);
  const take = (connection: Connection, chunk: Buffer) => {
    const at = now();
    connection.reception.take(chunk, { from: connection.waitingSince ?? at, until: at });
    connection.waitingSince = undefined;
    connection.lastAt = at;
    if (intake.isFull) hold();
  };
  const end = (connection: Connection) => {
    connections.delete(connection);
    if (!connection.ended) connection.reception.end();
    connection.ended = true;
  };
  const hold = () => {
    for (const connection of connections) {
      if (connection.socket.isPaused()) continue;
      connection.socket.pause();
      connection.waitingSince ??= connection.lastAt;
    }
    letGo();
  };
  /** Nothing could ever end where the buffer is full of beginnings: the longest of them is taken as it is. */
  const letGo = () => {
    if (!intake.isEmpty || !intake.isFull) return;
    const [longest] = [...connections].sort((a, b) => b.reception.unfinished - a.reception.unfinished);
    longest?.reception.end();
  };
  const onRoom = () => {
    letGo();
    let reads = intake.isFull ? 0 : Math.max(1, Math.floor(intake.room / readBytes));
    for (const connection of [...connections]) {
      if (reads === 0) return;
      if (!connection.socket.isPaused()) continue;
      reads -= 1;
      connections.delete(connection);
      connections.add(connection);
      connection.socket.resume();
    }
  };
  const shut = () => {
    for (const connection of [...connections]) {
      end(connection);
      connection.socket.destroy();
    }
  };
  intake.onRoom = onRoom;
  return {
    open: () => {
      server.maxConnections = settings().maxConnections;
      return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen({ host: address.host, port: address.port, exclusive: true }, () => {
          server.on("error", () => undefined);
          const bound = server.address();
          resolve(typeof bound === "object" && bound ? bound.port : address.port);
        });
      });
    },
    connections: () => connections.size,
    tick: (at) => {
      // Those that were let go on may have nothing to say: then it is others' turn.
      onRoom();
      for (const { reception } of connections) reception.flush(at);
    },
    stop: () => {
      server.close();
      // Who reads the end goes elsewhere, and what it had sent is read before.
      for (const { socket } of connections) socket.end();
      setTimeout(shut, settings().drainTimeoutMs / 2).unref();
    },
    close: shut,
  };
}
