import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProducer } from "../../../src/formats/producers/index.ts";
import { compiledAll } from "../support/compiled.ts";
import { expectRecord, moment, nanos, orNothing, wholeSeconds, without } from "./values.ts";

const severities = {
  DEBUG1: 5,
  DEBUG5: 5,
  INFO: 9,
  NOTICE: 10,
  WARNING: 13,
  ERROR: 17,
  LOG: 9,
  FATAL: 21,
  PANIC: 22,
  DETAIL: 9,
  STATEMENT: 9,
} as const;
const level = fc.constantFrom(...(Object.keys(severities) as (keyof typeof severities)[]));
const message = without(/\n/g);
const stamp = (ms: number): string => new Date(ms).toISOString().replace("T", " ").slice(0, 23);

const prefixes = {
  session: "%m [%p] %q%u@%d ",
  everything: "log_line_prefix = '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%r,state=%e,%-10i|%c %v %x %P;%h;%Q%% '",
  aws: "%t:%r:%u@%d:[%p]:",
  epoch: "%n %10u [%b] ",
};

describe.each(["flat", "otlp"] as const)("what PostgreSQL prints is read again, %s", async (shape) => {
  const [session, everything, aws, epoch] = await compiledAll(
    Object.values(prefixes).map((prefix) => ({ formats: [`postgres: ${prefix}`], tz: "UTC" })),
    shape,
  );
  const constants = { "db.system.name": "postgresql" };
  const role = fc.constantFrom("postgres", "app_user", "[unknown]", "Zoë");
  const database = fc.constantFrom("orders", "template1");
  const values = fc.record({ moment, level, pid: fc.nat(4_000_000), message, role, database });
  const common = (v: { level: keyof typeof severities; message: string }) => ({
    format: "postgres",
    severityNumber: severities[v.level],
    severityText: v.level,
    body: v.message,
  });

  test("sessions have a user and a database, other processes end at %q", () => {
    if (!session) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(values, fc.boolean(), (v, isSession) => {
        const line = `${stamp(v.moment)} CET [${v.pid}] ${isSession ? `${v.role}@${v.database} ` : ""}${v.level}:  ${v.message}`;
        expectRecord(session, line, {
          ...common(v),
          when: nanos(v.moment - 3_600_000),
          attributes: { ...constants, "process.pid": v.pid, ...(isSession && { "user.name": v.role, "db.namespace": v.database }) },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("every escape", () => {
    if (!everything) throw new Error("nothing was compiled");
    const more = fc.record({
      user: orNothing(role),
      database: orNothing(database),
      app: orNothing(without(/,client=|^ +| +$/g, 1)),
      address: orNothing(fc.constantFrom("10.0.0.1", "::1", "[local]")),
      port: fc.nat(65_535),
      tag: orNothing(fc.constantFrom("SELECT", "CREATE TABLE")),
      leader: orNothing(fc.nat(99_999)),
      transaction: orNothing(fc.constant("3/117")),
    });
    fc.assert(
      fc.property(values, more, (v, m) => {
        const hasPort = m.address !== undefined && m.address !== "[local]";
        const client = `${m.address ?? ""}${hasPort ? `(${m.port})` : ""}`;
        const line =
          `${stamp(v.moment).slice(0, 19)} UTC [${v.pid}]: [7-1] user=${m.user ?? ""},db=${m.database ?? ""},app=${m.app ?? ""},client=${client},` +
          `state=42P01,${(m.tag ?? "").padEnd(10)}|66f1.3983 ${m.transaction ?? ""} 0 ${m.leader ?? ""};${m.address ?? ""};-17% ${v.level}:  ${v.message}`;
        expectRecord(everything, line, {
          ...common(v),
          when: nanos(wholeSeconds(v.moment)),
          attributes: {
            ...constants,
            "process.pid": v.pid,
            "postgresql.session_line_number": 7,
            "user.name": m.user,
            "db.namespace": m.database,
            "postgresql.application_name": m.app,
            "client.address": m.address,
            "client.port": hasPort ? m.port : undefined,
            "db.response.status_code": "42P01",
            "postgresql.command_tag": m.tag,
            "postgresql.session_id": "66f1.3983",
            "postgresql.virtual_transaction_id": m.transaction,
            "postgresql.transaction_id": 0,
            "postgresql.leader_pid": m.leader,
            "postgresql.query_id": -17,
          },
        });
      }),
      { numRuns: 60 },
    );
  });

  test("the prefix of a cloud, and one with seconds since 1970", () => {
    if (!aws || !epoch) throw new Error("nothing was compiled");
    fc.assert(
      fc.property(values, (v) => {
        expectRecord(
          aws,
          `${stamp(v.moment).slice(0, 19)} UTC:1.2.3.4(5432):${v.role}@${v.database}:[${v.pid}]:${v.level}:  ${v.message}`,
          {
            ...common(v),
            when: nanos(wholeSeconds(v.moment)),
            attributes: {
              ...constants,
              "client.address": "1.2.3.4",
              "client.port": 5432,
              "user.name": v.role,
              "db.namespace": v.database,
              "process.pid": v.pid,
            },
          },
        );
        expectRecord(epoch, `${(v.moment / 1000).toFixed(3)} ${v.role.padStart(10)} [client backend] ${v.level}:  ${v.message}`, {
          ...common(v),
          when: nanos(v.moment),
          attributes: { ...constants, "user.name": v.role, "postgresql.backend_type": "client backend" },
        });
      }),
      { numRuns: 60 },
    );
  });
});

test("a zone as an offset, and a line that goes on", async () => {
  const [parser] = await compiledAll([{ formats: ["postgres: %m [%p] "], tz: "UTC" }]);
  expect(parser?.parse("2025-08-13 01:45:01.127 +03 [12347] LOG:  a\n\tb")).toMatchObject({
    format: "postgres",
    timeUnixNano: "1755038701127000000",
    body: "a\n\tb",
  });
  expect(readProducer("postgres: %m [%p] ")).toMatchObject({ format: { multiline: expect.stringMatching(/^start:\^\\d\{4\}/) } });
  expect(readProducer("postgres: %u ")).toMatchObject({ format: { multiline: "start:^[^\\t]" } });
});

test.each<[written: string, problem: string, at: number, hint: string]>([
  ["postgres: %u%d ", "nothing stands between %u and %d", 13, "put a blank"],
  ["postgres: %m [%y] ", "%y is no escape of log_line_prefix", 15, "one of %a %u"],
  ["postgres: log_line_prefix = '%m %k '", "%k is no escape of log_line_prefix", 33, "one of %a %u"],
  ["postgres: %m [%p] %u", "nothing stands between %u and the level", 20, "put a blank"],
  ["postgres: %m %b %p ", "%b holds blanks, and a blank follows it", 14, "put it in quotation marks"],
  ["postgres: %m %", "a % without a letter", 14, "%% for a %"],
])("%s is refused", (written, problem, at, hint) => {
  expect(readProducer(written)).toMatchObject({ ok: false, problem, at, hint: expect.stringContaining(hint) });
});
