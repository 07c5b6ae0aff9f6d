import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProducer } from "../../../src/formats/producers/index.ts";
import { compiledAll, readAt } from "../support/compiled.ts";
import { expectRecord, moment, nanos, orNothing, without } from "./values.ts";

const severities = { TRACE: 1, DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17, FATAL: 21 } as const;
const level = fc.constantFrom(...(Object.keys(severities) as (keyof typeof severities)[]));
const logger = fc.constantFrom("Main", "com.example.orders.OrderService", "o.s.b.SpringApplication", "root", "my logger");
const thread = without(/[\]|]|^ +| +$/g, 1).filter((text) => text.trim() === text);
const message = without(/\n/g);

/** As a PatternLayout prints: `%-5p`, `%15.15t` (of what is too long the beginning is cut), `%.-1p` (the end). */
function padded(text: string, least: number, most = Number.POSITIVE_INFINITY): string {
  const cut = text.length > Math.abs(most) ? (most < 0 ? text.slice(0, -most) : text.slice(text.length - most)) : text;
  return least < 0 ? cut.padEnd(-least) : cut.padStart(least);
}

/** `2026-03-02 11:04:05,123` */
const stamp = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace(".", ",").slice(0, 23);

const patterns = {
  classic: "log4j: %d %-5p [%t] %c{1}: %m%n",
  kafka: "log4j: [%d] %p %m (%c)%n",
  spring: "logback: %d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p 7 --- [%15.15t] %-20.20logger{39} : %m%n%wEx",
  parts: "log4j: %.-1level|%d{HH:mm:ss.SSS}{UTC}|%X{id}|%X{traceId}|%C.%M(%F:%L)|%-8marker|%m [%x]%n%throwable",
};

