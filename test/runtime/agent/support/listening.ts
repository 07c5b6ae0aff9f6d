import { createSocket } from "node:dgram";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { until } from "./folder.ts";
import { ndjsonBodies, type Received, type Receiver, type Reply, receiver } from "./receiver.ts";
import { SpawnedAgent } from "./spawned.ts";

/** An agent that listens on ports of the system's choice, and a server that its records go to. */
export class ListeningAgent extends SpawnedAgent {
  /** The port of an address, by its scheme. */
  async port(scheme: "tcp" | "udp" | "http"): Promise<number> {
    const found = () => new RegExp(`"listen":"${scheme}://[^"]*","port":(\\d+)`).exec(this.stderr)?.[1];
    await until(`${scheme} is listened on`, () => found() !== undefined || this.child.exitCode !== null || this.child.signalCode !== null);
    return Number(found());
  }

  /** A connection. */
  async connect(): Promise<Socket> {
    const socket = connect(await this.port("tcp"), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.once("connect", resolve));
    return socket;
  }

  /** Opens a connection, sends all of it, and closes it. */
  async send(bytes: string | Buffer): Promise<void> {
    const socket = await this.connect();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.resume().end(bytes);
    await closed;
  }

  async datagrams(messages: readonly (string | Buffer)[]): Promise<void> {
    const port = await this.port("udp");
    const socket = createSocket("udp4");
    for (const message of messages) await new Promise((resolve) => socket.send(message, port, "127.0.0.1", resolve));
    socket.close();
  }

  /** undefined: the connection was cut off. */
  async post(
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
    path = "/",
    method = "POST",
  ): Promise<Answer | undefined> {
    const port = await this.port("http");
    return new Promise((resolve) => {
      if (!port) return resolve(undefined);
      const sent = request({ port, host: "127.0.0.1", path, method, headers: { "content-type": "text/plain", ...headers } }, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        response.on("error", () => resolve(undefined));
      });
      sent.on("error", () => resolve(undefined));
      sent.end(body);
    });
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** The server, and the bodies of the records that it has acknowledged. */
export async function shippedTo(
  reply: (request: Received, number: number) => Reply = () => 200,
): Promise<Receiver & { readonly bodies: string[]; readonly records: ShippedRecord[] }> {
  const bodies: string[] = [];
  const records: ShippedRecord[] = [];
  const server = await receiver((received, number) => {
    const answer = reply(received, number);
    if (received.method === "POST" && (typeof answer === "object" ? answer.status : answer) === 200) {
      bodies.push(...ndjsonBodies(received));
      records.push(
        ...received.body
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line) as ShippedRecord),
      );
    }
    return answer;
  });
  return { ...server, bodies, records };
}

export interface ShippedRecord {
  readonly body: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}
