// Compiled by pod-scaffold from the formats in scaffold.yaml: combined, json. Kept current by the generator: change the formats there.
//
// Two faces of the same formats. `encode` reads a line's bytes once and writes the record's JSON as it goes: no object, no string is made.
// What its scanners are unsure of, it leaves to `read`, which makes an object of any line. test/parser.test.ts holds the two equal.

import type { Normal, Normaliser } from "../runtime/agent/normaliser.ts";
import type { ByteWriter } from "../runtime/agent/sinks/byte-writer.ts";
import { byteClass, copy, digits, escapeByte, hostByte, isAt, methodEnd, plain, put, putInteger, signedEnd } from "../runtime/formats/bytes.ts";
import { withoutColours } from "../runtime/formats/colours.ts";
import { scanJson } from "../runtime/formats/json-scan.ts";
import { readJson } from "../runtime/formats/json.ts";
import { type LineContext, LineReader } from "../runtime/formats/line-reader.ts";
import type { RequestAttributes } from "../runtime/formats/request.ts";
import type { Shared } from "../runtime/formats/shared.ts";
import { severityOfStatus } from "../runtime/formats/severity.ts";
import { clfTime, clock, putIso } from "../runtime/formats/time.ts";
import { type Assumed, lineStart, noteProblem, type Problem, unparsed } from "../runtime/formats/unparsed.ts";
import { writeNormal } from "../runtime/formats/write.ts";
import { zoneOf } from "../runtime/formats/zone.ts";

/** access log of nginx and Apache httpd, with referer and user agent; a virtual host in front and X-Forwarded-For behind may be there */
export interface Combined extends Normal {
  readonly format: "combined";
  readonly attributes: {
    readonly "client.address": string;
    readonly "user.name"?: string;
    readonly "http.response.status_code": number;
    readonly "http.response.body.size"?: number | string;
    readonly "http.request.header.referer"?: readonly string[];
    readonly "user_agent.original"?: string;
    readonly "http.request.header.x-forwarded-for"?: readonly string[];
    readonly "server.address"?: string;
    readonly "server.port"?: number | string;
  } & RequestAttributes & Assumed;
}

/** What a line becomes. */
export type ParsedRecord = Combined | (Normal & { readonly format: "json" | "unparsed" });

const shape = "flat";
const formats = ["combined", "json", "unparsed"] as const;

const clientAddressKey = Buffer.from(',"client.address":"');
const userNameKey = Buffer.from(',"user.name":"');
const httpRequestMethodKey = Buffer.from(',"http.request.method":"');
const urlPathKey = Buffer.from(',"url.path":"');
const urlQueryKey = Buffer.from(',"url.query":"');
const text = Buffer.from(" HTTP/");
const networkProtocolNameKey = Buffer.from(',"network.protocol.name":"http","network.protocol.version":"');
const httpResponseStatusCodeKey = Buffer.from(',"http.response.status_code":');
const httpResponseBodySizeKey = Buffer.from(',"http.response.body.size":');
const httpRequestHeaderRefererKey = Buffer.from(',"http.request.header.referer":["');
const text2 = Buffer.from('"]');
const userAgentOriginalKey = Buffer.from(',"user_agent.original":"');
const httpRequestHeaderXForwardedForKey = Buffer.from(',"http.request.header.x-forwarded-for":["');
const timeKey = Buffer.from(',"time":"');
const severityNumberKey = Buffer.from(',"severityNumber":');
const bodyKey = Buffer.from(',"body":"');
const serverAddressKey = Buffer.from(',"server.address":"');
const serverPortKey = Buffer.from(',"server.port":');
/** More than all constants and numbers of a record. */
const room = 632;

const foreign = -1;
const unsure = -2;
/** The time of the line that carries the one that is read; -1: there is none. */
const carrier = { seconds: -1, nanos: 0 };
let zone = zoneOf("UTC");
let zoneAssumed = Buffer.alloc(0);
/** The same for scanners of the runtime. */
let shared: Shared = { otlp: false, zone, zoneAssumed, carrier };

