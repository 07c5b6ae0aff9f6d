import { type AddressInfo, createServer } from "node:net";
import { failed } from "./failed.ts";
import type { DemoPorts } from "./project.ts";

/** The usual ports where they are free; another one is said. */
export async function choosePorts(say: (text: string) => void): Promise<DemoPorts> {
  const taken = new Set<number>();
  const choose = async (wanted: number, what: string): Promise<number> => {
    const found = await freePort(wanted, taken);
    if (found !== wanted && wanted !== 0) say(`port ${wanted} is busy, ${what} takes ${found}`);
    return found;
  };
  return {
    app: await choose(8080, "the app"),
    database: await choose(5432, "the ambassador"),
    admin: await choose(0, ""),
    health: [await choose(0, ""), await choose(0, ""), await choose(0, "")],
    servers: { dev: await choose(0, ""), test: await choose(0, ""), prod: await choose(0, "") },
  };
}

/** `wanted` when it can be had on loopback, else one that the system chooses; never the same one twice. */
async function freePort(wanted: number, taken: Set<number>): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const server = createServer();
    const found = await new Promise<number>((resolve) => {
      server.once("error", () => resolve(0));
      server.listen(attempt === 0 ? wanted : 0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
    await new Promise((resolve) => server.close(resolve));
    if (found === 0 || taken.has(found)) continue;
    taken.add(found);
    return found;
  }
  throw failed("there is no free port on 127.0.0.1");
}
