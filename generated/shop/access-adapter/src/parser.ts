// Compiled by pod-scaffold from the formats in scaffold.yaml: combined, common. Kept current by the generator: change the formats there.
//
// Two faces of the same formats. `encode` reads a line's bytes once and writes the record's JSON as it goes: no object, no string is made.
// What its scanners are unsure of, it leaves to `read`, which makes an object of any line. test/parser.test.ts holds the two equal.

import type { Normal, Normaliser } from "../runtime/agent/normaliser.ts";
import type { ByteWriter } from "../runtime/agent/sinks/byte-writer.ts";
import { byteClass, digits, escapeByte, hostByte, isUrl, methodEnd, plain, put, putInteger, signedEnd } from "../runtime/formats/bytes.ts";
import { chunksOf, copy, copyTarget, copyUntil, isAtEnd, padded, viewOf } from "../runtime/formats/chunks.ts";
import { withoutColours } from "../runtime/formats/colours.ts";
import { type LineContext, LineReader } from "../runtime/formats/line-reader.ts";
import type { RequestAttributes } from "../runtime/formats/request.ts";
import type { Shared } from "../runtime/formats/shared.ts";
import { severityOfStatus } from "../runtime/formats/severity.ts";
import { clfTime, clock, putUnixNano } from "../runtime/formats/time.ts";
import { timeReader } from "../runtime/formats/time-reader.ts";
import { type Assumed, closestOf, lineStart, noteProblem, type Problem, unparsed } from "../runtime/formats/unparsed.ts";
import { writeNormal } from "../runtime/formats/write.ts";
import { writeUnparsed } from "../runtime/formats/write-unparsed.ts";
import { zoneOf } from "../runtime/formats/zone.ts";

/** access log of nginx and Apache httpd, with referer and user agent; a virtual host in front and X-Forwarded-For behind may be there */
export interface Combined extends Normal {
  readonly format: "combined";
  readonly attributes: {
    readonly "client.address": string; // 67.43.156.13
    readonly "user.name"?: string; // frank
    readonly "http.response.status_code": number; // 404
    readonly "http.response.body.size"?: number | string; // 571
    readonly "http.request.header.referer"?: readonly string[]; // http://localhost:8080/
    readonly "user_agent.original"?: string; // Mozilla/5.0 (X11)
    readonly "http.request.header.x-forwarded-for"?: readonly string[]; // 1.2.3.4, 10.10.1.1
    readonly "server.address"?: string; // lessons.example.com
    readonly "server.port"?: number | string; // 443
  } & RequestAttributes & Assumed;
}

/** access log without referer and user agent; a virtual host in front may be there */
export interface Common extends Normal {
  readonly format: "common";
  readonly attributes: {
    readonly "client.address": string; // 127.0.0.1
    readonly "user.name"?: string; // frank
    readonly "http.response.status_code": number; // 200
    readonly "http.response.body.size"?: number | string; // 2326
    readonly "server.address"?: string;
    readonly "server.port"?: number | string;
  } & RequestAttributes & Assumed;
}

/** What a line becomes. */
export type ParsedRecord = Combined | Common | (Normal & { readonly format: "unparsed" });

const shape = "otlp";
const formats = ["combined", "common", "unparsed"] as const;

