import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createGrpcServer, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Container, Handler, HttpGet, Probe } from "../../../src/pod/model.ts";
import { drive, shell } from "./drive.ts";

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

const web = (listener: RequestListener): Promise<number> => listen(createHttpServer(listener));
/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

async function probe(spec: Probe, container: Partial<Container> = {}) {
  const run = await drive([shell("app", "exec sleep 600", container)]);
  await run.start("app");
  const { result, output } = await run.probe("app", spec);
  return { result, output };
}

async function hook(handler: Handler, container: Partial<Container> = {}) {
  const run = await drive([shell("app", "exec sleep 600", container)]);
  await run.start("app");
  return (await run.hook("app", handler)).error;
}

describe("an exec probe (7.8)", () => {
  test.each<[string, string[], object]>([
    ["succeeds with exit code 0", ["sh", "-c", "echo fine"], { result: "success", output: "fine\n" }],
    [
      "fails with any other, and shows both streams",
      ["sh", "-c", "echo a; echo b >&2; exit 2"],
      { result: "failure", output: expect.stringMatching(/^(a\nb|b\na)\n$/) },
    ],
    ["runs no shell", ["echo", "a; b | c"], { result: "success", output: "a; b | c\n" }],
    [
      "counts nothing when the program is not there",
      ["no-such-program"],
      { result: "unknown", output: expect.stringContaining("executable file not found") },
    ],
    ["has the container's whole environment", ["sh", "-c", "echo $FROM $PLAIN"], { result: "success", output: "web p\n" }],
    [
      "expands only literal values in its command",
      ["echo", "$(PLAIN) $(REF) $(FROM) $(NO) $$(PLAIN)"],
      { result: "success", output: "p $(PLAIN)  $(NO) $(PLAIN)\n" },
    ],
    ["keeps 10 KiB of output", ["sh", "-c", "head -c 20000 /dev/zero | tr '\\0' x"], { result: "success", output: "x".repeat(10240) }],
  ])("%s", async (_, command, want) => {
    const env = [
      { name: "PLAIN", value: "p" },
      { name: "REF", value: "$(PLAIN)" },
      { name: "FROM", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    ];
    expect(await probe({ exec: { command }, timeoutSeconds: 5 }, { env })).toEqual(want);
  });

  test("fails when it overruns its timeout, and is killed with what it started", async () => {
    const folder = mkdtempSync(join(tmpdir(), "scaffold-probe-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const command = ["sh", "-c", `sleep 600 & echo $! > ${folder}/pid; wait`];
    expect(await probe({ exec: { command }, timeoutSeconds: 1 })).toEqual({
      result: "failure",
      output: `command timed out: "${command.join(" ")}" timed out after 1s`,
    });
    // One that has ended may wait for init to collect it.
    const pid = readFileSync(join(folder, "pid"), "utf8").trim();
    expect(existsSync(`/proc/${pid}`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : ") Z").toContain(") Z");
  });

  test("finds its container's mounts", async () => {
    const run = await drive([shell("app", "echo x > /data/f; exec sleep 600", { volumeMounts: [{ name: "data", mountPath: "/data" }] })], {
      spec: { volumes: [{ name: "data", emptyDir: {} }] },
    });
    await run.start("app");
    expect(
      await run.probe("app", {
        exec: { command: ["sh", "-c", "while ! test -s /data/f; do sleep 0.01; done; cat /data/f"] },
        timeoutSeconds: 5,
      }),
    ).toMatchObject({
      result: "success",
      output: "x\n",
    });
  });

  test("that is under way when the container ends counts nothing", async () => {
    const run = await drive([shell("app", "sleep 0.3")]);
    await run.start("app");
    expect(await run.probe("app", { exec: { command: ["sleep", "60"] }, timeoutSeconds: 30 })).toMatchObject({ result: "unknown" });
  });
});

describe("an httpGet probe (7.9)", () => {
  test.each([
    [200, "success", "body"],
    [204, "success", ""],
    [399, "success", "body"],
    [400, "failure", "HTTP probe failed with statuscode: 400"],
    [503, "failure", "HTTP probe failed with statuscode: 503"],
  ])("status %i is %s", async (status, result, output) => {
    const port = await web((_, response) => void response.writeHead(status).end("body"));
    expect(await probe({ httpGet: { port } })).toEqual({ result, output });
  });

  async function request(get: Omit<HttpGet, "port">): Promise<IncomingMessage> {
    let seen: IncomingMessage | undefined;
    const port = await web((received, response) => {
      seen = received;
      response.end();
    });
    await probe({ httpGet: { port, ...get } });
    if (!seen) throw new Error("no request came");
    return seen;
  }

  test("sends the kubelet's headers and keeps nothing alive", async () => {
    const { method, url, headers } = await request({});
    expect([method, url]).toEqual(["GET", "/"]);
    expect(headers).toMatchObject({ "user-agent": "kube-probe/1.36", accept: "*/*", connection: "close" });
  });

  test("sends its own headers; Host and User-Agent may be among them, an empty Accept takes it away", async () => {
    const httpHeaders = [
      { name: "Host", value: "shop.example" },
      { name: "User-Agent", value: "mine" },
      { name: "X-Many", value: "a" },
      { name: "x-many", value: "b" },
      { name: "Accept", value: "" },
    ];
    const { headers } = await request({ httpHeaders });
    expect(headers).toMatchObject({ host: "shop.example", "user-agent": "mine", "x-many": "a, b" });
    expect(headers.accept).toBeUndefined();
  });

  test.each([
    ["healthz", "/healthz"],
    ["/a?b=c", "/a?b=c"],
    ["//double", "//double"],
    ["/with space", "/with%20space"],
  ])("asks for the path %s as %s", async (path, want) => {
    expect((await request({ path })).url).toBe(want);
  });

  test("follows redirects on the same host name, also to another port", async () => {
    const last = await web((_, response) => void response.end("there"));
    const first = await web(({ url }, response) => {
      if (url === "/") response.writeHead(302, { location: "/next" }).end();
      else response.writeHead(308, { location: `http://127.0.0.1:${last}/` }).end();
    });
    expect(await probe({ httpGet: { port: first } })).toEqual({ result: "success", output: "there" });
  });

  test("takes a redirect to another host for a success with a warning, without following it", async () => {
    const port = await web((_, response) => void response.writeHead(301, { location: "http://elsewhere.invalid/" }).end("moved"));
    expect(await probe({ httpGet: { port } })).toEqual({ result: "warning", output: "Probe terminated redirects, Response body: moved" });
  });

  test("gives up after ten redirects", async () => {
    let requests = 0;
    const port = await web((_, response) => {
      requests++;
      response.writeHead(302, { location: "/" }).end();
    });
    expect(await probe({ httpGet: { port } })).toEqual({
      result: "failure",
      output: `Get "http://127.0.0.1:${port}/": stopped after 10 redirects`,
    });
    expect(requests).toBe(11);
  });

  test("reads 10 KiB of a body that does not end", async () => {
    const port = await web((_, response) => {
      const timer = setInterval(() => response.write("x".repeat(4096)), 1);
      response.once("close", () => clearInterval(timer));
    });
    expect(await probe({ httpGet: { port }, timeoutSeconds: 5 })).toEqual({ result: "success", output: "x".repeat(10240) });
  });

  test("fails when there is no answer in time, or nobody to answer", async () => {
    const silent = await web(() => {});
    expect(await probe({ httpGet: { port: silent } })).toEqual({
      result: "failure",
      output: `Get "http://127.0.0.1:${silent}/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    });
    const closed = await closedPort();
    expect(await probe({ httpGet: { port: closed } })).toEqual({
      result: "failure",
      output: `Get "http://127.0.0.1:${closed}/": dial tcp 127.0.0.1:${closed}: connect: connection refused`,
    });
  });

  test("finds a named port of its own container; a number in quotes is one; another name counts nothing (7.10)", async () => {
    const port = await web((_, response) => void response.end());
    const ports = [{ name: "http", containerPort: port }];
    expect(await probe({ httpGet: { port: "http" } }, { ports })).toMatchObject({ result: "success" });
    expect(await probe({ httpGet: { port: String(port) } })).toMatchObject({ result: "success" });
    expect(await probe({ httpGet: { port: "other" } }, { ports })).toMatchObject({ result: "unknown" });
  });
});

/** A certificate that nobody trusts. */
function selfSigned(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "scaffold-tls-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=wrong.example", "-days", "1"];
  const args = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-keyout",
    key,
    "-out",
    cert,
    ...subject,
  ];
  execFileSync("openssl", args, { stdio: "ignore" });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

test("an HTTPS probe does not verify the certificate (7.9)", async () => {
  const port = await listen(createHttpsServer(selfSigned(), (_, response) => void response.end("safe")));
  expect(await probe({ httpGet: { port, scheme: "HTTPS" } })).toEqual({ result: "success", output: "safe" });
});

describe("a tcpSocket probe (7.10)", () => {
  test("succeeds when someone accepts, fails when nobody does", async () => {
    const port = await listen(createTcpServer((socket) => void socket.destroy()));
    expect(await probe({ tcpSocket: { port } })).toMatchObject({ result: "success" });
    const closed = await closedPort();
    expect(await probe({ tcpSocket: { port: closed } })).toEqual({
      result: "failure",
      output: `dial tcp 127.0.0.1:${closed}: connect: connection refused`,
    });
  });
});

describe("a grpc probe (7.10)", () => {
  /** A health server that answers with this status, or with this gRPC error. */
  async function health(
    answer: { status?: number; error?: [code: number, message: string] },
    asked: (path: unknown, body: Buffer) => void = () => {},
  ) {
    const server = createGrpcServer();
    server.on("stream", (stream: ServerHttp2Stream, headers) => {
      const parts: Buffer[] = [];
      stream.on("data", (bytes: Buffer) => parts.push(bytes));
      stream.on("end", () => {
        asked(headers[":path"], Buffer.concat(parts));
        const [code, message] = answer.error ?? [0, ""];
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(code), "grpc-message": message }));
        const body = answer.status ? [0x08, answer.status] : [];
        stream.end(answer.error ? undefined : Buffer.from([0, 0, 0, 0, body.length, ...body]));
      });
    });
    return listen(server);
  }

  test.each([
    [{ status: 1 }, "success", "service healthy"],
    [{ status: 2 }, "failure", 'service unhealthy (responded with "NOT_SERVING")'],
    [{ status: 0 }, "failure", 'service unhealthy (responded with "UNKNOWN")'],
    [
      { error: [12, "no such method"] as [number, string] },
      "failure",
      "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): no such method",
    ],
    [
      { error: [5, "unknown service"] as [number, string] },
      "failure",
      "error: health rpc probe failed: rpc error: code = 5 desc = unknown service",
    ],
  ])("answered with %j is %s", async (answer, result, output) => {
    expect(await probe({ grpc: { port: await health(answer) } })).toEqual({ result, output });
  });

  test("names the service it asks for", async () => {
    const seen: unknown[] = [];
    const port = await health({ status: 1 }, (path, body) => seen.push(path, body.toString("latin1")));
    await probe({ grpc: { port, service: "shop" } });
    expect(seen).toEqual(["/grpc.health.v1.Health/Check", "\0\0\0\0\x06\n\x04shop"]);
  });

  test("fails where nobody listens, and where nobody answers in time", async () => {
    expect(await probe({ grpc: { port: await closedPort() } })).toMatchObject({
      result: "failure",
      output: expect.stringContaining("failed to connect service"),
    });
    const silent = await listen(createTcpServer((socket) => void socket.resume()));
    expect(await probe({ grpc: { port: silent } })).toMatchObject({ result: "failure", output: expect.stringContaining("within 1s") });
  });
});

describe("a lifecycle hook (3.5)", () => {
  test("exec succeeds with 0, else says how it ended; its command is not expanded (12.3)", async () => {
    expect(await hook({ exec: { command: ["sh", "-c", "test '$(A)' = '$''(A)'"] } }, { env: [{ name: "A", value: "1" }] })).toBeUndefined();
    expect(await hook({ exec: { command: ["sh", "-c", "echo no; exit 4"] } })).toBe("command 'sh -c echo no; exit 4' exited with 4: no\n");
    expect(await hook({ exec: { command: ["no-such-program"] } })).toContain("executable file not found");
  });

  test("httpGet takes any status for a success, and fails only without an answer", async () => {
    const port = await web((_, response) => void response.writeHead(500).end());
    expect(await hook({ httpGet: { port } })).toBeUndefined();
    expect(await hook({ httpGet: { port: await closedPort() } })).toContain("connection refused");
  });

  test("httpGet over HTTPS falls back to HTTP, without credentials, when the server knows no TLS", async () => {
    let authorization: string | undefined = "none came";
    const port = await web((request, response) => {
      authorization = request.headers.authorization;
      response.end();
    });
    const httpHeaders = [{ name: "Authorization", value: "Bearer x" }];
    expect(await hook({ httpGet: { port, scheme: "HTTPS", httpHeaders } })).toBeUndefined();
    expect(authorization).toBeUndefined();
  });

  test("sleep may be 0, tcpSocket always fails", async () => {
    expect(await hook({ sleep: { seconds: 0 } })).toBeUndefined();
    expect(await hook({ tcpSocket: { port: 1 } })).toContain("invalid handler");
  });

  test("what hangs does not keep the run from closing", async () => {
    const silent = await web(() => {});
    const { driver, start, runtime, events } = await drive([shell("app", "exec sleep 600")]);
    await start("app");
    const handlers: Handler[] = [{ sleep: { seconds: 600 } }, { httpGet: { port: silent } }, { exec: { command: ["sleep", "600"] } }];
    for (const [id, handler] of handlers.entries()) {
      driver.execute({ kind: "hook", id, container: { name: "app" }, instance: 1, hook: "preStop", handler });
    }
    await driver.close();
    expect(events.some(({ kind }) => kind === "hookDone")).toBe(false);
    expect(readdirSync(runtime)).toEqual([]);
  });
});
