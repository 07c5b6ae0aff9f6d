import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProducer } from "../../../src/formats/producers/index.ts";
import { compiledAll } from "../support/compiled.ts";
import { expectRecord, moment, nanos, orNothing, without } from "./values.ts";

const severities = { DEBUG: 5, INFO: 9, WARNING: 13, ERROR: 17, CRITICAL: 21 } as const;
const level = fc.constantFrom(...(Object.keys(severities) as (keyof typeof severities)[]));
const name = fc.constantFrom("root", "app.orders", "uvicorn.access");
const message = without(/\n/g);
const stamp = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace(".", ",").slice(0, 23);

const formats = {
  percent: "%(asctime)s %(levelname)-8s [%(threadName)s] %(name)s:%(lineno)d 100%% %(message)s",
  brace: "{levelname:<8}|{asctime}.{msecs:03.0f}|{request_id}|{trace_id}|{process:>6d}|{{{message}}} datefmt=%d/%b/%Y %H:%M:%S",
  dollar: 'format="${created} $levelname $$ ${funcName}: $message", datefmt="%Y"',
};

describe.each(["flat", "otlp"] as const)("what Python's logging prints is read again, %s", async (shape) => {
  const [percent, brace, dollar] = await compiledAll(
    Object.values(formats).map((format) => ({ formats: [`python: ${format}`], tz: "+02:00" })),
    shape,
  );
  const values = fc.record({ moment, level, name, line: fc.nat(99_999), message });

  test("in the style of %", () => {
    if (!percent) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(values, (v) => {
        const line = `${stamp(v.moment)} ${v.level.padEnd(8)} [MainThread] ${v.name}:${v.line} 100% ${v.message}`;
        expectRecord(percent, line, {
          format: "python",
          when: nanos(v.moment - 7_200_000),
          severityNumber: severities[v.level],
          severityText: v.level,
          body: v.message,
          attributes: { "thread.name": "MainThread", "log.logger": v.name, "code.line.number": v.line, "log.time.zone_assumed": "+02:00" },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("in the style of braces, with a date of its own and extra attributes", () => {
    if (!brace) throw new Error("nothing was compiled");
    const extra = fc.record({ id: orNothing(without(/\|/g, 1)), trace: orNothing(fc.constant("4bf92f3577b34da6a3ce929d0e0e4736")) });
    fc.assert(
      fc.property(values, extra, (v, e) => {
        fc.pre(v.message !== "");
        const date = new Date(v.moment).toUTCString().slice(5, 16).replaceAll(" ", "/");
        const iso = new Date(v.moment).toISOString();
        const line = `${v.level.padEnd(8)}|${date} ${iso.slice(11, 19)}.${iso.slice(20, 23)}|${e.id ?? ""}|${e.trace ?? ""}|${String(v.line).padStart(6)}|{${v.message}}`;
        expectRecord(brace, line, {
          format: "python",
          when: nanos(v.moment - 7_200_000),
          severityNumber: severities[v.level],
          body: v.message,
          ...(e.trace !== undefined && { traceId: e.trace }),
          attributes: { request_id: e.id, "process.pid": v.line, "log.time.zone_assumed": "+02:00" },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("in the style of dollars, as basicConfig is called", () => {
    if (!dollar) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(values, (v) => {
        expectRecord(dollar, `${(v.moment / 1000).toFixed(6)} ${v.level} $ <module>: ${v.message}`, {
          format: "python",
          when: nanos(v.moment),
          severityNumber: severities[v.level],
          body: v.message,
          attributes: { "code.function.name": "<module>" },
        });
      }),
      { numRuns: 60 },
    );
  });
});

test("a record begins with its time, or where nothing says so a traceback ends it", () => {
  expect(readProducer("python: %(asctime)s %(message)s")).toMatchObject({ format: { multiline: expect.stringContaining("start:^") } });
  expect(readProducer("python: %(name)s: %(message)s")).toMatchObject({ format: { multiline: "python" } });
  expect(readProducer("python: %(levelname)s:%(name)s:%(message)s")).toMatchObject({
    format: { multiline: expect.stringMatching(/^start:\^\(\?:DEBUG\|INFO/) },
  });
});

test.each<[written: string, problem: string, at: number, hint: string]>([
  ["python: %(name)s%(message)s", "nothing stands between %(name)s and %(message)s", 17, "put a blank"],
  ["python: %(name)s %(message)", "a % without a name that can be read", 18, "write %(name)s"],
  ["python: {name} {message", "a { without a name that can be read", 16, "write {name}"],
  ["python: %(asctime)s %(message)s datefmt=%Y-%m-%d %Q", "%Q is no part of a time that is understood", 50, "use %Y"],
  ["python: %(asctime)s %(message)s datefmt=%Y-%m-%d", "the time %(asctime)s has no hour (HH)", 9, "write a date and the time"],
  ["python: message", "has no value", 9, "name what is to be read"],
])("%s is refused", (written, problem, at, hint) => {
  expect(readProducer(written)).toMatchObject({ ok: false, problem, at, hint: expect.stringContaining(hint) });
});
