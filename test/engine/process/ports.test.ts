import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { mapPorts, parsePortMap, portRewrite, requireFreePorts } from "../../../src/engine/ports.ts";
import { ScaffoldError } from "../../../src/errors.ts";
import type { Pod } from "../../../src/pod/model.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function listen(host: string): Promise<number> {
  const server = createServer();
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}

const podOf = (containers: Pod["spec"]["containers"]): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web" },
  spec: { containers },
});

async function refusal(pod: Pod) {
  const error = await requireFreePorts(pod).catch((thrown: unknown) => thrown);
  return error instanceof ScaffoldError ? { exit: error.exit, issues: error.issues } : error;
}

describe("a port that is taken", () => {
  test.each(["127.0.0.1", "0.0.0.0"])("on %s is an error with port, container and what to type", async (host) => {
    const port = await listen(host);
    expect(await refusal(podOf([{ name: "db", ports: [{ containerPort: port }] }]))).toEqual({
      exit: 3,
      issues: [
        {
          message: `port ${port} of container "db" is taken on this machine`,
          hint: expect.stringMatching(new RegExp(`^--port-map ${port}=\\d+$`)),
        },
      ],
    });
  });

  test("is told for every port at once, and for hostPort too", async () => {
    const [a, b] = [await listen("127.0.0.1"), await listen("127.0.0.1")];
    const pod = podOf([
      { name: "x", ports: [{ containerPort: a }] },
      { name: "y", ports: [{ containerPort: 1, protocol: "UDP" }, { containerPort: a }] },
      { name: "z", ports: [{ containerPort: 65_000, hostPort: b }] },
    ]);
    const issues = (await refusal(pod)) as { issues: { message: string }[] };
    expect(issues.issues.map(({ message }) => message)).toEqual([
      `port ${a} of container "x" is taken on this machine`,
      `port ${b} of container "z" is taken on this machine`,
    ]);
  });

  test("is told for those that no containerPort names, on either loopback address, and the hint names the manifest's port", async () => {
    const [a, b] = [await listen("127.0.0.1"), await listen("::1")];
    const more = [
      { port: 5432, container: "db" },
      { port: b, container: "cache" },
    ];
    const error = await requireFreePorts(podOf([{ name: "x" }]), parsePortMap([`5432=${a}`]), more).catch((thrown: unknown) => thrown);
    expect((error as ScaffoldError).issues).toEqual([
      { message: `port ${a} of container "db" is taken on this machine`, hint: expect.stringMatching(/^--port-map 5432=\d+$/) },
      { message: `port ${b} of container "cache" is taken on this machine`, hint: expect.stringContaining(`--port-map ${b}=`) },
    ]);
  });

  test("is no error for UDP, and a free one is none", async () => {
    const taken = await listen("127.0.0.1");
    expect(await refusal(podOf([{ name: "x", ports: [{ containerPort: taken, protocol: "UDP" }] }]))).toBeUndefined();
    const free = await listen("127.0.0.1");
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(
      await refusal(
        podOf([
          { name: "x", ports: [{ containerPort: free }] },
          { name: "y", ports: [{ containerPort: free }] },
        ]),
      ),
    ).toBeUndefined();
  });
});

describe("--port-map", () => {
  test("moves ports, probes and hooks of every container", () => {
    const http = (port: number | string) => ({ httpGet: { port } });
    const pod: Pod = podOf([
      {
        name: "db",
        ports: [{ name: "sql", containerPort: 5432, hostPort: 5432 }, { containerPort: 9 }],
        livenessProbe: { tcpSocket: { port: 5432 } },
        readinessProbe: { ...http("5432") },
        startupProbe: { grpc: { port: 5432 } },
        lifecycle: { postStart: http(5432), preStop: http("sql") },
      },
    ]);
    const mapped = mapPorts(
      { ...pod, spec: { ...pod.spec, initContainers: [{ name: "init", ports: [{ containerPort: 5432 }] }] } },
      new Map([[5432, 15432]]),
    );
    expect(mapped.spec.containers[0]).toEqual({
      name: "db",
      ports: [{ name: "sql", containerPort: 15432, hostPort: 15432 }, { containerPort: 9 }],
      livenessProbe: { tcpSocket: { port: 15432 } },
      readinessProbe: { httpGet: { port: 15432 } },
      startupProbe: { grpc: { port: 15432 } },
      lifecycle: { postStart: http(15432), preStop: http("sql") },
    });
    expect(mapped.spec.initContainers?.[0]?.ports?.[0]?.containerPort).toBe(15432);
    expect(pod.spec.containers[0]?.ports?.[0]?.containerPort).toBe(5432);
  });

  test.each([
    ["in a URL", "postgres://u:p@localhost:5432/db", "postgres://u:p@localhost:15432/db"],
    ["alone", "5432", "15432"],
    ["as an option", "-p=5432 --port 5432,", "-p=15432 --port 15432,"],
    ["at the end of a sentence", "on 5432.", "on 15432."],
    ["not inside another number", "15432 54321 1.5432 5432.5", "15432 54321 1.5432 5432.5"],
    ["not inside a word", "v5432 5432ms _5432", "v5432 5432ms _5432"],
    ["several in one pass", "5432 80 8080", "15432 8080 80"],
  ])("changes whole numbers in texts: %s", (_, given, want) => {
    expect(portRewrite(parsePortMap(["5432=15432", "80=8080", "8080=80"]))(given)).toBe(want);
  });

  test.each(["5432", "a=b", "0=1", "1=65536", "1=2=3"])("refuses %s", (value) => {
    expect(() => parsePortMap([value])).toThrow(`--port-map ${value} is not PORT=PORT`);
  });
});
