import { field, literal } from "../layout.ts";
import { javaDateLayout } from "./java-date.ts";
import { into, type Meaning, one, timePart } from "./parts.ts";
import { FormatError } from "./producer.ts";

/** Programs whose patterns look alike, and mean the same but for a few defaults. */
export type Dialect = "log4j" | "logback";

/** One `%word{argument}{argument}` of a pattern. */
export interface Conversion {
  readonly dialect: Dialect;
  readonly word: string;
  readonly arguments: readonly { readonly text: string; readonly at: number }[];
  readonly written: string;
  readonly at: number;
  /** The most characters that are printed, and whether it is the last ones that are cut. */
  readonly most?: number;
  readonly cutsEnd?: boolean;
}

/** Layouts that log4j has names for. https://logging.apache.org/log4j/2.x/manual/pattern-layout.html#converter-date */
const named: Readonly<Record<string, string>> = {
  DEFAULT: "yyyy-MM-dd HH:mm:ss,SSS",
  DEFAULT_MICROS: "yyyy-MM-dd HH:mm:ss,SSSSSS",
  DEFAULT_NANOS: "yyyy-MM-dd HH:mm:ss,SSSSSSSSS",
  DEFAULT_PERIOD: "yyyy-MM-dd HH:mm:ss.SSS",
  ABSOLUTE: "HH:mm:ss,SSS",
  ABSOLUTE_MICROS: "HH:mm:ss,SSSSSS",
  ABSOLUTE_NANOS: "HH:mm:ss,SSSSSSSSS",
  ABSOLUTE_PERIOD: "HH:mm:ss.SSS",
  COMPACT: "yyyyMMddHHmmssSSS",
  DATE: "dd MMM yyyy HH:mm:ss,SSS",
  DATE_PERIOD: "dd MMM yyyy HH:mm:ss.SSS",
  ISO8601_BASIC: "yyyyMMdd'T'HHmmss,SSS",
  ISO8601_BASIC_PERIOD: "yyyyMMdd'T'HHmmss.SSS",
  ISO8601_PERIOD: "yyyy-MM-dd'T'HH:mm:ss.SSS",
  ISO8601_PERIOD_MICROS: "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
  ISO8601_OFFSET_DATE_TIME_HH: "yyyy-MM-dd'T'HH:mm:ss,SSSX",
  ISO8601_OFFSET_DATE_TIME_HHMM: "yyyy-MM-dd'T'HH:mm:ss,SSSXX",
  ISO8601_OFFSET_DATE_TIME_HHCMM: "yyyy-MM-dd'T'HH:mm:ss,SSSXXX",
  RFC3339: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
  STRICT: "yyyy-MM-dd'T'HH:mm:ss,SSS",
  US_MONTH_DAY_YEAR2_TIME: "dd/MM/yy HH:mm:ss.SSS",
  US_MONTH_DAY_YEAR4_TIME: "dd/MM/yyyy HH:mm:ss.SSS",
};

const levels: Readonly<Record<string, number>> = { TRACE: 1, DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17, FATAL: 21 };

const known =
  "d date p le level m msg message c lo logger C class M method F file L line l location t tn thread threadName T tid threadId tp threadPriority " +
  "pid processId r relative sn sequenceNumber N nano x NDC X mdc MDC K map MAP marker markerSimpleName cn contextName u uuid fqcn property kvp " +
  "n ex exception throwable xEx xException xThrowable rEx rException rThrowable wEx wex nopex nopexception highlight style clr black red green " +
  "yellow blue magenta cyan white gray replace enc encode maxLen maxLength notEmpty varsNotEmpty variablesNotEmpty equals equalsIgnoreCase caller";
const words: ReadonlySet<string> = new Set(known.split(" "));

/** The word that letters begin with: of several the longest, as in `%tidy`, where it is `tid`. */
export function wordOf(letters: string): string {
  for (let length = letters.length; length > 0; length -= 1) if (words.has(letters.slice(0, length))) return letters.slice(0, length);
  return letters;
}

/** Stack traces, which are lines of their own: the agent's `multiline` puts them behind the message. */
export function isException(word: string): boolean {
  return /^(?:ex|exception|throwable|[xrw]Ex|wex|[xr]Exception|[xr]Throwable|nopex|nopexception)$/.test(word);
}

/** `com.example.Main.run(Main.java:17)` */
const location = [
  field("name", { attribute: "code.function.name" }),
  literal("("),
  field("text", { attribute: "code.file.path" }),
  literal(":"),
  field("int", { attribute: "code.line.number" }),
  literal(")"),
];

