import { PassThrough, Writable } from "node:stream";
import { expect, test } from "vitest";
import { z } from "zod";
import { askOptions } from "../../src/cli/prompt.ts";
import { ScaffoldError } from "../../src/errors.ts";
import type { Host } from "../../src/host.ts";
import { nodeHost } from "../../src/host-node.ts";
import { setupOptions, shipOptions } from "../spec/grammar.ts";

const interactive: Host = { ...nodeHost(), interactive: true };

const down = "\u001b[B";
const enter = "\r";
const clear = "\u0015";
const cancel = "\u0003";

interface Session {
  /** What was drawn, without colours. */
  readonly drawn: string;
  readonly answer: Record<string, unknown> | undefined;
  readonly error: unknown;
}

/** Answers questions as a user would: for each text that appears, in turn, the keys that are pressed. */
async function answering(
  script: [until: string, keys: string][],
  ask: (terminal: { input: PassThrough; output: Writable }) => Promise<Record<string, unknown>>,
): Promise<Session> {
  const input = new PassThrough();
  let drawn = "";
  let seen = 0;
  let next = 0;
  const output = new Writable({
    write(chunk, _, done) {
      drawn += String(chunk).replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "");
      const step = script[next];
      if (step && drawn.indexOf(step[0], seen) >= 0) {
        seen = drawn.length;
        next += 1;
        for (const key of step[1].match(/\u001b\[.|[\s\S]/g) ?? []) setImmediate(() => input.write(key));
      }
      done();
    },
  });
  try {
    return {
      answer: await ask({ input, output }),
      error: undefined,
      get drawn() {
        return drawn;
      },
    };
  } catch (error) {
    return { answer: undefined, error, drawn };
  }
}

test("nothing is asked when nobody is there to answer", async () => {
  expect(await askOptions(shipOptions, { gate: "upstream" }, { ...interactive, interactive: false })).toEqual({ gate: "upstream" });
});

test("only marked fields are asked, with the default preselected, and a default that is accepted is not written down", async () => {
  const { drawn, answer } = await answering(
    [
      ["files to watch", enter],
      ["the log server", enter],
      ["time to deliver the rest", enter],
    ],
    (terminal) => askOptions(shipOptions, {}, interactive, { terminal }),
  );
  expect(answer).toEqual({});
  expect(drawn).toContain("25s");
  expect(drawn).not.toContain("most records");
  expect(drawn).not.toContain("holds the app back");
});

test("a choice shows its branches with what they mean, and lists are typed as words", async () => {
  const { drawn, answer } = await answering(
    [
      ["files to watch", `/a.log, /b/*.log${enter}`],
      ["the log server", down + enter],
      ["time to deliver the rest", `${clear}5s${enter}`],
    ],
    (terminal) => askOptions(shipOptions, {}, interactive, { terminal }),
  );
  expect(answer).toEqual({ watch: ["/a.log", "/b/*.log"], sink: { type: "otlp" }, drain: "5s" });
  expect(drawn).toContain("standard output");
});

test("an answer is checked as in the document before the next question comes", async () => {
  const { drawn, answer } = await answering(
    [
      ["files to watch", `a.log${enter}`],
      ["expected an absolute path or glob", `${clear}/a.log${enter}`],
      ["the log server", enter],
      ["time to deliver the rest", enter],
    ],
    (terminal) => askOptions(shipOptions, {}, interactive, { terminal }),
  );
  expect(answer).toEqual({ watch: ["/a.log"] });
  expect(drawn).toContain("expected an absolute path or glob such as /var/log/app/*.log");
});

test("what is given is not asked again, and chooses what else is asked", async () => {
  const { drawn, answer } = await answering(
    [
      ["what is fetched", `http://x${enter}`],
      ["unpack archives", `n`],
    ],
    (terminal) => askOptions(setupOptions, { task: "fetch" }, interactive, { terminal }),
  );
  expect(answer).toEqual({ task: "fetch", url: "http://x", unpack: false });
  expect(drawn).not.toContain("what has to answer");
});

test("suggestions are preselected, and accepted ones left out", async () => {
  const suggested = { task: "wait", for: ["tcp://db:5432"] };
  const { drawn, answer } = await answering(
    [
      ["task", enter],
      ["what has to answer", enter],
    ],
    (terminal) => askOptions(setupOptions, {}, interactive, { suggested, terminal }),
  );
  expect(answer).toEqual({});
  expect(drawn).toContain("tcp://db:5432");
});

test("an unmarked field is never asked, required or not", async () => {
  const schema = z.strictObject({ a: z.string(), b: z.number().optional() });
  const { drawn, answer } = await answering([], (terminal) => askOptions(schema, {}, interactive, { terminal }));
  expect(answer).toEqual({});
  expect(drawn).toBe("");
});

test("cancelling stops with exit code 130", async () => {
  const { error } = await answering([["files to watch", cancel]], (terminal) => askOptions(shipOptions, {}, interactive, { terminal }));
  expect(error).toBeInstanceOf(ScaffoldError);
  expect(error).toMatchObject({ exit: 130, message: "stopped; nothing was written" });
});