describe.each(["flat", "otlp"] as const)("what log4j and logback print is read again, %s", async (shape) => {
  const [classic, kafka, spring, parts] = await compiledAll(
    Object.values(patterns).map((pattern) => ({ formats: [pattern], tz: "UTC" })),
    shape,
  );
  const values = fc.record({ moment, level, thread, logger, message });

  test("level, thread and logger in front of the message", () => {
    if (!classic) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(values, (v) => {
        expectRecord(classic, `${stamp(v.moment)} ${padded(v.level, -5)} [${v.thread}] ${v.logger}: ${v.message}`, {
          format: "log4j",
          when: nanos(v.moment),
          severityNumber: severities[v.level],
          severityText: v.level,
          body: v.message,
          attributes: { "thread.name": v.thread, "log.logger": v.logger, "log.time.zone_assumed": "UTC" },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("the logger behind the message, which may hold parentheses, and stack traces", () => {
    if (!kafka) throw new Error("nothing was compiled");
    const text = fc
      .tuple(message, fc.constantFrom("", " (x) y", " (", " (a)"))
      .map((all) => all.join(""))
      .filter((all) => all !== "");
    const stack = orNothing(fc.constantFrom("java.lang.Error: a (b)\n\tat c.D.e(F.java:1)", "x"));
    fc.assert(
      fc.property(values, text, stack, (v, body, trace) => {
        expectRecord(kafka, `[${stamp(v.moment)}] ${v.level} ${body} (${v.logger})${trace === undefined ? "" : `\n${trace}`}`, {
          format: "log4j",
          when: nanos(v.moment),
          severityNumber: severities[v.level],
          body,
          attributes: { "log.logger": v.logger, "log.time.zone_assumed": "UTC", "exception.stacktrace": trace },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("columns of fixed width", () => {
    if (!spring) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(values, (v) => {
        const time = new Date(v.moment + 3_600_000).toISOString().replace("Z", "+01:00");
        // Java cuts between UTF-16 units, and then prints a question mark.
        fc.pre(!/[\ud800-\udfff]/.test(v.thread));
        const printed = padded(v.thread, 15, 15).trim();
        fc.pre(printed !== "" && printed === padded(v.thread, 0, 15));
        expectRecord(
          spring,
          `${time} ${padded(v.level, 5)} 7 --- [${padded(v.thread, 15, 15)}] ${padded(v.logger, -20, 20)} : ${v.message}`,
          {
            format: "logback",
            when: nanos(v.moment),
            severityNumber: severities[v.level],
            body: v.message,
            attributes: { "thread.name": printed, "log.logger": padded(v.logger, 0, 20) },
          },
        );
      }),
      { numRuns: 60 },
    );
  });

  test("a level of one letter, a time of the day, context and location", () => {
    if (!parts) throw new Error("nothing was compiled");
    const context = fc.record({
      id: orNothing(without(/\|/g, 1)),
      trace: orNothing(fc.constantFrom("4bf92f3577b34da6a3ce929d0e0e4736", "00000000000000000000000000000000", "4bf92f3577b34da6")),
      line: fc.nat(9999),
      marker: orNothing(fc.constantFrom("AUDIT", "SECURITY_EVENT")),
      ndc: orNothing(fc.constantFrom("a", "a b")),
      ms: fc.nat(86_399_999),
    });
    fc.assert(
      fc.property(values, context, (v, c) => {
        fc.pre(v.message !== "");
        const time = new Date(c.ms).toISOString().slice(11, 23);
        const line = `${padded(v.level, 0, -1)}|${time}|${c.id ?? ""}|${c.trace ?? ""}|a.B$C.<init>(B.java:${c.line})|${padded(c.marker ?? "", -8)}|${v.message} [${c.ndc ?? ""}]`;
        const isTrace = c.trace !== undefined && c.trace.length === 32 && /[1-9a-f]/.test(c.trace);
        expectRecord(parts, line, {
          format: "log4j",
          // The last day on which it is not more than an hour ahead of when the line is read, midnight.
          when: nanos(readAt - (c.ms > 3_600_000 ? 86_400_000 : 0) + c.ms),
          severityNumber: severities[v.level],
          severityText: v.level.charAt(0),
          body: v.message,
          ...(isTrace && { traceId: c.trace }),
          attributes: {
            id: c.id,
            ...(!isTrace && { trace_id: c.trace }),
            "code.function.name": "a.B$C.<init>",
            "code.file.path": "B.java",
            "code.line.number": c.line,
            "log4j.marker": c.marker,
            "log4j.ndc": c.ndc,
          },
        });
      }),
      { numRuns: 60 },
    );
  });
});

test.each<[written: string, layout: string]>([
  ["%d", "yyyy-MM-dd HH:mm:ss,SSS"],
  ["%d{ISO8601}", "yyyy-MM-dd'T'HH:mm:ss,SSS"],
  ["%date{ABSOLUTE}", "HH:mm:ss,SSS"],
  ["%d{DATE}", "dd MMM yyyy HH:mm:ss,SSS"],
  ["%d{dd.MM.yyyy 'at' HH:mm:ss}", "dd.MM.yyyy 'at' HH:mm:ss"],
  ["%d{yyyy-MM-dd HH:mm:ss}{UTC}", "yyyy-MM-dd HH:mm:ssu"],
  ["%d{yyyy-MM-dd} %d{HH:mm:ss}", "yyyy-MM-dd HH:mm:ss"],
])("%s is a time", (written, layout) => {
  const read = readProducer(`log4j: ${written} %m%n`);
  expect(read).toMatchObject({ ok: true, format: { layouts: [[{ type: "time", layout }, { text: " " }, { type: "rest", to: "body" }]] } });
});

test("ISO8601 of logback has a blank, and a record begins with the time", () => {
  const read = readProducer("logback: [%d{ISO8601}] %msg%n%xEx{full}");
  expect(read).toMatchObject({ ok: true, format: { multiline: String.raw`start:^\[\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d+` } });
});

test.each<[written: string, problem: string, at: number, hint: string]>([
  ["log4j: %d %p%c %m%n", "nothing stands between %p and %c", 13, "put a blank"],
  ["log4j: %d %replace{%m}{a}{b}%n", "%replace is no conversion that is understood", 11, "depends on the text"],
  ["log4j: %highlight{%p} %m", "%highlight is no conversion that is understood", 8, "leave the colour out"],
  ["logback: %red(%p) %m", "%red is no conversion that is understood", 10, "leave the colour out"],
  ["logback: %-30(%d [%t]) %m", "a % without a word", 10, "write what is in the parentheses alone"],
  ["log4j: %d{yyyy-MM-dd ww} %m", '"ww" is no part of a time that is understood', 22, "use yyyy"],
  ["log4j: %d{yyyy-MM-dd} %m", "the time %d{yyyy-MM-dd} has no hour (HH)", 8, "write a date and the time"],
  ["log4j: %d{HH:mm:ss}{Europe/Berlin} %m", "are in the zone Europe/Berlin, and do not say so", 21, "set tz: Europe/Berlin"],
  ["log4j: %d %m%n%p%n", "%p is on another line", 15, "a pattern is one line"],
  ["log4j: %d ${LEVEL} %m", "${LEVEL} is filled in by the program's configuration", 11, "write what it stands for"],
  ["log4j: %X{a %m", "a { has no }", 10, "end it with }"],
  ["log4j: %wat %m", "%wat is no conversion that is understood", 8, "use %d %p"],
])("%s is refused", (written, problem, at, hint) => {
  expect(readProducer(written)).toMatchObject({
    ok: false,
    problem: expect.stringContaining(problem),
    at,
    hint: expect.stringContaining(hint),
  });
});