/** What a conversion word prints. */
export function meaningOf(conversion: Conversion): Meaning {
  const {
    word,
    dialect,
    arguments: [first],
  } = conversion;
  switch (word) {
    case "d":
    case "date":
      return dateOf(conversion);
    case "p":
    case "le":
    case "level":
      return levelOf(conversion);
    case "m":
    case "msg":
    case "message":
      return into("text", "body");
    case "c":
    case "lo":
    case "logger":
      return one("text", "log.logger", { empty: true });
    case "C":
    case "class":
      return { ...one("name", `${dialect}.class`), spare: `${dialect}.class` };
    case "M":
    case "method":
      return one("name", "code.function.name");
    case "F":
    case "file":
      return one("text", "code.file.path");
    case "L":
    case "line":
      return one("int", "code.line.number");
    case "l":
    case "location":
      return { pieces: location };
    case "t":
    case "tn":
    case "thread":
    case "threadName":
      return one("text", "thread.name", { empty: true });
    case "T":
    case "tid":
    case "threadId":
      return one("int", "thread.id");
    case "tp":
    case "threadPriority":
      return one("int", `${dialect}.thread_priority`);
    case "pid":
    case "processId":
      return one("int", "process.pid");
    case "r":
    case "relative":
      return one("int", `${dialect}.relative_ms`);
    case "sn":
    case "sequenceNumber":
      return one("int", `${dialect}.sequence_number`);
    case "N":
    case "nano":
      return one("int", `${dialect}.nano_time`);
    case "x":
    case "NDC":
      return one("text", `${dialect}.ndc`, { empty: true });
    case "X":
    case "mdc":
    case "MDC":
      return contextOf(conversion);
    case "K":
    case "map":
    case "MAP":
      return one("text", first ? first.text : `${dialect}.map`, { empty: true });
    case "marker":
    case "markerSimpleName":
      return one("text", `${dialect}.marker`, { empty: true });
    case "cn":
    case "contextName":
      return one("text", "logback.context_name");
    case "u":
    case "uuid":
      return one("word", `${dialect}.uuid`);
    case "fqcn":
      return one("name", `${dialect}.fqcn`);
    case "property":
      return one("text", `${dialect}.property.${first?.text ?? ""}`, { empty: true });
    case "kvp":
      return one("text", `${dialect}.key_values`, { empty: true });
    default:
      throw new FormatError(`%${word} is no conversion that is understood`, conversion.at, hintFor(word));
  }
}

function hintFor(word: string): string {
  if (/^(?:highlight|style|clr|black|red|green|yellow|blue|magenta|cyan|white|gray|bold\w*|faint)$/i.test(word))
    return "leave the colour out: write what is inside of it; files have no colours";
  if (/^(?:replace|enc|encode|maxLen|maxLength|notEmpty|varsNotEmpty|variablesNotEmpty|equals|equalsIgnoreCase)$/.test(word))
    return "what it prints depends on the text: write what is inside of it, if that is what the lines have";
  return "use %d %p %t %c %m %X{key} %F %L %M %n and their long names";
}

/** `%d`, `%d{ISO8601}`, `%d{HH:mm:ss.SSS}{UTC}` */
function dateOf({ dialect, arguments: [layout, zone], written, at }: Conversion): Meaning {
  const wanted = layout?.text.trim() ?? "";
  // Of logback, the zone may stand behind a comma in the same braces, the layout in quotes then.
  const [, quoted, inside] = /^"?(.*?)"?(?:,\s*([A-Za-z][\w/+:-]*))?$/.exec(wanted) ?? [];
  const tz = zone?.text.trim() ?? (dialect === "logback" && quoted !== undefined && inside !== undefined ? inside : undefined);
  const text = tz !== undefined && zone === undefined && quoted !== undefined ? quoted : wanted;
  const isUtc = tz !== undefined && /^(?:UTC|GMT|Z|Etc\/UTC|GMT[+-]0)$/.test(tz);
  if (text === "UNIX" || text === "UNIX_MILLIS") return timePart("epoch");
  const java = text === "" ? named["DEFAULT"] : text === "ISO8601" ? iso(dialect) : (named[text] ?? text);
  const read = javaDateLayout(java ?? "", layout?.at ?? at);
  if (tz === undefined) return timePart(read);
  if (isUtc) return timePart(/[Zz]/.test(read.replace(/'[^']*'/g, "")) ? read : `${read}u`);
  if (/[Zz]/.test(read.replace(/'[^']*'/g, ""))) return timePart(read);
  throw new FormatError(
    `the times of ${written} are in the zone ${tz}, and do not say so`,
    zone?.at ?? at,
    `leave the zone out, and set tz: ${tz}`,
  );
}

/** The one has a `T` where the other has a blank; log4j 1 wrote as logback does. */
function iso(dialect: Dialect): string {
  return dialect === "logback" ? "yyyy-MM-dd HH:mm:ss,SSS" : "yyyy-MM-dd'T'HH:mm:ss,SSS";
}

/** `%p`, `%level{WARN=Warning, lowerCase=true}`, `%.-1level` */
function levelOf({ arguments: [options], most, cutsEnd }: Conversion): Meaning {
  const printed: Record<string, number> = {};
  let length = cutsEnd === false || most === undefined ? Number.POSITIVE_INFINITY : most;
  let fold = (word: string): string => word;
  const renamed: Record<string, string> = {};
  for (const [, key = "", value = ""] of (options?.text ?? "").matchAll(/\s*(\w+)\s*=\s*([^,]*?)\s*(?:,|$)/g)) {
    if (key === "length") length = Number(value);
    else if (key === "lowerCase") fold = value === "true" ? (word) => word.toLowerCase() : fold;
    else renamed[key] = value;
  }
  if (!Number.isFinite(length) && options === undefined && most === undefined) return into("level", "severity");
  for (const [word, number] of Object.entries(levels)) {
    const cut = (renamed[word] ?? fold(word)).slice(0, length);
    printed[most !== undefined && cutsEnd === false ? cut.slice(-most) : cut] ??= number;
  }
  return into("level", "severity", { levels: printed });
}

/** `%X{key}`, `%X{key:-none}`, and `%X`, all of them. */
function contextOf({ dialect, arguments: [key] }: Conversion): Meaning {
  if (key === undefined || key.text.includes(",")) return one("text", `${dialect}.mdc`, { empty: true });
  const [, name = ""] = /^\s*(.*?)\s*(?::-.*)?$/s.exec(key.text) ?? [];
  if (/^(?:trace|span)[._]?id$/i.test(name))
    return one("hex", name.toLowerCase().startsWith("trace") ? "trace_id" : "span_id", { empty: true });
  return one("text", name, { empty: true });
}
