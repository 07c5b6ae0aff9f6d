export interface SyslogMessage {
  readonly facility: number;
  readonly severity: number;
  readonly timestamp: string;
  readonly hostname: string;
  readonly appName: string;
  readonly procId: string;
  readonly msgId: string;
  readonly data: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly message: string;
}

const header = new RegExp(
  [
    /^<(0|[1-9]\d{0,2})>1/,
    /(-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d))/,
    /([\x21-\x7e]{1,255})/,
    /([\x21-\x7e]{1,48})/,
    /([\x21-\x7e]{1,128})/,
    /([\x21-\x7e]{1,32})/,
    /(?=[-[])/,
  ]
    .map(({ source }) => source)
    .join(" "),
);

/** Everything that arrived over one connection, octet-counted; throws at whatever RFC 5424 or RFC 6587 does not allow. */
export function parseSyslogStream(bytes: Buffer): SyslogMessage[] {
  const messages: SyslogMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [prefix, length] = /^([1-9]\d{0,8}) /.exec(bytes.toString("latin1", at, at + 10)) ?? [];
    if (prefix === undefined) throw new Error(`no MSG-LEN at ${at}: ${bytes.toString("latin1", at, at + 40)}`);
    const start = at + prefix.length;
    at = start + Number(length);
    if (at > bytes.length) throw new Error(`a message of ${length} bytes is cut`);
    messages.push(parseMessage(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(start, at))));
  }
  return messages;
}

function parseMessage(text: string): SyslogMessage {
  const found = header.exec(text);
  if (!found) throw new Error(`no header of RFC 5424: ${text.slice(0, 200)}`);
  const [whole, pri, timestamp = "", hostname = "", appName = "", procId = "", msgId = ""] = found;
  if (Number(pri) > 191) throw new Error(`PRI ${pri} is more than 191`);
  const { data, rest } = parseData(text.slice(whole.length));
  if (rest !== "" && !rest.startsWith(" ")) throw new Error(`no blank in front of MSG: ${rest.slice(0, 40)}`);
  const [facility, severity] = [Number(pri) >> 3, Number(pri) & 7];
  return { facility, severity, timestamp, hostname, appName, procId, msgId, data, message: rest.slice(1) };
}

function parseData(text: string): { data: Record<string, Record<string, string>>; rest: string } {
  if (text.startsWith("-")) return { data: {}, rest: text.slice(1) };
  const data: Record<string, Record<string, string>> = {};
  let rest = text;
  while (rest.startsWith("[")) {
    const [element, id] = /^\[([!#-<>-\\^-~]{1,32})/.exec(rest) ?? [];
    if (element === undefined || id === undefined || data[id]) throw new Error(`no SD-ELEMENT: ${rest.slice(0, 80)}`);
    const params: Record<string, string> = {};
    for (rest = rest.slice(element.length); !rest.startsWith("]"); ) {
      const [param, name, value] = /^ ([!#-<>-\\^-~]{1,32})="((?:[^"\\\]]|\\["\\\]])*)"/.exec(rest) ?? [];
      if (param === undefined || name === undefined || value === undefined) throw new Error(`no SD-PARAM: ${rest.slice(0, 80)}`);
      params[name] = value.replace(/\\(["\\\]])/g, "$1");
      rest = rest.slice(param.length);
    }
    data[id] = params;
    rest = rest.slice(1);
  }
  return { data, rest };
}
