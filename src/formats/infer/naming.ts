import { type Field, isTime, type Piece, type Target } from "../layout.ts";
import { commonNames, header, names as semantic, status } from "../schema/otel.ts";
import { areIds, methods, sourceFile } from "./atoms.ts";
import { type Draft, type DraftField, fieldsOf } from "./draft.ts";

const method = new RegExp(`^(?:${methods})$`);
const threads = /^(?:main|.*(?:thread|pool|worker|exec|executor|listener|scheduler|background|task)[\w./-]*[-_#]?\d*.*)$/i;

/** What a pattern means by these names is not what the line means. */
export const reserved: ReadonlySet<string> = new Set(["time", "level", "message", "msg", "attributes"]);

/** Gives the fields of a draft their places in the record: time, level and message, and names by the semantic conventions for the rest. */
export function named(draft: readonly Draft[], given: ReadonlyMap<string, string>): Piece[] {
  const fields = fieldsOf(draft);
  const targets = new Map<DraftField, Target>();
  const taken = new Set<string>();
  const give = (field: DraftField, wish: string): void => {
    const base = given.get(wish) ?? (reserved.has(wish) ? `line.${wish}` : wish);
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}${number}`;
    taken.add(name);
    targets.set(
      field,
      name === semantic.status ? status : name.startsWith("http.request.header.") ? header(name.slice(20)) : { attribute: name },
    );
  };
  const time = fields.filter(({ type }) => isTime({ type } as Field)).sort((a, b) => (b.precision ?? 0) - (a.precision ?? 0))[0];
  const level = fields.filter(({ type }) => type === "level" || type === "letter" || type === "priority").at(-1);
  const request = fields.find(({ type }) => type === "request");
  const before = surroundings(draft);
  const hasMessage = fields.some(isMessage);
  const hasBody = request !== undefined || hasMessage;
  const beforeTail = hasBody
    ? undefined
    : (fields.find(({ label = "" }) => /^(?:msg|message)$/i.test(label)) ??
      fields.findLast(({ type }, index) => (type === "quoted" || type === "text") && isTail(fields[index + 1])) ??
      messageCell(fields));
  fields.forEach((field, index) => {
    const { type } = field;
    if (field === time) targets.set(field, "time");
    else if (isTime({ type } as Field)) targets.set(field, "nowhere");
    else if (type === "level" || type === "letter" || type === "priority") targets.set(field, field === level ? "severity" : "nowhere");
    else if (field.inner) targets.set(field, "inner");
    else if (field === request) targets.set(field, hasMessage ? "nowhere" : "body");
    else if (isMessage(field) || field === beforeTail) targets.set(field, "body");
    else if (isTail(field)) targets.set(field, "attributes");
    else
      give(
        field,
        wishOf(field, index, {
          fields,
          taken,
          time,
          level: level?.type === "priority" ? undefined : level,
          isAccess: request !== undefined || isAccess(fields),
          ...before(field),
        }),
      );
  });
  const convert = (list: readonly Draft[]): Piece[] =>
    list.map((piece): Piece => {
      if (piece.kind === "optional") return { kind: "optional", pieces: convert(piece.pieces) };
      if (piece.kind !== "field") return piece;
      const to = targets.get(piece) ?? "nowhere";
      const { nil, layout, levels } = piece;
      const type = to === "nowhere" && (piece.type === "level" || piece.type === "letter") ? "word" : piece.type;
      return { kind: "field", type, to, ...(nil && { nil }), ...(layout !== undefined && { layout }), ...(levels && { levels }) };
    });
  return convert(draft);
}

/** What is left of a line, where nothing says what it is. */
function isMessage({ type, message, label }: DraftField): boolean {
  return message === true || (type === "rest" && label === undefined);
}

/** Of comma-separated values, the last that reads like a text. */
function messageCell(fields: readonly DraftField[]): DraftField | undefined {
  return fields.findLast(({ type, values }) => type === "csv" && values.filter((value) => / /.test(value)).length * 2 > values.length);
}

function isTail(field: DraftField | undefined): boolean {
  return field?.type === "pairs" || field?.type === "object";
}

function isAccess(fields: readonly DraftField[]): boolean {
  return fields.some(({ values }) => values.length > 0 && values.every((value) => method.test(value)));
}

interface Around {
  readonly fields: readonly DraftField[];
  readonly taken: ReadonlySet<string>;
  readonly time: DraftField | undefined;
  readonly level: DraftField | undefined;
  readonly isAccess: boolean;
  /** The texts in front of the field and behind it, up to the next fields. */
  readonly front: string;
  readonly behind: string;
}

/** What stands directly around each field. */
function surroundings(draft: readonly Draft[]): (field: DraftField) => { front: string; behind: string } {
  const flat: Draft[] = [];
  const flatten = (list: readonly Draft[]): void => {
    for (const piece of list)
      if (piece.kind === "optional") flatten(piece.pieces);
      else flat.push(piece);
  };
  flatten(draft);
  const text = (piece: Draft | undefined): string => (piece?.kind === "literal" ? piece.text : piece?.kind === "blanks" ? " " : "");
  return (field) => {
    const at = flat.indexOf(field);
    let [front, behind] = ["", ""];
    for (let index = at - 1; index >= 0 && flat[index]?.kind !== "field"; index -= 1) front = text(flat[index]) + front;
    for (let index = at + 1; index < flat.length && flat[index]?.kind !== "field"; index += 1) behind += text(flat[index]);
    return { front, behind };
  };
}

/** Loggers' words for what has a name in the conventions. */
const labelled: Readonly<Record<string, string>> = {
  ...commonNames,
  tid: "thread.id",
  trace: "trace_id",
  traceid: "trace_id",
  span: "span_id",
  spanid: "span_id",
  process: "process.pid",
  uid: "user.id",
  db: "db.namespace",
  database: "db.namespace",
  server: "server.address",
  level: "level",
};

function wishOf(field: DraftField, index: number, around: Around): string {
  const { type, values, label } = field;
  const { taken, front, behind, fields } = around;
  const all = (expression: RegExp): boolean => values.length > 0 && values.every((value) => expression.test(value));
  const before = fields[index - 1];
  const isFirst = (name: string): boolean => !taken.has(name);
  if (label !== undefined && !/^(?:took|in|from|to|on|at|by|for)$/i.test(label)) {
    const known = labelled[label.toLowerCase()];
    if (known === "trace_id" && !all(/^[0-9a-f]{32}$/i)) return label;
    return known ?? label;
  }
  const lists: Partial<Record<DraftField["type"], string>> = { ints: "numbers", floats: "values", texts: "addresses" };
  const list = lists[type];
  if (list !== undefined) return list;
  if (type === "ip")
    return isFirst("client.address") ? "client.address" : isFirst("server.address") ? "server.address" : "network.peer.address";
  if (type === "int" && before?.type === "ip" && front === ":") return taken.has("server.address") ? "server.port" : "client.port";
  if (type === "int" && sourceName(before) && front === ":") return "code.line.number";
  if (around.isAccess) {
    const name = accessName(field, around, all, isFirst);
    if (name !== undefined) return name;
  }
  if (type === "hex") {
    if (all(/^[0-9a-f]{32}$/i) && isFirst("trace_id")) return "trace_id";
    return all(/^[0-9a-f]{16}$/i) && taken.has("trace_id") && isFirst("span_id") ? "span_id" : "request_id";
  }
  if (all(/^[0-9a-f]{8}-[0-9a-f]{4}-/i)) return "request_id";
  if (type === "protocol") return "network.protocol.version";
  if (all(method)) return "http.request.method";
  if (all(/^\//)) return "url.path";
  if (all(/^[a-z][\w+.-]*:\/\//)) return "url.full";
  if (type === "int") return numberName(field, index, around);
  if (type === "float") return /^(?:ns|us|µs|ms|s|m|h)\b/.test(behind) ? "duration" : behind.startsWith("%") ? "percent" : "value";
  if (sourceName(field)) return "code.file.path";
  return wordName(field, index, around, all);
}

function sourceName(field: DraftField | undefined): boolean {
  return (
    field !== undefined &&
    field.values.length > 0 &&
    field.values.filter((value) => sourceFile.test(value)).length * 10 > field.values.length * 8
  );
}

function accessName(
  { type, values }: DraftField,
  { taken, front, fields }: Around,
  all: (expression: RegExp) => boolean,
  isFirst: (name: string) => boolean,
): string | undefined {
  const hasTime = taken.size > 0 && fields.length > 0;
  if (type === "int" && all(/^[1-5]\d\d$/) && isFirst(semantic.status)) return semantic.status;
  if (type === "int" && taken.has(semantic.status) && isFirst(semantic.bodySize)) return semantic.bodySize;
  if (type === "quoted" && taken.has(semantic.status)) {
    const real = values.filter((value) => value !== "");
    if (real.some((value) => /^(?:Mozilla|curl|Wget|[\w.+-]+\/\d)/.test(value)) && isFirst(semantic.userAgent)) return semantic.userAgent;
    if (
      (real.length === 0 || real.every((value) => /^(?:https?:\/\/|android-app:|\/)/.test(value))) &&
      isFirst("http.request.header.referer")
    )
      return "http.request.header.referer";
    if (real.length > 0 && real.every((value) => /^[\da-fA-F.:]+(?:, ?[\da-fA-F.:]+)*$/.test(value)))
      return "http.request.header.x-forwarded-for";
  }
  if (type === "word" && hasTime && !taken.has(semantic.status) && front === " " && taken.has("client.address"))
    return isFirst("client.ident") && values.length === 0 ? "client.ident" : "user.name";
  return undefined;
}

function numberName({ values }: DraftField, index: number, { taken, front, behind, time, fields, level }: Around): string {
  if (/^(?:ns|us|µs|ms|s|m|h)\b/.test(behind)) return "duration";
  if (behind.startsWith("%")) return "percent";
  const near =
    time === undefined
      ? index < 3
      : Math.abs(index - fields.indexOf(time)) <= 3 || (level !== undefined && Math.abs(index - fields.indexOf(level)) <= 2);
  const few = new Set(values).size;
  if (near && few > 0 && values.every((value) => !value.startsWith("-"))) {
    if (!taken.has("process.pid")) return "process.pid";
    if (!taken.has("thread.id")) return "thread.id";
  }
  return front.endsWith("#") ? "id" : "number";
}

function wordName(field: DraftField, index: number, around: Around, all: (expression: RegExp) => boolean): string {
  const { taken, front, behind, fields, time, level } = around;
  const { type, values } = field;
  const free = (name: string): boolean => !taken.has(name);
  const timeAt = time === undefined ? -1 : fields.findIndex((known) => isTime({ type: known.type } as Field));
  if (behind.startsWith("@") && free("user.name")) return "user.name";
  if (front.endsWith("@") && free("db.namespace")) return "db.namespace";
  if (areIds(values) && free("id")) return "id";
  const next = fields[index + 1];
  const isProgram = (behind.startsWith("[") && next?.type === "int") || (behind === ": " && taken.has("host.name"));
  if (level === undefined && timeAt >= 0 && index > timeAt) {
    if (isProgram && free("service.name")) return "service.name";
    if (index === timeAt + 1 && front === " " && behind === " " && free("host.name")) return "host.name";
  }
  const inBrackets = /[[(<]$/.test(front) || /[[(<]\s*$/.test(front);
  if (inBrackets && values.length > 0 && values.every((value) => /^[\w.-]+=/.test(value))) return "context";
  if (values.filter((value) => threads.test(value)).length * 2 > values.length && free("thread.name")) return "thread.name";
  if (all(/^[A-Za-z_$][\w$-]*(?:(?:\.|::)[\w$-]+)+(?:\$\w+)?$/) && free("log.logger")) return "log.logger";
  if (type !== "text" && level !== undefined && free("log.logger") && !inBrackets && /^(?::| -|:? )/.test(behind)) return "log.logger";
  if (type !== "text" && behind.startsWith(":") && free("log.logger")) return "log.logger";
  if (inBrackets && type !== "text" && level !== undefined && free("log.logger") && values.some((value) => /[A-Z.]/.test(value)))
    return "log.logger";
  if (isThreadColumn(field, around) && free("thread.name")) return "thread.name";
  if (inBrackets && free("context")) return "context";
  if (isProgram && free("service.name")) return "service.name";
  return "field";
}

/** `INFO [main] org.shop.Cart:`: in brackets between the level and a class, with `main` in some rows. */
function isThreadColumn({ values }: DraftField, { front, behind, level }: Around): boolean {
  return level !== undefined && /^ \[$/.test(front) && /^\] $/.test(behind) && values.includes("main");
}