/** Bytes that lines can begin with. */
const startsOfCombined = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfCombinedVariant2 = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfJson = byteClass("{ \t");

function readCombined(line: LineReader): Combined | undefined {
  const clientAddressField = line.host([" "]);
  line.literal(" ");
  line.text([" "]);
  line.literal(" ");
  const userNameField = line.nil([" ["]) ? undefined : line.user([" ["]);
  line.literal(" [");
  line.clf();
  line.literal('] "');
  const bodyField = line.request();
  line.literal('" ');
  const httpResponseStatusCodeField = line.status();
  line.literal(" ");
  const httpResponseBodySizeField = line.nil([' "']) ? undefined : line.int();
  line.literal(' "');
  const httpRequestHeaderRefererField = line.nil(['"']) ? undefined : line.quoted();
  line.literal('" "');
  const userAgentOriginalField = line.nil(['"']) ? undefined : line.quoted();
  line.literal('"');
  let httpRequestHeaderXForwardedForField: string | undefined;
  if (line.has(' "')) {
    line.literal(' "');
    httpRequestHeaderXForwardedForField = line.nil(['"']) ? undefined : line.quoted();
    line.literal('"');
  }
  if (!line.finish()) return undefined;
  return {
    format: "combined",
    ...line.time,
    severityNumber: severityOfStatus(httpResponseStatusCodeField),
    body: bodyField.text,
    attributes: {
      "client.address": clientAddressField,
      ...(userNameField !== undefined && { "user.name": userNameField }),
      "http.response.status_code": httpResponseStatusCodeField,
      ...(httpResponseBodySizeField !== undefined && { "http.response.body.size": httpResponseBodySizeField }),
      ...(httpRequestHeaderRefererField !== undefined && { "http.request.header.referer": [httpRequestHeaderRefererField] }),
      ...(userAgentOriginalField !== undefined && { "user_agent.original": userAgentOriginalField }),
      ...(httpRequestHeaderXForwardedForField !== undefined && { "http.request.header.x-forwarded-for": [httpRequestHeaderXForwardedForField] }),
      ...bodyField.attributes,
      ...line.assumed,
    },
  };
}

function readCombinedVariant2(line: LineReader): Combined | undefined {
  const serverAddressField = line.host([":", " "]);
  let serverPortField: number | string | undefined;
  if (line.has(":")) {
    line.literal(":");
    serverPortField = line.int();
  }
  line.literal(" ");
  const clientAddressField = line.host([" "]);
  line.literal(" ");
  line.text([" "]);
  line.literal(" ");
  const userNameField = line.nil([" ["]) ? undefined : line.user([" ["]);
  line.literal(" [");
  line.clf();
  line.literal('] "');
  const bodyField = line.request();
  line.literal('" ');
  const httpResponseStatusCodeField = line.status();
  line.literal(" ");
  const httpResponseBodySizeField = line.nil([' "']) ? undefined : line.int();
  line.literal(' "');
  const httpRequestHeaderRefererField = line.nil(['"']) ? undefined : line.quoted();
  line.literal('" "');
  const userAgentOriginalField = line.nil(['"']) ? undefined : line.quoted();
  line.literal('"');
  let httpRequestHeaderXForwardedForField: string | undefined;
  if (line.has(' "')) {
    line.literal(' "');
    httpRequestHeaderXForwardedForField = line.nil(['"']) ? undefined : line.quoted();
    line.literal('"');
  }
  if (!line.finish()) return undefined;
  return {
    format: "combined",
    ...line.time,
    severityNumber: severityOfStatus(httpResponseStatusCodeField),
    body: bodyField.text,
    attributes: {
      "server.address": serverAddressField,
      ...(serverPortField !== undefined && { "server.port": serverPortField }),
      "client.address": clientAddressField,
      ...(userNameField !== undefined && { "user.name": userNameField }),
      "http.response.status_code": httpResponseStatusCodeField,
      ...(httpResponseBodySizeField !== undefined && { "http.response.body.size": httpResponseBodySizeField }),
      ...(httpRequestHeaderRefererField !== undefined && { "http.request.header.referer": [httpRequestHeaderRefererField] }),
      ...(userAgentOriginalField !== undefined && { "user_agent.original": userAgentOriginalField }),
      ...(httpRequestHeaderXForwardedForField !== undefined && { "http.request.header.x-forwarded-for": [httpRequestHeaderXForwardedForField] }),
      ...bodyField.attributes,
      ...line.assumed,
    },
  };
}