// What is written, eight bytes at a time.
const [clientAddressKey, clientAddressKeyAt8, clientAddressKeyAt16, clientAddressKeyAt24, clientAddressKeyAt32, clientAddressKeyAt40, clientAddressKeyAt48] = chunksOf(',{"key":"client.address","value":{"stringValue":"');
function putClientAddressKey(w: DataView, at: number): number {
  w.setFloat64(at, clientAddressKey, true);
  w.setFloat64(at + 8, clientAddressKeyAt8, true);
  w.setFloat64(at + 16, clientAddressKeyAt16, true);
  w.setFloat64(at + 24, clientAddressKeyAt24, true);
  w.setFloat64(at + 32, clientAddressKeyAt32, true);
  w.setFloat64(at + 40, clientAddressKeyAt40, true);
  w.setFloat64(at + 48, clientAddressKeyAt48, true);
  return at + 49;
}
const [text] = chunksOf('"}}');
const [userNameKey, userNameKeyAt8, userNameKeyAt16, userNameKeyAt24, userNameKeyAt32, userNameKeyAt40] = chunksOf(',{"key":"user.name","value":{"stringValue":"');
function putUserNameKey(w: DataView, at: number): number {
  w.setFloat64(at, userNameKey, true);
  w.setFloat64(at + 8, userNameKeyAt8, true);
  w.setFloat64(at + 16, userNameKeyAt16, true);
  w.setFloat64(at + 24, userNameKeyAt24, true);
  w.setFloat64(at + 32, userNameKeyAt32, true);
  w.setFloat64(at + 40, userNameKeyAt40, true);
  return at + 44;
}
const [httpRequestMethodKey, httpRequestMethodKeyAt8, httpRequestMethodKeyAt16, httpRequestMethodKeyAt24, httpRequestMethodKeyAt32, httpRequestMethodKeyAt40, httpRequestMethodKeyAt48] = chunksOf(',{"key":"http.request.method","value":{"stringValue":"');
function putHttpRequestMethodKey(w: DataView, at: number): number {
  w.setFloat64(at, httpRequestMethodKey, true);
  w.setFloat64(at + 8, httpRequestMethodKeyAt8, true);
  w.setFloat64(at + 16, httpRequestMethodKeyAt16, true);
  w.setFloat64(at + 24, httpRequestMethodKeyAt24, true);
  w.setFloat64(at + 32, httpRequestMethodKeyAt32, true);
  w.setFloat64(at + 40, httpRequestMethodKeyAt40, true);
  w.setFloat64(at + 48, httpRequestMethodKeyAt48, true);
  return at + 54;
}
const [urlFullKey, urlFullKeyAt8, urlFullKeyAt16, urlFullKeyAt24, urlFullKeyAt32, urlFullKeyAt40] = chunksOf(',{"key":"url.full","value":{"stringValue":"');
function putUrlFullKey(w: DataView, at: number): number {
  w.setFloat64(at, urlFullKey, true);
  w.setFloat64(at + 8, urlFullKeyAt8, true);
  w.setFloat64(at + 16, urlFullKeyAt16, true);
  w.setFloat64(at + 24, urlFullKeyAt24, true);
  w.setFloat64(at + 32, urlFullKeyAt32, true);
  w.setFloat64(at + 40, urlFullKeyAt40, true);
  return at + 43;
}
const [urlPathKey, urlPathKeyAt8, urlPathKeyAt16, urlPathKeyAt24, urlPathKeyAt32, urlPathKeyAt40] = chunksOf(',{"key":"url.path","value":{"stringValue":"');
function putUrlPathKey(w: DataView, at: number): number {
  w.setFloat64(at, urlPathKey, true);
  w.setFloat64(at + 8, urlPathKeyAt8, true);
  w.setFloat64(at + 16, urlPathKeyAt16, true);
  w.setFloat64(at + 24, urlPathKeyAt24, true);
  w.setFloat64(at + 32, urlPathKeyAt32, true);
  w.setFloat64(at + 40, urlPathKeyAt40, true);
  return at + 43;
}
const [urlQueryKey, urlQueryKeyAt8, urlQueryKeyAt16, urlQueryKeyAt24, urlQueryKeyAt32, urlQueryKeyAt40] = chunksOf(',{"key":"url.query","value":{"stringValue":"');
function putUrlQueryKey(w: DataView, at: number): number {
  w.setFloat64(at, urlQueryKey, true);
  w.setFloat64(at + 8, urlQueryKeyAt8, true);
  w.setFloat64(at + 16, urlQueryKeyAt16, true);
  w.setFloat64(at + 24, urlQueryKeyAt24, true);
  w.setFloat64(at + 32, urlQueryKeyAt32, true);
  w.setFloat64(at + 40, urlQueryKeyAt40, true);
  return at + 44;
}
const [networkProtocolNameKey, networkProtocolNameKeyAt8, networkProtocolNameKeyAt16, networkProtocolNameKeyAt24, networkProtocolNameKeyAt32, networkProtocolNameKeyAt40, networkProtocolNameKeyAt48, networkProtocolNameKeyAt56, networkProtocolNameKeyAt64, networkProtocolNameKeyAt72, networkProtocolNameKeyAt80, networkProtocolNameKeyAt88, networkProtocolNameKeyAt96, networkProtocolNameKeyAt104, networkProtocolNameKeyAt112, networkProtocolNameKeyAt120] = chunksOf(',{"key":"network.protocol.name","value":{"stringValue":"http"}},{"key":"network.protocol.version","value":{"stringValue":"');
function putNetworkProtocolNameKey(w: DataView, at: number): number {
  w.setFloat64(at, networkProtocolNameKey, true);
  w.setFloat64(at + 8, networkProtocolNameKeyAt8, true);
  w.setFloat64(at + 16, networkProtocolNameKeyAt16, true);
  w.setFloat64(at + 24, networkProtocolNameKeyAt24, true);
  w.setFloat64(at + 32, networkProtocolNameKeyAt32, true);
  w.setFloat64(at + 40, networkProtocolNameKeyAt40, true);
  w.setFloat64(at + 48, networkProtocolNameKeyAt48, true);
  w.setFloat64(at + 56, networkProtocolNameKeyAt56, true);
  w.setFloat64(at + 64, networkProtocolNameKeyAt64, true);
  w.setFloat64(at + 72, networkProtocolNameKeyAt72, true);
  w.setFloat64(at + 80, networkProtocolNameKeyAt80, true);
  w.setFloat64(at + 88, networkProtocolNameKeyAt88, true);
  w.setFloat64(at + 96, networkProtocolNameKeyAt96, true);
  w.setFloat64(at + 104, networkProtocolNameKeyAt104, true);
  w.setFloat64(at + 112, networkProtocolNameKeyAt112, true);
  w.setFloat64(at + 120, networkProtocolNameKeyAt120, true);
  return at + 122;
}
const [httpResponseStatusCodeKey, httpResponseStatusCodeKeyAt8, httpResponseStatusCodeKeyAt16, httpResponseStatusCodeKeyAt24, httpResponseStatusCodeKeyAt32, httpResponseStatusCodeKeyAt40, httpResponseStatusCodeKeyAt48, httpResponseStatusCodeKeyAt56] = chunksOf('"}},{"key":"http.response.status_code","value":{"intValue":"');
function putHttpResponseStatusCodeKey(w: DataView, at: number): number {
  w.setFloat64(at, httpResponseStatusCodeKey, true);
  w.setFloat64(at + 8, httpResponseStatusCodeKeyAt8, true);
  w.setFloat64(at + 16, httpResponseStatusCodeKeyAt16, true);
  w.setFloat64(at + 24, httpResponseStatusCodeKeyAt24, true);
  w.setFloat64(at + 32, httpResponseStatusCodeKeyAt32, true);
  w.setFloat64(at + 40, httpResponseStatusCodeKeyAt40, true);
  w.setFloat64(at + 48, httpResponseStatusCodeKeyAt48, true);
  w.setFloat64(at + 56, httpResponseStatusCodeKeyAt56, true);
  return at + 60;
}
const [httpResponseBodySizeKey, httpResponseBodySizeKeyAt8, httpResponseBodySizeKeyAt16, httpResponseBodySizeKeyAt24, httpResponseBodySizeKeyAt32, httpResponseBodySizeKeyAt40, httpResponseBodySizeKeyAt48] = chunksOf(',{"key":"http.response.body.size","value":{"intValue":"');
function putHttpResponseBodySizeKey(w: DataView, at: number): number {
  w.setFloat64(at, httpResponseBodySizeKey, true);
  w.setFloat64(at + 8, httpResponseBodySizeKeyAt8, true);
  w.setFloat64(at + 16, httpResponseBodySizeKeyAt16, true);
  w.setFloat64(at + 24, httpResponseBodySizeKeyAt24, true);
  w.setFloat64(at + 32, httpResponseBodySizeKeyAt32, true);
  w.setFloat64(at + 40, httpResponseBodySizeKeyAt40, true);
  w.setFloat64(at + 48, httpResponseBodySizeKeyAt48, true);
  return at + 55;
}
const [httpRequestHeaderRefererKey, httpRequestHeaderRefererKeyAt8, httpRequestHeaderRefererKeyAt16, httpRequestHeaderRefererKeyAt24, httpRequestHeaderRefererKeyAt32, httpRequestHeaderRefererKeyAt40, httpRequestHeaderRefererKeyAt48, httpRequestHeaderRefererKeyAt56, httpRequestHeaderRefererKeyAt64, httpRequestHeaderRefererKeyAt72, httpRequestHeaderRefererKeyAt80] = chunksOf(',{"key":"http.request.header.referer","value":{"arrayValue":{"values":[{"stringValue":"');
function putHttpRequestHeaderRefererKey(w: DataView, at: number): number {
  w.setFloat64(at, httpRequestHeaderRefererKey, true);
  w.setFloat64(at + 8, httpRequestHeaderRefererKeyAt8, true);
  w.setFloat64(at + 16, httpRequestHeaderRefererKeyAt16, true);
  w.setFloat64(at + 24, httpRequestHeaderRefererKeyAt24, true);
  w.setFloat64(at + 32, httpRequestHeaderRefererKeyAt32, true);
  w.setFloat64(at + 40, httpRequestHeaderRefererKeyAt40, true);
  w.setFloat64(at + 48, httpRequestHeaderRefererKeyAt48, true);
  w.setFloat64(at + 56, httpRequestHeaderRefererKeyAt56, true);
  w.setFloat64(at + 64, httpRequestHeaderRefererKeyAt64, true);
  w.setFloat64(at + 72, httpRequestHeaderRefererKeyAt72, true);
  w.setFloat64(at + 80, httpRequestHeaderRefererKeyAt80, true);
  return at + 87;
}
const [text2] = chunksOf('"}]}}}');
const [userAgentOriginalKey, userAgentOriginalKeyAt8, userAgentOriginalKeyAt16, userAgentOriginalKeyAt24, userAgentOriginalKeyAt32, userAgentOriginalKeyAt40, userAgentOriginalKeyAt48] = chunksOf(',{"key":"user_agent.original","value":{"stringValue":"');
function putUserAgentOriginalKey(w: DataView, at: number): number {
  w.setFloat64(at, userAgentOriginalKey, true);
  w.setFloat64(at + 8, userAgentOriginalKeyAt8, true);
  w.setFloat64(at + 16, userAgentOriginalKeyAt16, true);
  w.setFloat64(at + 24, userAgentOriginalKeyAt24, true);
  w.setFloat64(at + 32, userAgentOriginalKeyAt32, true);
  w.setFloat64(at + 40, userAgentOriginalKeyAt40, true);
  w.setFloat64(at + 48, userAgentOriginalKeyAt48, true);
  return at + 54;
}
const [httpRequestHeaderXForwardedForKey, httpRequestHeaderXForwardedForKeyAt8, httpRequestHeaderXForwardedForKeyAt16, httpRequestHeaderXForwardedForKeyAt24, httpRequestHeaderXForwardedForKeyAt32, httpRequestHeaderXForwardedForKeyAt40, httpRequestHeaderXForwardedForKeyAt48, httpRequestHeaderXForwardedForKeyAt56, httpRequestHeaderXForwardedForKeyAt64, httpRequestHeaderXForwardedForKeyAt72, httpRequestHeaderXForwardedForKeyAt80, httpRequestHeaderXForwardedForKeyAt88] = chunksOf(',{"key":"http.request.header.x-forwarded-for","value":{"arrayValue":{"values":[{"stringValue":"');
function putHttpRequestHeaderXForwardedForKey(w: DataView, at: number): number {
  w.setFloat64(at, httpRequestHeaderXForwardedForKey, true);
  w.setFloat64(at + 8, httpRequestHeaderXForwardedForKeyAt8, true);
  w.setFloat64(at + 16, httpRequestHeaderXForwardedForKeyAt16, true);
  w.setFloat64(at + 24, httpRequestHeaderXForwardedForKeyAt24, true);
  w.setFloat64(at + 32, httpRequestHeaderXForwardedForKeyAt32, true);
  w.setFloat64(at + 40, httpRequestHeaderXForwardedForKeyAt40, true);
  w.setFloat64(at + 48, httpRequestHeaderXForwardedForKeyAt48, true);
  w.setFloat64(at + 56, httpRequestHeaderXForwardedForKeyAt56, true);
  w.setFloat64(at + 64, httpRequestHeaderXForwardedForKeyAt64, true);
  w.setFloat64(at + 72, httpRequestHeaderXForwardedForKeyAt72, true);
  w.setFloat64(at + 80, httpRequestHeaderXForwardedForKeyAt80, true);
  w.setFloat64(at + 88, httpRequestHeaderXForwardedForKeyAt88, true);
  return at + 95;
}
const [timeUnixNanoKey, timeUnixNanoKeyAt8, timeUnixNanoKeyAt16] = chunksOf(',"timeUnixNano":"');
function putTimeUnixNanoKey(w: DataView, at: number): number {
  w.setFloat64(at, timeUnixNanoKey, true);
  w.setFloat64(at + 8, timeUnixNanoKeyAt8, true);
  w.setFloat64(at + 16, timeUnixNanoKeyAt16, true);
  return at + 17;
}
const [severityNumberKey, severityNumberKeyAt8, severityNumberKeyAt16] = chunksOf(',"severityNumber":');
function putSeverityNumberKey(w: DataView, at: number): number {
  w.setFloat64(at, severityNumberKey, true);
  w.setFloat64(at + 8, severityNumberKeyAt8, true);
  w.setFloat64(at + 16, severityNumberKeyAt16, true);
  return at + 18;
}
const [bodyKey, bodyKeyAt8, bodyKeyAt16] = chunksOf(',"body":{"stringValue":"');
function putBodyKey(w: DataView, at: number): number {
  w.setFloat64(at, bodyKey, true);
  w.setFloat64(at + 8, bodyKeyAt8, true);
  w.setFloat64(at + 16, bodyKeyAt16, true);
  return at + 24;
}
const [text3] = chunksOf('"}');
const [serverAddressKey, serverAddressKeyAt8, serverAddressKeyAt16, serverAddressKeyAt24, serverAddressKeyAt32, serverAddressKeyAt40, serverAddressKeyAt48] = chunksOf(',{"key":"server.address","value":{"stringValue":"');
function putServerAddressKey(w: DataView, at: number): number {
  w.setFloat64(at, serverAddressKey, true);
  w.setFloat64(at + 8, serverAddressKeyAt8, true);
  w.setFloat64(at + 16, serverAddressKeyAt16, true);
  w.setFloat64(at + 24, serverAddressKeyAt24, true);
  w.setFloat64(at + 32, serverAddressKeyAt32, true);
  w.setFloat64(at + 40, serverAddressKeyAt40, true);
  w.setFloat64(at + 48, serverAddressKeyAt48, true);
  return at + 49;
}
const [serverPortKey, serverPortKeyAt8, serverPortKeyAt16, serverPortKeyAt24, serverPortKeyAt32, serverPortKeyAt40] = chunksOf(',{"key":"server.port","value":{"intValue":"');
function putServerPortKey(w: DataView, at: number): number {
  w.setFloat64(at, serverPortKey, true);
  w.setFloat64(at + 8, serverPortKeyAt8, true);
  w.setFloat64(at + 16, serverPortKeyAt16, true);
  w.setFloat64(at + 24, serverPortKeyAt24, true);
  w.setFloat64(at + 32, serverPortKeyAt32, true);
  w.setFloat64(at + 40, serverPortKeyAt40, true);
  return at + 43;
}
/** More than all constants and numbers of a record. */
const room = 1168;

