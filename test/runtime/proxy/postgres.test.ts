import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameScanner, ProtocolViolation } from "../../../src/runtime/proxy/postgres/frames.ts";
import { SessionMemory } from "../../../src/runtime/proxy/postgres/memory.ts";
import { errorResponse, message, readFields } from "../../../src/runtime/proxy/postgres/messages.ts";
import { ScramClient } from "../../../src/runtime/proxy/postgres/scram.ts";
import { Traffic } from "../../../src/runtime/proxy/postgres/traffic.ts";

describe("FrameScanner", () => {
  const types = ["Q", "D", "Z", "S"];
  const frames = fc.array(fc.tuple(fc.constantFrom(...types), fc.uint8Array({ maxLength: 20 })), { maxLength: 12 });

  test("finds the same messages however the stream is cut", () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sent, sizes) => {
        const stream = Buffer.concat(sent.map(([type, body]) => message(type, Buffer.from(body))));
        const scanner = new FrameScanner({ Q: "body", Z: "body", S: "end" });
        const found: [string, string | undefined][] = [];
        for (let at = 0, cut = 0; at < stream.length; cut += 1) {
          const chunk = stream.subarray(at, at + (sizes[cut % sizes.length] ?? 1));
          for (let offset = scanner.next(chunk, 0); scanner.ended; offset = scanner.next(chunk, offset))
            found.push([String.fromCharCode(scanner.type), scanner.body?.toString("hex")]);
          at += chunk.length;
        }
        const want = sent
          .filter(([type]) => type !== "D")
          .map(([type, body]) => [type, type === "S" ? undefined : Buffer.from(body).toString("hex")]);
        expect(found).toEqual(want);
        expect(scanner.between).toBe(true);
      }),
    );
  });

  test.each([[3], [-1], [2 ** 30 + 1]])("a length of %i is no message", (length) => {
    const head = Buffer.from([0x51, 0, 0, 0, 0]);
    head.writeInt32BE(length, 1);
    expect(() => new FrameScanner({}).next(head, 0)).toThrow(ProtocolViolation);
  });
});

describe("Traffic", () => {
  /** `"Q"` a message of the client's, `"<Zi"` one of the server's with its status. */
  const after = (...steps: string[]) => {
    const traffic = new Traffic();
    for (const step of steps) {
      if (step.startsWith("<")) traffic.fromServer(step.charCodeAt(1), Buffer.from(step.slice(2)));
      else traffic.fromClient(step.charCodeAt(0));
    }
    return { idle: traffic.idle, mayBegin: traffic.mayBegin };
  };
  test.each<[string, string[], { idle: boolean; mayBegin: boolean }]>([
    ["at the beginning", [], { idle: true, mayBegin: true }],
    ["while a query runs, it cannot be told", ["Q"], { idle: false, mayBegin: true }],
    ["after it", ["Q", "<ZI"], { idle: true, mayBegin: true }],
    ["in a transaction", ["Q", "<ZT"], { idle: false, mayBegin: false }],
    ["in one that failed", ["Q", "<ZE"], { idle: false, mayBegin: false }],
    ["with two queries sent at once", ["Q", "Q", "<ZI"], { idle: false, mayBegin: true }],
    ["before Sync", ["P", "B", "E"], { idle: false, mayBegin: false }],
    ["after Sync", ["P", "B", "E", "S"], { idle: false, mayBegin: true }],
    ["after its answer", ["P", "B", "E", "S", "<ZI"], { idle: true, mayBegin: true }],
    ["after a Flush", ["P", "H"], { idle: false, mayBegin: false }],
    ["while COPY takes data", ["Q", "<G"], { idle: false, mayBegin: false }],
    ["after it", ["Q", "<G", "d", "c", "<ZI"], { idle: true, mayBegin: true }],
    ["after COPY by Execute, whose Sync is not answered", ["P", "B", "E", "S", "<G", "d", "c", "S", "<ZI"], { idle: true, mayBegin: true }],
  ])("%s: %j", (_, steps, want) => {
    expect(after(...steps)).toEqual(want);
  });
});

describe("ScramClient", () => {
  // RFC 7677, section 3, but for the user's name, which PostgreSQL takes from elsewhere.
  test("gives a proof, and takes only the server's", async () => {
    const client = new ScramClient("pencil", "rOprNGfwEbeRWgbNEkqO");
    expect(client.first()).toBe("n,,n=,r=rOprNGfwEbeRWgbNEkqO");
    const final = await client.final("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    expect(final).toMatch(/^c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj\)hNlF\$k0,p=[A-Za-z0-9+/]{43}=$/);
    expect(() => client.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")).toThrow("the server's signature is wrong");
    expect(() => client.verify("e=other-error")).toThrow("the server's signature is wrong");
  });

  test.each([
    ["r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "nonce"],
    ["r=abc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "nonce"],
    ["r=abcdef,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0", "iteration count"],
    ["r=abcdef,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000", "iteration count"],
    ["", "nonce"],
  ])("refuses %j", async (first, want) => {
    await expect(new ScramClient("x", "abc").final(first)).rejects.toThrow(want);
  });
});

describe("SessionMemory", () => {
  test.each<[string, string[], RegExp | undefined]>([
    ["SET app.tenant = 'x'", ["app.tenant"], undefined],
    ['SELECT 1; set session "app"."tenant" to default', ["app.tenant"], undefined],
    ["SET work_mem = '1MB'", [], undefined],
    ["SELECT set_config('app.a', 'x', false), set_config( 'app.b', $1, true)", ["app.a", "app.b"], undefined],
    ["SELECT set_config($1, $2, true)", [], undefined],
    ["SELECT set_config($1, $2, false)", [], /set_config/],
    ["LOAD 'auto_explain'", [], /LOAD/],
    ["UPDATE t SET a = 1 WHERE x.b = 2", [], undefined],
  ])("of %j remembers %j", (sql, parameters, doubt) => {
    const memory = new SessionMemory();
    memory.sawQuery(Buffer.from(`${sql}\0`));
    expect([...memory.parameters]).toEqual(parameters);
    if (doubt) expect(memory.doubt).toMatch(doubt);
    else expect(memory.doubt).toBeUndefined();
  });

  test("doubts what was too long to be looked at", () => {
    const memory = new SessionMemory();
    memory.sawQuery(undefined);
    expect(memory.doubt).toContain("1 MiB");
  });
});

test("an ErrorResponse can be read as it was written", () => {
  const bytes = errorResponse({ code: "53300", message: "full", hint: "wait" });
  expect(Object.fromEntries(readFields(bytes.subarray(5)))).toEqual({ S: "FATAL", V: "FATAL", C: "53300", M: "full", H: "wait" });
  expect(bytes.readInt32BE(1)).toBe(bytes.length - 1);
});
