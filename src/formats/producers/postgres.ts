import { type Field, field, type LayoutFormat, literal, optional } from "../layout.ts";
import { names } from "../schema/otel.ts";
import { assemble } from "./assemble.ts";
import { beginOf } from "./begin.ts";
import { into, type Meaning, one, type Part, text, timePart, value } from "./parts.ts";
import { FormatError, type Producer, resultOf } from "./producer.ts";

/** https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-LINE-PREFIX */
export const postgres: Producer = {
  name: "postgres",
  about: "lines of PostgreSQL: its log_line_prefix",
  example: "%m [%p] %q%u@%d ",
  read: (written) => resultOf(() => readPrefix(written)),
};

/** `LOG` is of administrators' interest, an `INFO` was asked for; what details an error is none itself. */
const levels = {
  LOG: 9,
  ERROR: 17,
  FATAL: 21,
  PANIC: 22,
  WARNING: 13,
  NOTICE: 10,
  INFO: 9,
  DEBUG: 5,
  DEBUG1: 5,
  DEBUG2: 5,
  DEBUG3: 5,
  DEBUG4: 5,
  DEBUG5: 5,
  DETAIL: 9,
  HINT: 9,
  QUERY: 9,
  CONTEXT: 9,
  STATEMENT: 9,
  LOCATION: 9,
  BACKTRACE: 9,
};

/** `LEVEL:  message`, which stands behind every prefix. */
function messageAt(at: number): Part[] {
  return [value("the level", at, into("level", "severity", { levels })), text(":  "), value("the message", at, into("rest", "body"))];
}

function readPrefix(written: string): LayoutFormat {
  const [, setting = "", quoted] = /^(\s*log_line_prefix\s*=?\s*)'([^']*)'\s*;?\s*$/.exec(written) ?? [];
  const prefix = quoted ?? written;
  const begin = quoted === undefined ? 0 : setting.length + 1;
  const parts: Part[] = [];
  let short: Part[] | undefined;
  for (const { 0: found, 1: width, 2: letter, index } of prefix.matchAll(/%(-?\d+)?([A-Za-z%])|%|[^%]+/g)) {
    const at = begin + index + 1;
    if (letter === "%") parts.push(text("%"));
    else if (letter === "q") short ??= [...parts];
    else if (letter !== undefined)
      parts.push(value(found, at, escapeOf(letter, found, at), width ? (width.startsWith("-") ? "right" : "left") : undefined));
    else if (found === "%") throw new FormatError("a % without a letter", at, "write %m, %p, %u and the like, and %% for a %");
    else parts.push(text(found));
  }
  const variants = short ? [short, parts] : [parts];
  const read = assemble(
    { name: "postgres", about: "lines of PostgreSQL with a log_line_prefix of its own", constants: { "db.system.name": "postgresql" } },
    ...variants.map((variant) => [...variant, ...messageAt(begin + prefix.length)]),
  );
  // Of what begins like nothing else, lines that begin with a tab go on.
  return { ...read, multiline: beginOf(read.layouts[0] ?? []) ?? "start:^[^\\t]" };
}

/** A process that serves no client has no user, no database and no address. */
const empty: Pick<Field, "empty"> = { empty: true };

const escapes: Readonly<Record<string, Meaning>> = {
  a: one("text", "postgresql.application_name", empty),
  u: one("text", names.user, empty),
  d: one("text", "db.namespace", empty),
  r: {
    pieces: [
      { ...field("text", { attribute: names.client }), ...empty },
      optional(literal("("), field("int", { attribute: "client.port" }), literal(")")),
    ],
  },
  h: one("text", names.client, empty),
  L: one("text", "network.local.address", empty),
  b: { ...one("text", "postgresql.backend_type"), blanks: true },
  p: one("int", names.pid),
  P: one("int", "postgresql.leader_pid", empty),
  t: timePart("yyyy-MM-dd HH:mm:ss[ Z][ z]"),
  m: timePart("yyyy-MM-dd HH:mm:ss.SSS[ Z][ z]"),
  n: timePart("epoch"),
  s: timePart("yyyy-MM-dd HH:mm:ss[ Z][ z]"),
  i: { ...one("text", "postgresql.command_tag", empty), blanks: true },
  e: one("text", "db.response.status_code"),
  c: one("text", "postgresql.session_id"),
  l: one("int", "postgresql.session_line_number"),
  v: one("text", "postgresql.virtual_transaction_id", empty),
  x: one("int", "postgresql.transaction_id"),
  Q: one("int", "postgresql.query_id"),
};

function escapeOf(letter: string, written: string, at: number): Meaning {
  const meaning = escapes[letter];
  if (!meaning)
    throw new FormatError(
      `${written} is no escape of log_line_prefix`,
      at,
      `one of ${Object.keys(escapes)
        .map((one) => `%${one}`)
        .join(" ")} %q %%`,
    );
  return meaning;
}
