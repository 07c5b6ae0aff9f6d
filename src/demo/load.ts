import { Agent, request } from "node:http";

/** An order that the shop took: what it answered, and when, in ms. */
export interface Order {
  readonly number: number;
  readonly sentAt: number;
  readonly answeredAt: number;
}

export interface Load {
  /** Orders that were answered with 201 so far. */
  readonly orders: readonly Order[];
  /** Requests that were answered otherwise, or not at all. */
  readonly failed: () => number;
  stop(): Promise<void>;
}

/** Places orders at a shop on loopback from several connections at once, until it is stopped. */
export function startLoad(port: number, connections = 4): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const orders: Order[] = [];
  let failed = 0;
  let running = true;
  const worker = async () => {
    while (running) {
      const sentAt = performance.now();
      const answer = await send(agent, port, "POST", "/orders");
      if (answer?.status === 201) orders.push({ number: Number(answer.body), sentAt, answeredAt: performance.now() });
      else failed += 1;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const workers = Promise.all(Array.from({ length: connections }, worker));
  return {
    orders,
    failed: () => failed,
    stop: async () => {
      running = false;
      await workers;
      agent.destroy();
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One request; undefined when no answer came. */
export function send(agent: Agent | undefined, port: number, method: string, path: string): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, agent, timeout: 10_000 }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.once("error", () => resolve(undefined));
    });
    outgoing.once("timeout", () => outgoing.destroy());
    outgoing.once("error", () => resolve(undefined));
    outgoing.end();
  });
}
