import { Agent, request } from "node:http";

export interface Load {
  /** Requests that the app answered so far. */
  readonly answered: () => number;
  stop(): Promise<void>;
}

/** Sends requests to an app on loopback from several connections at once, until it is stopped. A failed one is sent again. */
export function startLoad(port: number, connections = 4): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let answered = 0;
  let running = true;
  const worker = async () => {
    while (running) {
      if (await send(agent, port, "GET", `/orders/${answered}`)) answered += 1;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const workers = Promise.all(Array.from({ length: connections }, worker));
  return {
    answered: () => answered,
    stop: async () => {
      running = false;
      await workers;
      agent.destroy();
    },
  };
}

/** One request; true when it was answered with 200. */
export function send(agent: Agent | undefined, port: number, method: string, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, agent, timeout: 5000 }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode === 200));
    });
    outgoing.once("timeout", () => outgoing.destroy());
    outgoing.once("error", () => resolve(false));
    outgoing.end();
  });
}
