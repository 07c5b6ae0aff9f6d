import { field, type LayoutFormat, literal, optional } from "../layout.ts";
import { assemble } from "./assemble.ts";
import { beginOf } from "./begin.ts";
import { endingOf } from "./message.ts";
import { into, type Meaning, one, type Part, text, timePart, value } from "./parts.ts";
import { FormatError, type Producer, resultOf } from "./producer.ts";
import { Source, unescaped } from "./source.ts";
import { strftimeLayout } from "./strftime.ts";

/** https://docs.python.org/3/library/logging.html#logrecord-attributes */
export const python: Producer = {
  name: "python",
  about: "lines of Python's logging: format, in any of its three styles, and datefmt behind it where there is one",
  example: "%(asctime)s %(levelname)-8s [%(threadName)s] %(name)s: %(message)s",
  read: (written) => resultOf(() => readFormat(written)),
};

/** CRITICAL is the highest level of Python. The words that libraries add are among them. */
const levels = { DEBUG: 5, INFO: 9, WARNING: 13, WARN: 13, ERROR: 17, CRITICAL: 21, FATAL: 21, TRACE: 1, NOTICE: 10, SUCCESS: 9 };

function readFormat(written: string): LayoutFormat {
  const { format, datefmt } = readArguments(written);
  const parts = endingOf(partsOf(format, datefmt));
  const read = assemble({ name: "python", about: "lines of Python's logging with a format of its own" }, parts);
  return { ...read, multiline: beginOf(read.layouts[0] ?? []) ?? "python" };
}

/** The format alone, or `format="…", datefmt="…"` as basicConfig is called; datefmt may stand behind a format without quotes. */
function readArguments(written: string): { format: Source; datefmt: Source | undefined } {
  const named = (name: string): Source | undefined => {
    const [all, before = "", double, single] =
      new RegExp(`((?:^|[\\s,(])${name}\\s*=\\s*)(?:"((?:[^"\\\\]|\\\\.)*)"|'((?:[^'\\\\]|\\\\.)*)')`, "s").exec(written) ?? [];
    if (all === undefined) return undefined;
    return unescaped(
      double ?? single ?? "",
      { '"': '"', "'": "'", "\\": "\\", t: "\t", n: "\n" },
      written.indexOf(all) + before.length + 1,
    );
  };
  const format = named("format") ?? named("fmt");
  const datefmt = named("datefmt");
  if (format) return { format, datefmt };
  const [, alone = written, bare] = /^(.*?)[\s,]+datefmt\s*=\s*(.*)$/s.exec(written) ?? [];
  if (bare === undefined || datefmt) return { format: new Source(alone), datefmt };
  const begin = written.length - bare.length;
  return { format: new Source(alone), datefmt: unescaped(bare, {}, begin) };
}

/** Of the three styles: `%(name)-8s`, `{name:<8}`, `$name` and `${name}`. */
const styles = {
  percent: /%%|%(?:\((\w+)\))([-#0 +]*)(\d*)(?:\.\d+)?[diouxXeEfFgGcrsa]|%|[^%]+/gs,
  brace: /\{\{|\}\}|\{(\w+)(?:![rsa])?(?::([^{}]*))?\}|[{}]|[^{}]+/gs,
  dollar: /\$\$|\$\{(\w+)\}|\$(\w+)|\$|[^$]+/gs,
} as const;

function partsOf(source: Source, datefmt: Source | undefined): Part[] {
  const style = source.text.includes("%(") ? "percent" : /\{\w+[:!}]/.test(source.text) && !/\$\{/.test(source.text) ? "brace" : "dollar";
  return [...source.text.matchAll(styles[style])].map((found): Part => {
    const [all, first, second, width] = found;
    const at = source.at(found.index);
    const name = first ?? (style === "dollar" ? second : undefined);
    if (name !== undefined) {
      const side = style === "percent" ? percentPadding(second, width) : style === "brace" ? bracePadding(second ?? "", name) : undefined;
      return value(all, at, meaningOf(name, datefmt), side);
    }
    if (/^(?:%%|\{\{|\}\}|\$\$)$/.test(all)) return text(all.charAt(0));
    const hint =
      style === "percent"
        ? "write %(name)s, and %% for a %"
        : style === "brace"
          ? "write {name}, and {{ for a {"
          : "write $name, and $$ for a $";
    if (/^[%{}$]$/.test(all)) throw new FormatError(`a ${all} without a name that can be read`, at, hint);
    return text(all);
  });
}

function percentPadding(flags = "", width = ""): "left" | "right" | undefined {
  return width === "" || flags.includes("0") ? undefined : flags.includes("-") ? "right" : "left";
}

/** Numbers stand on the right, unless the format says otherwise. */
function bracePadding(spec: string, name: string): "left" | "right" | undefined {
  const [, fill = "", side, width] = /^(?:(.)?([<>^=]))?(?:0?)(\d+)?/s.exec(spec) ?? [];
  if (width === undefined || (fill !== "" && fill !== " ") || /^0/.test(spec)) return undefined;
  if (side === undefined)
    return meaningOf(name, undefined).pieces.some((piece) => piece.kind === "field" && piece.type === "int") ? "left" : "right";
  return side === "<" ? "right" : "left";
}

/** Attributes of log records; any other is one that the program adds, and keeps its name. */
function meaningOf(name: string, datefmt: Source | undefined): Meaning {
  switch (name) {
    case "asctime":
      return datefmt ? timePart(strftimeLayout(datefmt.text, datefmt.at(0))) : timePart("yyyy-MM-dd HH:mm:ss,SSS");
    case "msecs":
      return timePart("SSS");
    case "created":
      return timePart("epoch");
    case "levelname":
      return into("level", "severity", { levels });
    case "levelno":
      return one("int", "python.level_number");
    case "message":
      return into("text", "body");
    case "name":
      return one("text", "log.logger");
    case "module":
      return one("text", "python.module");
    case "filename":
      return { ...one("text", "code.file.path"), spare: "python.filename" };
    case "pathname":
      return { ...one("text", "code.file.path"), spare: "python.pathname" };
    case "funcName":
      return one("text", "code.function.name");
    case "lineno":
      return one("int", "code.line.number");
    case "process":
      return one("int", "process.pid");
    case "processName":
      return one("text", "python.process_name");
    case "thread":
      return one("int", "thread.id");
    case "threadName":
      return one("text", "thread.name");
    case "taskName":
      return one("text", "python.task_name", { empty: true });
    case "relativeCreated":
      return one("float", "python.relative_ms");
    case "exc_text":
    case "stack_info":
      return { pieces: [optional(literal("\n"), field("rest", { attribute: "exception.stacktrace" }))] };
    default:
      if (/^(?:otel)?(?:trace|span)_?id$/i.test(name)) {
        const attribute = /trace/i.test(name) ? "trace_id" : "span_id";
        return one("hex", attribute, { empty: true });
      }
      return one("text", name, { empty: true });
  }
}