const foreign = -1;
const unsure = -2;
/** The time of the line that carries the one that is read; -1: there is none. */
const carrier = { seconds: -1, nanos: 0 };
let zone = zoneOf("UTC");
let zoneAssumed = Buffer.alloc(0);
/** The same for scanners of the runtime. */
let shared: Shared = { shape, zone, zoneAssumed, carrier };

/** Bytes that lines can begin with. */
const startsOfCombined = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfCombinedVariant2 = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfCommon = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfCommonVariant2 = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfCommonVariant3 = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");

const timeLayout = timeReader("dd/MMM/yyyy HH:mm:ss");

function readCombined(line: LineReader): Combined | undefined {
  const clientAddressField = line.host([" "]);
  if (!line.literal(" ")) return undefined;
  line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const userNameField = line.nil([" ["]) ? undefined : line.user([" ["]);
  if (!line.literal(" [")) return undefined;
  line.clf();
  if (!line.literal('] "')) return undefined;
  const bodyField = line.request();
  if (!line.literal('" ')) return undefined;
  const httpResponseStatusCodeField = line.status();
  if (!line.literal(" ")) return undefined;
  const httpResponseBodySizeField = line.nil([' "']) ? undefined : line.int();
  if (!line.literal(' "')) return undefined;
  const httpRequestHeaderRefererField = line.nil(['"']) ? undefined : line.quoted();
  if (!line.literal('" "')) return undefined;
  const userAgentOriginalField = line.nil(['"']) ? undefined : line.quoted();
  if (!line.literal('"')) return undefined;
  let httpRequestHeaderXForwardedForField: string | undefined;
  if (line.has(' "')) {
    if (!line.literal(' "')) return undefined;
    httpRequestHeaderXForwardedForField = line.nil(['"']) ? undefined : line.quoted();
    if (!line.literal('"')) return undefined;
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
    if (!line.literal(":")) return undefined;
    serverPortField = line.int();
  }
  if (!line.literal(" ")) return undefined;
  const clientAddressField = line.host([" "]);
  if (!line.literal(" ")) return undefined;
  line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const userNameField = line.nil([" ["]) ? undefined : line.user([" ["]);
  if (!line.literal(" [")) return undefined;
  line.clf();
  if (!line.literal('] "')) return undefined;
  const bodyField = line.request();
  if (!line.literal('" ')) return undefined;
  const httpResponseStatusCodeField = line.status();
  if (!line.literal(" ")) return undefined;
  const httpResponseBodySizeField = line.nil([' "']) ? undefined : line.int();
  if (!line.literal(' "')) return undefined;
  const httpRequestHeaderRefererField = line.nil(['"']) ? undefined : line.quoted();
  if (!line.literal('" "')) return undefined;
  const userAgentOriginalField = line.nil(['"']) ? undefined : line.quoted();
  if (!line.literal('"')) return undefined;
  let httpRequestHeaderXForwardedForField: string | undefined;
  if (line.has(' "')) {
    if (!line.literal(' "')) return undefined;
    httpRequestHeaderXForwardedForField = line.nil(['"']) ? undefined : line.quoted();
    if (!line.literal('"')) return undefined;
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

function readCommon(line: LineReader): Common | undefined {
  const clientAddressField = line.host([" "]);
  if (!line.literal(" ")) return undefined;
  line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const userNameField = line.nil([" ["]) ? undefined : line.user([" ["]);
  if (!line.literal(" [")) return undefined;
  line.clf();
  if (!line.literal('] "')) return undefined;
  const bodyField = line.request();
  if (!line.literal('" ')) return undefined;
  const httpResponseStatusCodeField = line.status();
  if (!line.literal(" ")) return undefined;
  const httpResponseBodySizeField = line.nil([" ", "\t"]) ? undefined : line.int();
  if (!line.finish()) return undefined;
  return {
    format: "common",
    ...line.time,
    severityNumber: severityOfStatus(httpResponseStatusCodeField),
    body: bodyField.text,
    attributes: {
      "client.address": clientAddressField,
      ...(userNameField !== undefined && { "user.name": userNameField }),
      "http.response.status_code": httpResponseStatusCodeField,
      ...(httpResponseBodySizeField !== undefined && { "http.response.body.size": httpResponseBodySizeField }),
      ...bodyField.attributes,
      ...line.assumed,
    },
  };
}

function readCommonVariant2(line: LineReader): Common | undefined {
  const serverAddressField = line.host([":", " "]);
  let serverPortField: number | string | undefined;
  if (line.has(":")) {
    if (!line.literal(":")) return undefined;
    serverPortField = line.int();
  }
  if (!line.literal(" ")) return undefined;
  const clientAddressField = line.host([" "]);
  if (!line.literal(" ")) return undefined;
  line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const userNameField = line.nil([" ["]) ? undefined : line.user([" ["]);
  if (!line.literal(" [")) return undefined;
  line.clf();
  if (!line.literal('] "')) return undefined;
  const bodyField = line.request();
  if (!line.literal('" ')) return undefined;
  const httpResponseStatusCodeField = line.status();
  if (!line.literal(" ")) return undefined;
  const httpResponseBodySizeField = line.nil([" ", "\t"]) ? undefined : line.int();
  if (!line.finish()) return undefined;
  return {
    format: "common",
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
      ...bodyField.attributes,
      ...line.assumed,
    },
  };
}

function readCommonVariant3(line: LineReader): Common | undefined {
  const clientAddressField = line.host([" "]);
  if (!line.literal(" ")) return undefined;
  line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const userNameField = line.nil([" ["]) ? undefined : line.user([" ["]);
  if (!line.literal(" [")) return undefined;
  line.timeBy(timeLayout);
  if (!line.literal('] "')) return undefined;
  const bodyField = line.request();
  if (!line.literal('" ')) return undefined;
  const httpResponseStatusCodeField = line.status();
  if (!line.literal(" ")) return undefined;
  const httpResponseBodySizeField = line.nil([" ", "\t"]) ? undefined : line.int();
  if (!line.finish()) return undefined;
  return {
    format: "common",
    ...line.time,
    severityNumber: severityOfStatus(httpResponseStatusCodeField),
    body: bodyField.text,
    attributes: {
      "client.address": clientAddressField,
      ...(userNameField !== undefined && { "user.name": userNameField }),
      "http.response.status_code": httpResponseStatusCodeField,
      ...(httpResponseBodySizeField !== undefined && { "http.response.body.size": httpResponseBodySizeField }),
      ...bodyField.attributes,
      ...line.assumed,
    },
  };
}

/** The object face: the record of a line; undefined where no format takes it, and `problems` say why. */
function find(b: Buffer, start: number, end: number, context: LineContext, problems: Problem[]): ParsedRecord | undefined {
  const first = start < end ? (b[start] as number) : 10;
  if (startsOfCombined[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCombined(line);
    if (record) return record;
    noteProblem(problems, "combined", line);
  }
  if (startsOfCombinedVariant2[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCombinedVariant2(line);
    if (record) return record;
    noteProblem(problems, "combined", line);
  }
  if (startsOfCommon[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCommon(line);
    if (record) return record;
    noteProblem(problems, "common", line);
  }
  if (startsOfCommonVariant2[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCommonVariant2(line);
    if (record) return record;
    noteProblem(problems, "common", line);
  }
  if (startsOfCommonVariant3[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCommonVariant3(line);
    if (record) return record;
    noteProblem(problems, "common", line);
  }
  const plain = withoutColours(b, start, end);
  return plain && find(plain, 0, plain.length, context, []);
}

/** The same of any line. */
function read(b: Buffer, start: number, end: number, context: LineContext): ParsedRecord {
  const problems: Problem[] = [];
  return find(b, start, end, context, problems) ?? unparsed(b, start, end, problems, context);
}

function scanCombined(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
  const w = out.view;
  const v = viewOf(b);
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
  const clientAddressField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) if (hostByte[c] !== 1) return foreign;
  if (i === clientAddressField) return foreign;
  at = putClientAddressKey(w, at);
  at = copy(w, at, v, clientAddressField, i);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // nowhere
  const nowhereField = i;
  while (i < end && (c = b[i] as number) !== 32) i += 1;
  if (i === nowhereField) return foreign;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // user.name
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 91 /* [ */))) i += 1;
  else {
    if (i + 1 < end && b[i] === 45 /* - */ && b[i + 1] === 32) return foreign;
    const userNameField = i;
    at = putUserNameKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x20202020);
      at += stop - i;
      i = stop;
      if (!(i < end && !((c = b[i] as number) === 32 && b[i + 1] === 91 /* [ */))) break;
      if (c === 92) return unsure;
      if (c === 32) o[at++] = c;
      else at = escapeByte(w, at, c);
      i += 1;
    }
    if (i === userNameField) return foreign;
    w.setFloat64(at, text, true);
    at += 3;
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
  at = putHttpRequestMethodKey(w, at);
  at = copy(w, at, v, i, methodStop);
  i = methodStop + 1;
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] !== 47) {
    const targetStart = i;
    at = putUrlFullKey(w, at);
    at -= i;
    i = copyUntil(w, at + i, v, i, end, 0x20202020);
    at += i;
    if (!isUrl(b, targetStart, i)) return unsure;
    w.setFloat64(at, text, true);
    at += 3;
  } else {
    at = putUrlPathKey(w, at);
    at -= i;
    i = copyTarget(w, at + i, v, i, end);
    at += i;
    w.setFloat64(at, text, true);
    at += 3;
    if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
      i += 1;
      at = putUrlQueryKey(w, at);
      at -= i;
      i = copyUntil(w, at + i, v, i, end, 0x20202020);
      at += i;
      w.setFloat64(at, text, true);
      at += 3;
    } else if (i < end && b[i] === 63 /* ? */) i += 1;
  }
  if (i + 6 > end || !(b[i] === 32 && b[i + 1] === 72 /* H */ && b[i + 2] === 84 /* T */ && b[i + 3] === 84 /* T */ && b[i + 4] === 80 /* P */ && b[i + 5] === 47)) return unsure;
  i += 6;
  if (i >= end || (c = b[i] as number) < 48 || c > 57) return unsure;
  at = putNetworkProtocolNameKey(w, at);
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
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = putHttpResponseStatusCodeKey(w, at);
  at = copy(w, at, v, i, i + 3);
  i += 3;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // http.response.body.size
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 34 /* " */))) i += 1;
  else {
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const httpResponseBodySizeFieldEnd = signedEnd(b, i, end);
    if (httpResponseBodySizeFieldEnd < 0) return unsure;
    at = putHttpResponseBodySizeKey(w, at);
    at = copy(w, at, v, i, httpResponseBodySizeFieldEnd);
    i = httpResponseBodySizeFieldEnd;
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 34 /* " */)) return foreign;
  i += 2;
  // http.request.header.referer
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
  else {
    at = putHttpRequestHeaderRefererKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x22222222 /* " */);
      at += stop - i;
      i = stop;
      if (!(i < end && (c = b[i] as number) !== 34 /* " */)) break;
      if (c === 92) return unsure;
      at = escapeByte(w, at, c);
      i += 1;
    }
    w.setFloat64(at, text2, true);
    at += 6;
  }
  if (i + 3 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32 && b[i + 2] === 34 /* " */)) return foreign;
  i += 3;
  // user_agent.original
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
  else {
    at = putUserAgentOriginalKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x22222222 /* " */);
      at += stop - i;
      i = stop;
      if (!(i < end && (c = b[i] as number) !== 34 /* " */)) break;
      if (c === 92) return unsure;
      at = escapeByte(w, at, c);
      i += 1;
    }
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 1 > end || !(b[i] === 34 /* " */)) return foreign;
  i += 1;
  if (i + 2 <= end && b[i] === 32 && b[i + 1] === 34 /* " */) {
    if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 34 /* " */)) return foreign;
    i += 2;
    // http.request.header.x-forwarded-for
    if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
    else {
      at = putHttpRequestHeaderXForwardedForKey(w, at);
      for (;;) {
        const stop = copyUntil(w, at, v, i, end, 0x22222222 /* " */);
        at += stop - i;
        i = stop;
        if (!(i < end && (c = b[i] as number) !== 34 /* " */)) break;
        if (c === 92) return unsure;
        at = escapeByte(w, at, c);
        i += 1;
      }
      w.setFloat64(at, text2, true);
      at += 6;
    }
    if (i + 1 > end || !(b[i] === 34 /* " */)) return foreign;
    i += 1;
  }
  while (i < end && (b[i] === 32 || b[i] === 9)) i += 1;
  if (i !== end) return foreign;
  if (!zoned) {
    at = put(o, at, zoneAssumed);
  }
  o[at++] = 93 /* ] */;
  if (seconds < 0) {
    seconds = carrier.seconds;
    nanos = carrier.nanos;
  }
  if (seconds >= 0) {
    at = putTimeUnixNanoKey(w, at);
    at = putUnixNano(w, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = putSeverityNumberKey(w, at);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = putBodyKey(w, at);
  at = copy(w, at, v, bodyStart, bodyEnd);
  w.setFloat64(at, text3, true);
  at += 2;
  out.length = at;
  return 0;
}

function scanCombinedVariant2(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
  const w = out.view;
  const v = viewOf(b);
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
  const serverAddressField = i;
  for (; i < end && !(((c = b[i] as number) === 58 /* : */) || (c === 32)); i += 1) if (hostByte[c] !== 1) return foreign;
  if (i === serverAddressField) return foreign;
  at = putServerAddressKey(w, at);
  at = copy(w, at, v, serverAddressField, i);
  w.setFloat64(at, text, true);
  at += 3;
  if (i + 1 <= end && b[i] === 58 /* : */) {
    if (i + 1 > end || !(b[i] === 58 /* : */)) return foreign;
    i += 1;
    // server.port
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const serverPortFieldEnd = signedEnd(b, i, end);
    if (serverPortFieldEnd < 0) return unsure;
    at = putServerPortKey(w, at);
    at = copy(w, at, v, i, serverPortFieldEnd);
    i = serverPortFieldEnd;
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // client.address
  const clientAddressField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) if (hostByte[c] !== 1) return foreign;
  if (i === clientAddressField) return foreign;
  at = putClientAddressKey(w, at);
  at = copy(w, at, v, clientAddressField, i);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // nowhere
  const nowhereField = i;
  while (i < end && (c = b[i] as number) !== 32) i += 1;
  if (i === nowhereField) return foreign;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // user.name
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 91 /* [ */))) i += 1;
  else {
    if (i + 1 < end && b[i] === 45 /* - */ && b[i + 1] === 32) return foreign;
    const userNameField = i;
    at = putUserNameKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x20202020);
      at += stop - i;
      i = stop;
      if (!(i < end && !((c = b[i] as number) === 32 && b[i + 1] === 91 /* [ */))) break;
      if (c === 92) return unsure;
      if (c === 32) o[at++] = c;
      else at = escapeByte(w, at, c);
      i += 1;
    }
    if (i === userNameField) return foreign;
    w.setFloat64(at, text, true);
    at += 3;
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
  at = putHttpRequestMethodKey(w, at);
  at = copy(w, at, v, i, methodStop);
  i = methodStop + 1;
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] !== 47) {
    const targetStart = i;
    at = putUrlFullKey(w, at);
    at -= i;
    i = copyUntil(w, at + i, v, i, end, 0x20202020);
    at += i;
    if (!isUrl(b, targetStart, i)) return unsure;
    w.setFloat64(at, text, true);
    at += 3;
  } else {
    at = putUrlPathKey(w, at);
    at -= i;
    i = copyTarget(w, at + i, v, i, end);
    at += i;
    w.setFloat64(at, text, true);
    at += 3;
    if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
      i += 1;
      at = putUrlQueryKey(w, at);
      at -= i;
      i = copyUntil(w, at + i, v, i, end, 0x20202020);
      at += i;
      w.setFloat64(at, text, true);
      at += 3;
    } else if (i < end && b[i] === 63 /* ? */) i += 1;
  }
  if (i + 6 > end || !(b[i] === 32 && b[i + 1] === 72 /* H */ && b[i + 2] === 84 /* T */ && b[i + 3] === 84 /* T */ && b[i + 4] === 80 /* P */ && b[i + 5] === 47)) return unsure;
  i += 6;
  if (i >= end || (c = b[i] as number) < 48 || c > 57) return unsure;
  at = putNetworkProtocolNameKey(w, at);
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
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = putHttpResponseStatusCodeKey(w, at);
  at = copy(w, at, v, i, i + 3);
  i += 3;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // http.response.body.size
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 34 /* " */))) i += 1;
  else {
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const httpResponseBodySizeFieldEnd = signedEnd(b, i, end);
    if (httpResponseBodySizeFieldEnd < 0) return unsure;
    at = putHttpResponseBodySizeKey(w, at);
    at = copy(w, at, v, i, httpResponseBodySizeFieldEnd);
    i = httpResponseBodySizeFieldEnd;
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 34 /* " */)) return foreign;
  i += 2;
  // http.request.header.referer
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
  else {
    at = putHttpRequestHeaderRefererKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x22222222 /* " */);
      at += stop - i;
      i = stop;
      if (!(i < end && (c = b[i] as number) !== 34 /* " */)) break;
      if (c === 92) return unsure;
      at = escapeByte(w, at, c);
      i += 1;
    }
    w.setFloat64(at, text2, true);
    at += 6;
  }
  if (i + 3 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32 && b[i + 2] === 34 /* " */)) return foreign;
  i += 3;
  // user_agent.original
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
  else {
    at = putUserAgentOriginalKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x22222222 /* " */);
      at += stop - i;
      i = stop;
      if (!(i < end && (c = b[i] as number) !== 34 /* " */)) break;
      if (c === 92) return unsure;
      at = escapeByte(w, at, c);
      i += 1;
    }
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 1 > end || !(b[i] === 34 /* " */)) return foreign;
  i += 1;
  if (i + 2 <= end && b[i] === 32 && b[i + 1] === 34 /* " */) {
    if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 34 /* " */)) return foreign;
    i += 2;
    // http.request.header.x-forwarded-for
    if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 34 /* " */)) i += 1;
    else {
      at = putHttpRequestHeaderXForwardedForKey(w, at);
      for (;;) {
        const stop = copyUntil(w, at, v, i, end, 0x22222222 /* " */);
        at += stop - i;
        i = stop;
        if (!(i < end && (c = b[i] as number) !== 34 /* " */)) break;
        if (c === 92) return unsure;
        at = escapeByte(w, at, c);
        i += 1;
      }
      w.setFloat64(at, text2, true);
      at += 6;
    }
    if (i + 1 > end || !(b[i] === 34 /* " */)) return foreign;
    i += 1;
  }
  while (i < end && (b[i] === 32 || b[i] === 9)) i += 1;
  if (i !== end) return foreign;
  if (!zoned) {
    at = put(o, at, zoneAssumed);
  }
  o[at++] = 93 /* ] */;
  if (seconds < 0) {
    seconds = carrier.seconds;
    nanos = carrier.nanos;
  }
  if (seconds >= 0) {
    at = putTimeUnixNanoKey(w, at);
    at = putUnixNano(w, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = putSeverityNumberKey(w, at);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = putBodyKey(w, at);
  at = copy(w, at, v, bodyStart, bodyEnd);
  w.setFloat64(at, text3, true);
  at += 2;
  out.length = at;
  return 0;
}

function scanCommon(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
  const w = out.view;
  const v = viewOf(b);
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
  const clientAddressField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) if (hostByte[c] !== 1) return foreign;
  if (i === clientAddressField) return foreign;
  at = putClientAddressKey(w, at);
  at = copy(w, at, v, clientAddressField, i);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // nowhere
  const nowhereField = i;
  while (i < end && (c = b[i] as number) !== 32) i += 1;
  if (i === nowhereField) return foreign;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // user.name
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 91 /* [ */))) i += 1;
  else {
    if (i + 1 < end && b[i] === 45 /* - */ && b[i + 1] === 32) return foreign;
    const userNameField = i;
    at = putUserNameKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x20202020);
      at += stop - i;
      i = stop;
      if (!(i < end && !((c = b[i] as number) === 32 && b[i + 1] === 91 /* [ */))) break;
      if (c === 92) return unsure;
      if (c === 32) o[at++] = c;
      else at = escapeByte(w, at, c);
      i += 1;
    }
    if (i === userNameField) return foreign;
    w.setFloat64(at, text, true);
    at += 3;
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
  at = putHttpRequestMethodKey(w, at);
  at = copy(w, at, v, i, methodStop);
  i = methodStop + 1;
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] !== 47) {
    const targetStart = i;
    at = putUrlFullKey(w, at);
    at -= i;
    i = copyUntil(w, at + i, v, i, end, 0x20202020);
    at += i;
    if (!isUrl(b, targetStart, i)) return unsure;
    w.setFloat64(at, text, true);
    at += 3;
  } else {
    at = putUrlPathKey(w, at);
    at -= i;
    i = copyTarget(w, at + i, v, i, end);
    at += i;
    w.setFloat64(at, text, true);
    at += 3;
    if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
      i += 1;
      at = putUrlQueryKey(w, at);
      at -= i;
      i = copyUntil(w, at + i, v, i, end, 0x20202020);
      at += i;
      w.setFloat64(at, text, true);
      at += 3;
    } else if (i < end && b[i] === 63 /* ? */) i += 1;
  }
  if (i + 6 > end || !(b[i] === 32 && b[i + 1] === 72 /* H */ && b[i + 2] === 84 /* T */ && b[i + 3] === 84 /* T */ && b[i + 4] === 80 /* P */ && b[i + 5] === 47)) return unsure;
  i += 6;
  if (i >= end || (c = b[i] as number) < 48 || c > 57) return unsure;
  at = putNetworkProtocolNameKey(w, at);
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
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = putHttpResponseStatusCodeKey(w, at);
  at = copy(w, at, v, i, i + 3);
  i += 3;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // http.response.body.size
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32 || b[i + 1] === 9)) i += 1;
  else {
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const httpResponseBodySizeFieldEnd = signedEnd(b, i, end);
    if (httpResponseBodySizeFieldEnd < 0) return unsure;
    at = putHttpResponseBodySizeKey(w, at);
    at = copy(w, at, v, i, httpResponseBodySizeFieldEnd);
    i = httpResponseBodySizeFieldEnd;
    w.setFloat64(at, text, true);
    at += 3;
  }
  while (i < end && (b[i] === 32 || b[i] === 9)) i += 1;
  if (i !== end) return foreign;
  if (!zoned) {
    at = put(o, at, zoneAssumed);
  }
  o[at++] = 93 /* ] */;
  if (seconds < 0) {
    seconds = carrier.seconds;
    nanos = carrier.nanos;
  }
  if (seconds >= 0) {
    at = putTimeUnixNanoKey(w, at);
    at = putUnixNano(w, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = putSeverityNumberKey(w, at);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = putBodyKey(w, at);
  at = copy(w, at, v, bodyStart, bodyEnd);
  w.setFloat64(at, text3, true);
  at += 2;
  out.length = at;
  return 1;
}

function scanCommonVariant2(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
  const w = out.view;
  const v = viewOf(b);
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
  const serverAddressField = i;
  for (; i < end && !(((c = b[i] as number) === 58 /* : */) || (c === 32)); i += 1) if (hostByte[c] !== 1) return foreign;
  if (i === serverAddressField) return foreign;
  at = putServerAddressKey(w, at);
  at = copy(w, at, v, serverAddressField, i);
  w.setFloat64(at, text, true);
  at += 3;
  if (i + 1 <= end && b[i] === 58 /* : */) {
    if (i + 1 > end || !(b[i] === 58 /* : */)) return foreign;
    i += 1;
    // server.port
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const serverPortFieldEnd = signedEnd(b, i, end);
    if (serverPortFieldEnd < 0) return unsure;
    at = putServerPortKey(w, at);
    at = copy(w, at, v, i, serverPortFieldEnd);
    i = serverPortFieldEnd;
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // client.address
  const clientAddressField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) if (hostByte[c] !== 1) return foreign;
  if (i === clientAddressField) return foreign;
  at = putClientAddressKey(w, at);
  at = copy(w, at, v, clientAddressField, i);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // nowhere
  const nowhereField = i;
  while (i < end && (c = b[i] as number) !== 32) i += 1;
  if (i === nowhereField) return foreign;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // user.name
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 91 /* [ */))) i += 1;
  else {
    if (i + 1 < end && b[i] === 45 /* - */ && b[i + 1] === 32) return foreign;
    const userNameField = i;
    at = putUserNameKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x20202020);
      at += stop - i;
      i = stop;
      if (!(i < end && !((c = b[i] as number) === 32 && b[i + 1] === 91 /* [ */))) break;
      if (c === 92) return unsure;
      if (c === 32) o[at++] = c;
      else at = escapeByte(w, at, c);
      i += 1;
    }
    if (i === userNameField) return foreign;
    w.setFloat64(at, text, true);
    at += 3;
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
  at = putHttpRequestMethodKey(w, at);
  at = copy(w, at, v, i, methodStop);
  i = methodStop + 1;
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] !== 47) {
    const targetStart = i;
    at = putUrlFullKey(w, at);
    at -= i;
    i = copyUntil(w, at + i, v, i, end, 0x20202020);
    at += i;
    if (!isUrl(b, targetStart, i)) return unsure;
    w.setFloat64(at, text, true);
    at += 3;
  } else {
    at = putUrlPathKey(w, at);
    at -= i;
    i = copyTarget(w, at + i, v, i, end);
    at += i;
    w.setFloat64(at, text, true);
    at += 3;
    if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
      i += 1;
      at = putUrlQueryKey(w, at);
      at -= i;
      i = copyUntil(w, at + i, v, i, end, 0x20202020);
      at += i;
      w.setFloat64(at, text, true);
      at += 3;
    } else if (i < end && b[i] === 63 /* ? */) i += 1;
  }
  if (i + 6 > end || !(b[i] === 32 && b[i + 1] === 72 /* H */ && b[i + 2] === 84 /* T */ && b[i + 3] === 84 /* T */ && b[i + 4] === 80 /* P */ && b[i + 5] === 47)) return unsure;
  i += 6;
  if (i >= end || (c = b[i] as number) < 48 || c > 57) return unsure;
  at = putNetworkProtocolNameKey(w, at);
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
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = putHttpResponseStatusCodeKey(w, at);
  at = copy(w, at, v, i, i + 3);
  i += 3;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // http.response.body.size
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32 || b[i + 1] === 9)) i += 1;
  else {
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const httpResponseBodySizeFieldEnd = signedEnd(b, i, end);
    if (httpResponseBodySizeFieldEnd < 0) return unsure;
    at = putHttpResponseBodySizeKey(w, at);
    at = copy(w, at, v, i, httpResponseBodySizeFieldEnd);
    i = httpResponseBodySizeFieldEnd;
    w.setFloat64(at, text, true);
    at += 3;
  }
  while (i < end && (b[i] === 32 || b[i] === 9)) i += 1;
  if (i !== end) return foreign;
  if (!zoned) {
    at = put(o, at, zoneAssumed);
  }
  o[at++] = 93 /* ] */;
  if (seconds < 0) {
    seconds = carrier.seconds;
    nanos = carrier.nanos;
  }
  if (seconds >= 0) {
    at = putTimeUnixNanoKey(w, at);
    at = putUnixNano(w, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = putSeverityNumberKey(w, at);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = putBodyKey(w, at);
  at = copy(w, at, v, bodyStart, bodyEnd);
  w.setFloat64(at, text3, true);
  at += 2;
  out.length = at;
  return 1;
}

function scanCommonVariant3(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
  const w = out.view;
  const v = viewOf(b);
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
  const clientAddressField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) if (hostByte[c] !== 1) return foreign;
  if (i === clientAddressField) return foreign;
  at = putClientAddressKey(w, at);
  at = copy(w, at, v, clientAddressField, i);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // nowhere
  const nowhereField = i;
  while (i < end && (c = b[i] as number) !== 32) i += 1;
  if (i === nowhereField) return foreign;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // user.name
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || (b[i + 1] === 32 && b[i + 1 + 1] === 91 /* [ */))) i += 1;
  else {
    if (i + 1 < end && b[i] === 45 /* - */ && b[i + 1] === 32) return foreign;
    const userNameField = i;
    at = putUserNameKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x20202020);
      at += stop - i;
      i = stop;
      if (!(i < end && !((c = b[i] as number) === 32 && b[i + 1] === 91 /* [ */))) break;
      if (c === 92) return unsure;
      if (c === 32) o[at++] = c;
      else at = escapeByte(w, at, c);
      i += 1;
    }
    if (i === userNameField) return foreign;
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 91 /* [ */)) return foreign;
  i += 2;
  // time
  i = timeLayout(b, i, end, zone, observedMs);
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
  at = putHttpRequestMethodKey(w, at);
  at = copy(w, at, v, i, methodStop);
  i = methodStop + 1;
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] !== 47) {
    const targetStart = i;
    at = putUrlFullKey(w, at);
    at -= i;
    i = copyUntil(w, at + i, v, i, end, 0x20202020);
    at += i;
    if (!isUrl(b, targetStart, i)) return unsure;
    w.setFloat64(at, text, true);
    at += 3;
  } else {
    at = putUrlPathKey(w, at);
    at -= i;
    i = copyTarget(w, at + i, v, i, end);
    at += i;
    w.setFloat64(at, text, true);
    at += 3;
    if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
      i += 1;
      at = putUrlQueryKey(w, at);
      at -= i;
      i = copyUntil(w, at + i, v, i, end, 0x20202020);
      at += i;
      w.setFloat64(at, text, true);
      at += 3;
    } else if (i < end && b[i] === 63 /* ? */) i += 1;
  }
  if (i + 6 > end || !(b[i] === 32 && b[i + 1] === 72 /* H */ && b[i + 2] === 84 /* T */ && b[i + 3] === 84 /* T */ && b[i + 4] === 80 /* P */ && b[i + 5] === 47)) return unsure;
  i += 6;
  if (i >= end || (c = b[i] as number) < 48 || c > 57) return unsure;
  at = putNetworkProtocolNameKey(w, at);
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
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = putHttpResponseStatusCodeKey(w, at);
  at = copy(w, at, v, i, i + 3);
  i += 3;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // http.response.body.size
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32 || b[i + 1] === 9)) i += 1;
  else {
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const httpResponseBodySizeFieldEnd = signedEnd(b, i, end);
    if (httpResponseBodySizeFieldEnd < 0) return unsure;
    at = putHttpResponseBodySizeKey(w, at);
    at = copy(w, at, v, i, httpResponseBodySizeFieldEnd);
    i = httpResponseBodySizeFieldEnd;
    w.setFloat64(at, text, true);
    at += 3;
  }
  while (i < end && (b[i] === 32 || b[i] === 9)) i += 1;
  if (i !== end) return foreign;
  if (!zoned) {
    at = put(o, at, zoneAssumed);
  }
  o[at++] = 93 /* ] */;
  if (seconds < 0) {
    seconds = carrier.seconds;
    nanos = carrier.nanos;
  }
  if (seconds >= 0) {
    at = putTimeUnixNanoKey(w, at);
    at = putUnixNano(w, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = putSeverityNumberKey(w, at);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = putBodyKey(w, at);
  at = copy(w, at, v, bodyStart, bodyEnd);
  w.setFloat64(at, text3, true);
  at += 2;
  out.length = at;
  return 1;
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
  if (startsOfCommon[first] === 1) {
    const kind = scanCommon(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfCommonVariant2[first] === 1) {
    const kind = scanCommonVariant2(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfCommonVariant3[first] === 1) {
    const kind = scanCommonVariant3(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  return foreign;
}

/** What the scanners leave: a line that needs more than copying, or that no format takes. */
function encodeOther(kind: number, b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  // What is foreign is declined by the object face as well, unless it has colours: only why is asked.
  const problems: Problem[] = [];
  const found = find(b, start, end, { zone, observedMs, checksOnly: kind === foreign }, problems);
  if (!found) {
    writeUnparsed(b, start, end, problems, shape, out, observedMs);
    return formats.length - 1;
  }
  const record = kind === foreign ? read(b, start, end, { zone, observedMs }) : found;
  writeNormal(record, shape, out);
  return (formats as readonly string[]).indexOf(record.format);
}

/** @param tz the zone of times that name none: an IANA name, UTC, or +02:00; LOG_TZ in the environment overrides it */
export function createNormaliser({ tz }: { readonly tz: string }): Normaliser {
  zone = zoneOf(tz);
  zoneAssumed = Buffer.from(`,{"key":"log.time.zone_assumed","value":{"stringValue":"${zone.name}"}}`);
  shared = { ...shared, zone, zoneAssumed };
  return {
    shape,
    problem: zone.problem,
    formats,
    joins: false,
    encode: (bytes, first, last, out, observedMs) => {
      // What is read several bytes at a time has bytes behind it.
      const alone = isAtEnd(bytes, last);
      const b = alone ? padded(bytes, first, last) : bytes;
      const end = alone ? last - first : last;
      const start = lineStart(b, alone ? 0 : first, end);
      const before = out.length;
      const kind = scan(b, start, end, out, observedMs);
      if (kind >= 0) return kind;
      out.length = before;
      return encodeOther(kind, b, start, end, out, observedMs);
    },
    normalise: (b, start, end, observedMs) => read(b, lineStart(b, start, end), end, { zone, observedMs }),
    declined: (b, start, end, observedMs) => {
      const problems: Problem[] = [];
      find(b, lineStart(b, start, end), end, { zone, observedMs, checksOnly: true }, problems);
      return closestOf(problems);
    },
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
