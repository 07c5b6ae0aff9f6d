import { setMaxListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { NotYet, Queue, type QueueError } from "../../../src/runtime/proxy/queue.ts";
import { type Route, readRoutes } from "../../../src/runtime/proxy/route.ts";

const form = { schemes: ["postgres"], example: "postgres://h/d", port: 5432, parameters: ["sslmode"] };
const [dev, other] = readRoutes({ dev: "postgres://dev/d", test: "postgres://test/d" }, form, {}) as [Route, Route];
const never = new AbortController().signal;
setMaxListeners(0, never);
const options = { max: 10, timeoutMs: 10_000, dialTimeoutMs: 1000 };

describe("Queue", () => {
  test("while a server is down one tries at a time, and when it is up all get through", async () => {
    const queue = new Queue(options, () => dev);
    let up = false;
    let trying = 0;
    let most = 0;
    const attempt = async () => {
      trying += 1;
      if (queue.problem("dev") !== undefined && !up) most = Math.max(most, trying);
      await new Promise((resolve) => setTimeout(resolve, 5));
      trying -= 1;
      if (!up) throw new NotYet("down");
      return "in";
    };
    await expect(new Queue({ ...options, timeoutMs: 30 }, () => dev).connect(attempt, never)).rejects.toMatchObject({ why: "timeout" });
    const first = queue.connect(attempt, never);
    await expect.poll(() => queue.problem("dev")).toBe("down");
    const others = Array.from({ length: 5 }, () => queue.connect(attempt, never));
    await expect.poll(() => queue.waiting).toBeGreaterThan(4);
    await new Promise((resolve) => setTimeout(resolve, 200));
    up = true;
    expect((await Promise.all([first, ...others])).map(({ result }) => result)).toEqual(Array(6).fill("in"));
    expect(most).toBe(1);
    expect(queue.waiting).toBe(0);
    expect(queue.problem("dev")).toBeUndefined();
  });

  test("an outage is told of once when it begins, and when it is over", async () => {
    const told: string[] = [];
    const outages = {
      began: (route: Route, reason: string) => void told.push(`${route.name} began: ${reason}`),
      ended: (route: Route) => void told.push(`${route.name} ended`),
    };
    let route = dev;
    const queue = new Queue(options, () => route, outages);
    let failures = 0;
    const attempt = async () => {
      if (failures-- > 0) throw new NotYet("down");
    };
    for (const times of [0, 2, 0, 1]) {
      failures = times;
      await queue.connect(attempt, never);
    }
    expect(told).toEqual(["dev began: down", "dev ended", "dev began: down", "dev ended"]);
    // Who comes back to a route whose outage goes on is told again.
    failures = Number.POSITIVE_INFINITY;
    const waiting = queue.connect(attempt, never);
    await expect.poll(() => told.length).toBe(5);
    route = other;
    queue.routeChanged();
    await expect.poll(() => told.at(-1)).toBe("test began: down");
    failures = 0;
    await waiting;
    expect(told.slice(5)).toEqual(["test began: down", "test ended"]);
  });

  test("who waits follows a switch at once, all of them", async () => {
    let route = dev;
    const queue = new Queue(options, () => route);
    const attempt = async (to: Route) => {
      if (to === dev) throw new NotYet("down");
      return to.name;
    };
    const waiting = Array.from({ length: 8 }, () => queue.connect(attempt, never));
    await expect.poll(() => queue.waiting).toBe(8);
    route = other;
    queue.routeChanged();
    expect((await Promise.all(waiting)).map(({ result }) => result)).toEqual(Array(8).fill("test"));
  });

  test("what is not NotYet ends the waiting, and so does the client's leaving", async () => {
    const queue = new Queue(options, () => dev);
    await expect(queue.connect(() => Promise.reject(new Error("no")), never)).rejects.toThrow("no");
    const gone = new AbortController();
    const left = queue.connect(() => Promise.reject(new NotYet("down")), gone.signal);
    await expect.poll(() => queue.waiting).toBe(1);
    gone.abort();
    await expect(left).rejects.toMatchObject({ why: "stopped" } satisfies Partial<QueueError>);
    expect(queue.waiting).toBe(0);
  });
});

describe("readRoutes", () => {
  test("takes URLs from the document, and what the environment says over them; more routes from there too", async () => {
    const env = {
      ROUTE_DEV_PASSWORD: "pw",
      ROUTE_DEV_USER: "me",
      ROUTE_EU_WEST_URL: "postgres://eu",
      ROUTE_STAGING_URL: "postgres://[::1]:6000/s",
    };
    const routes = readRoutes({ dev: "postgres://you:old@db/orders", "eu-west": undefined, prod: undefined }, form, env) as Route[];
    expect(routes.map(({ name }) => name)).toEqual(["dev", "eu-west", "prod", "staging"]);
    expect(routes[0]).toMatchObject({
      text: "postgres://me@db/orders",
      host: "db",
      port: 5432,
      user: "me",
      database: "orders",
      tls: "prefer",
    });
    expect(await routes[0]?.password()).toBe("pw");
    expect(routes[1]).toMatchObject({ host: "eu", user: undefined, database: undefined });
    expect(routes[2]).toEqual({ name: "prod", problem: "ROUTE_PROD_URL is not set", missing: true });
    expect(routes[3]).toMatchObject({ host: "::1", port: 6000 });
  });

  test.each([
    ["nonsense", "is not a URL"],
    ["postgres://db:99999/x", "has the port 99999"],
    ["mysql://db/x", "begins with mysql://"],
    ["postgres:///x", "names no host"],
    ["postgres://db/x?sslmode=maybe", "sslmode"],
  ])("%s is a problem of that route", (url, want) => {
    expect(readRoutes({ dev: url }, form, {})).toEqual([{ name: "dev", problem: expect.stringContaining(want) }]);
  });
});