/** The object face: any line becomes a record. */
function read(b: Buffer, start: number, end: number, context: LineContext): ParsedRecord {
  const first = start < end ? (b[start] as number) : 10;
  const problems: Problem[] = [];
  if (startsOfCombined[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCombined(line);
    if (record) return record;
    noteProblem(problems, { format: "combined", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfCombinedVariant2[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCombinedVariant2(line);
    if (record) return record;
    noteProblem(problems, { format: "combined", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfJson[first] === 1) {
    const record = readJson(b, start, end, context);
    if (typeof record !== "string") return record as ParsedRecord;
    noteProblem(problems, { format: "json", text: record, fitted: 0 });
  }
  const plain = withoutColours(b, start, end);
  const found = plain && read(plain, 0, plain.length, context);
  return found && found.format !== "unparsed" ? found : unparsed(b, start, end, problems, context);
}

function scanCombined(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
  let at = out.length;
  let i = start;
  let c = 0;
  let seconds = -1;
  let nanos = 0;
  let zoned = true;
  let bodyStart = 0;
  let bodyEnd = 0;
  let status = 0;
  // client.address
  at = put(o, at, clientAddressKey);
  const clientAddressField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) {
    if (hostByte[c] !== 1) return foreign;
    o[at++] = c;
  }
  if (i === clientAddressField) return foreign;
  o[at++] = 34 /* " */;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // nowhere
  const nowhereField = i;
  while (i < end && (c = b[i] as number) !== 32) i += 1;
  if (i === nowhereField) return foreign;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // user.name
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 91 /* [ */))) i += 1;
  else {
    if (i + 1 < end && b[i] === 45 /* - */ && b[i + 1] === 32) return foreign;
    at = put(o, at, userNameKey);
    const userNameField = i;
    for (; i < end && !((c = b[i] as number) === 32 && b[i + 1] === 91 /* [ */); i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else if (c === 92) return unsure;
      else at = escapeByte(o, at, c);
    }
    if (i === userNameField) return foreign;
    o[at++] = 34 /* " */;
  }
  if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 91 /* [ */)) return foreign;
  i += 2;
  // time
  i = clfTime(b, i, end, zone);
  if (i < 0) return foreign;
  seconds = clock.seconds;
  nanos = clock.nanos;
  zoned = clock.zoned;
  if (i + 3 > end || !(b[i] === 93 /* ] */ && b[i + 1] === 32 && b[i + 2] === 34 /* " */)) return foreign;
  i += 3;
  // body
  bodyStart = i;
  const methodStop = methodEnd(b, i, end);
  if (methodStop < 0) return unsure;
  at = put(o, at, httpRequestMethodKey);
  at = copy(o, at, b, i, methodStop);
  o[at++] = 34 /* " */;
  i = methodStop + 1;
  if (i >= end || b[i] !== 47) return unsure;
  at = put(o, at, urlPathKey);
  for (; i < end && (c = b[i] as number) !== 32 && c !== 63 /* ? */; i += 1) {
    if (plain[c] !== 1) return unsure;
    o[at++] = c;
  }
  o[at++] = 34 /* " */;
  if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
    i += 1;
    at = put(o, at, urlQueryKey);
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] !== 1) return unsure;
      o[at++] = c;
    }
    o[at++] = 34 /* " */;
  } else if (i < end && b[i] === 63 /* ? */) i += 1;
  if (!isAt(b, i, end, text)) return unsure;
  i += 6;
  at = put(o, at, networkProtocolNameKey);
  if (i >= end || (c = b[i] as number) < 48 || c > 57) return unsure;
  o[at++] = c;
  i += 1;
  if (i + 1 < end && b[i] === 46 /* . */ && (c = b[i + 1] as number) >= 48 && c <= 57) {
    if (c !== 48 || (b[i - 1] as number) < 50) {
      o[at++] = 46;
      o[at++] = c;
    }
    i += 2;
  }
  if (i >= end || !(b[i] === 34 /* " */)) return unsure;
  o[at++] = 34 /* " */;
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = put(o, at, httpResponseStatusCodeKey);
  at = copy(o, at, b, i, i + 3);
  i += 3;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // http.response.body.size
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 34 /* " */))) i += 1;
  else {
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const httpResponseBodySizeFieldEnd = signedEnd(b, i, end);
    if (httpResponseBodySizeFieldEnd < 0) return unsure;
    at = put(o, at, httpResponseBodySizeKey);
    at = copy(o, at, b, i, httpResponseBodySizeFieldEnd);
    i = httpResponseBodySizeFieldEnd;
  }
  if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 34 /* " */)) return foreign;
  i += 2;
  // http.request.header.referer
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
  else {
    at = put(o, at, httpRequestHeaderRefererKey);
    for (; i < end && (c = b[i] as number) !== 34 /* " */; i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else if (c === 92) return unsure;
      else at = escapeByte(o, at, c);
    }
    at = put(o, at, text2);
  }
  if (i + 3 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32 && b[i + 2] === 34 /* " */)) return foreign;
  i += 3;
  // user_agent.original
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
  else {
    at = put(o, at, userAgentOriginalKey);
    for (; i < end && (c = b[i] as number) !== 34 /* " */; i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else if (c === 92) return unsure;
      else at = escapeByte(o, at, c);
    }
    o[at++] = 34 /* " */;
  }
  if (i + 1 > end || !(b[i] === 34 /* " */)) return foreign;
  i += 1;
  if (i + 2 <= end && b[i] === 32 && b[i + 1] === 34 /* " */) {
    if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 34 /* " */)) return foreign;
    i += 2;
    // http.request.header.x-forwarded-for
    if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
    else {
      at = put(o, at, httpRequestHeaderXForwardedForKey);
      for (; i < end && (c = b[i] as number) !== 34 /* " */; i += 1) {
        if (plain[c] === 1) o[at++] = c;
        else if (c === 92) return unsure;
        else at = escapeByte(o, at, c);
      }
      at = put(o, at, text2);
    }
    if (i + 1 > end || !(b[i] === 34 /* " */)) return foreign;
    i += 1;
  }
  while (i < end && (b[i] === 32 || b[i] === 9)) i += 1;
  if (i !== end) return foreign;
  if (!zoned) {
    at = put(o, at, zoneAssumed);
  }
  o[at++] = 125 /* } */;
  if (seconds < 0) {
    seconds = carrier.seconds;
    nanos = carrier.nanos;
  }
  if (seconds >= 0) {
    at = put(o, at, timeKey);
    at = putIso(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = put(o, at, bodyKey);
  at = copy(o, at, b, bodyStart, bodyEnd);
  o[at++] = 34 /* " */;
  out.length = at;
  return 0;
}

function scanCombinedVariant2(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
  let at = out.length;
  let i = start;
  let c = 0;
  let seconds = -1;
  let nanos = 0;
  let zoned = true;
  let bodyStart = 0;
  let bodyEnd = 0;
  let status = 0;
  // server.address
  at = put(o, at, serverAddressKey);
  const serverAddressField = i;
  for (; i < end && !(((c = b[i] as number) === 58 /* : */) || (c === 32)); i += 1) {
    if (hostByte[c] !== 1) return foreign;
    o[at++] = c;
  }
  if (i === serverAddressField) return foreign;
  o[at++] = 34 /* " */;
  if (i + 1 <= end && b[i] === 58 /* : */) {
    if (i + 1 > end || !(b[i] === 58 /* : */)) return foreign;
    i += 1;
    // server.port
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const serverPortFieldEnd = signedEnd(b, i, end);
    if (serverPortFieldEnd < 0) return unsure;
    at = put(o, at, serverPortKey);
    at = copy(o, at, b, i, serverPortFieldEnd);
    i = serverPortFieldEnd;
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // client.address
  at = put(o, at, clientAddressKey);
  const clientAddressField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) {
    if (hostByte[c] !== 1) return foreign;
    o[at++] = c;
  }
  if (i === clientAddressField) return foreign;
  o[at++] = 34 /* " */;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // nowhere
  const nowhereField = i;
  while (i < end && (c = b[i] as number) !== 32) i += 1;
  if (i === nowhereField) return foreign;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // user.name
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 91 /* [ */))) i += 1;
  else {
    if (i + 1 < end && b[i] === 45 /* - */ && b[i + 1] === 32) return foreign;
    at = put(o, at, userNameKey);
    const userNameField = i;
    for (; i < end && !((c = b[i] as number) === 32 && b[i + 1] === 91 /* [ */); i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else if (c === 92) return unsure;
      else at = escapeByte(o, at, c);
    }
    if (i === userNameField) return foreign;
    o[at++] = 34 /* " */;
  }
  if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 91 /* [ */)) return foreign;
  i += 2;
  // time
  i = clfTime(b, i, end, zone);
  if (i < 0) return foreign;
  seconds = clock.seconds;
  nanos = clock.nanos;
  zoned = clock.zoned;
  if (i + 3 > end || !(b[i] === 93 /* ] */ && b[i + 1] === 32 && b[i + 2] === 34 /* " */)) return foreign;
  i += 3;
  // body
  bodyStart = i;
  const methodStop = methodEnd(b, i, end);
  if (methodStop < 0) return unsure;
  at = put(o, at, httpRequestMethodKey);
  at = copy(o, at, b, i, methodStop);
  o[at++] = 34 /* " */;
  i = methodStop + 1;
  if (i >= end || b[i] !== 47) return unsure;
  at = put(o, at, urlPathKey);
  for (; i < end && (c = b[i] as number) !== 32 && c !== 63 /* ? */; i += 1) {
    if (plain[c] !== 1) return unsure;
    o[at++] = c;
  }
  o[at++] = 34 /* " */;
  if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
    i += 1;
    at = put(o, at, urlQueryKey);
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] !== 1) return unsure;
      o[at++] = c;
    }
    o[at++] = 34 /* " */;
  } else if (i < end && b[i] === 63 /* ? */) i += 1;
  if (!isAt(b, i, end, text)) return unsure;
  i += 6;
  at = put(o, at, networkProtocolNameKey);
  if (i >= end || (c = b[i] as number) < 48 || c > 57) return unsure;
  o[at++] = c;
  i += 1;
  if (i + 1 < end && b[i] === 46 /* . */ && (c = b[i + 1] as number) >= 48 && c <= 57) {
    if (c !== 48 || (b[i - 1] as number) < 50) {
      o[at++] = 46;
      o[at++] = c;
    }
    i += 2;
  }
  if (i >= end || !(b[i] === 34 /* " */)) return unsure;
  o[at++] = 34 /* " */;
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = put(o, at, httpResponseStatusCodeKey);
  at = copy(o, at, b, i, i + 3);
  i += 3;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // http.response.body.size
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 34 /* " */))) i += 1;
  else {
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const httpResponseBodySizeFieldEnd = signedEnd(b, i, end);
    if (httpResponseBodySizeFieldEnd < 0) return unsure;
    at = put(o, at, httpResponseBodySizeKey);
    at = copy(o, at, b, i, httpResponseBodySizeFieldEnd);
    i = httpResponseBodySizeFieldEnd;
  }
  if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 34 /* " */)) return foreign;
  i += 2;
  // http.request.header.referer
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
  else {
    at = put(o, at, httpRequestHeaderRefererKey);
    for (; i < end && (c = b[i] as number) !== 34 /* " */; i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else if (c === 92) return unsure;
      else at = escapeByte(o, at, c);
    }
    at = put(o, at, text2);
  }
  if (i + 3 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32 && b[i + 2] === 34 /* " */)) return foreign;
  i += 3;
  // user_agent.original
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
  else {
    at = put(o, at, userAgentOriginalKey);
    for (; i < end && (c = b[i] as number) !== 34 /* " */; i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else if (c === 92) return unsure;
      else at = escapeByte(o, at, c);
    }
    o[at++] = 34 /* " */;
  }
  if (i + 1 > end || !(b[i] === 34 /* " */)) return foreign;
  i += 1;
  if (i + 2 <= end && b[i] === 32 && b[i + 1] === 34 /* " */) {
    if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 34 /* " */)) return foreign;
    i += 2;
    // http.request.header.x-forwarded-for
    if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
    else {
      at = put(o, at, httpRequestHeaderXForwardedForKey);
      for (; i < end && (c = b[i] as number) !== 34 /* " */; i += 1) {
        if (plain[c] === 1) o[at++] = c;
        else if (c === 92) return unsure;
        else at = escapeByte(o, at, c);
      }
      at = put(o, at, text2);
    }
    if (i + 1 > end || !(b[i] === 34 /* " */)) return foreign;
    i += 1;
  }
  while (i < end && (b[i] === 32 || b[i] === 9)) i += 1;
  if (i !== end) return foreign;
  if (!zoned) {
    at = put(o, at, zoneAssumed);
  }
  o[at++] = 125 /* } */;
  if (seconds < 0) {
    seconds = carrier.seconds;
    nanos = carrier.nanos;
  }
  if (seconds >= 0) {
    at = put(o, at, timeKey);
    at = putIso(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = put(o, at, bodyKey);
  at = copy(o, at, b, bodyStart, bodyEnd);
  o[at++] = 34 /* " */;
  out.length = at;
  return 0;
}

/** Which format takes the line, in order of preference. */
function scan(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const first = start < end ? (b[start] as number) : 10;
  if (startsOfCombined[first] === 1) {
    const kind = scanCombined(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfCombinedVariant2[first] === 1) {
    const kind = scanCombinedVariant2(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfJson[first] === 1) {
    const kind = scanJson(b, start, end, out, 1, shared);
    if (kind !== foreign) return kind;
  }
  return foreign;
}

/** @param tz the zone of times that name none: an IANA name, UTC, or +02:00; LOG_TZ in the environment overrides it */
export function createNormaliser({ tz }: { readonly tz: string }): Normaliser {
  zone = zoneOf(tz);
  zoneAssumed = Buffer.from(`,"log.time.zone_assumed":"${zone.name}"`);
  shared = { ...shared, zone, zoneAssumed };
  return {
    shape,
    problem: zone.problem,
    formats,
    joins: false,
    encode: (b, from, end, out, observedMs) => {
      const start = lineStart(b, from, end);
      const before = out.length;
      const kind = scan(b, start, end, out, observedMs);
      if (kind >= 0) return kind;
      out.length = before;
      const record = read(b, start, end, { zone, observedMs });
      writeNormal(record, shape, out);
      return (formats as readonly string[]).indexOf(record.format);
    },
    normalise: (b, start, end, observedMs) => read(b, lineStart(b, start, end), end, { zone, observedMs }),
  };
}

/**
 * One line as an object, whatever its format.
 * @param observedMs when it was read: a time without a year is near it
 */
export function parse(line: string | Uint8Array, observedMs: number): ParsedRecord {
  const b = Buffer.from(line);
  return read(b, lineStart(b, 0, b.length), b.length, { zone, observedMs });
}
