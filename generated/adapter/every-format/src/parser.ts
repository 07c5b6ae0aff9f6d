// Compiled by pod-scaffold from the formats in scaffold.yaml: cri, combined, common, json, syslog5424, syslog3164, pattern, logfmt. Kept current by the generator: change the formats there.
//
// Two faces of the same formats. `encode` reads a line's bytes once and writes the record's JSON as it goes: no object, no string is made.
// What its scanners are unsure of, it leaves to `read`, which makes an object of any line. test/parser.test.ts holds the two equal.

import type { Normal, Normaliser } from "../runtime/agent/normaliser.ts";
import { streamEnd } from "../runtime/agent/stream-name.ts";
import type { ByteWriter } from "../runtime/agent/sinks/byte-writer.ts";
import { byteClass, digits, escapeByte, hostByte, isUrl, methodEnd, plain, put, putInteger, signedEnd } from "../runtime/formats/bytes.ts";
import { chunksOf, copy, copyTarget, copyUntil, isAtEnd, padded, putEscaped, viewOf } from "../runtime/formats/chunks.ts";
import { withoutColours } from "../runtime/formats/colours.ts";
import { scanJson } from "../runtime/formats/json-scan.ts";
import { readJson } from "../runtime/formats/json.ts";
import { type LineContext, LineReader } from "../runtime/formats/line-reader.ts";
import { readLogfmt } from "../runtime/formats/logfmt.ts";
import { scanLogfmt } from "../runtime/formats/logfmt-scan.ts";
import { namedRoom } from "../runtime/formats/named-fields.ts";
import { reasonOf } from "../runtime/formats/reason.ts";
import type { RequestAttributes } from "../runtime/formats/request.ts";
import type { Shared } from "../runtime/formats/shared.ts";
import { severityAt, severityOfStatus, syslogSeverity } from "../runtime/formats/severity.ts";
import type { StructuredData } from "../runtime/formats/structured-data.ts";
import { putStructuredData, structuredFound } from "../runtime/formats/structured-scan.ts";
import { bsdTime, clfTime, clock, isoTime, putUnixNano, rfc3339Time } from "../runtime/formats/time.ts";
import { timeReader } from "../runtime/formats/time-reader.ts";
import { type Assumed, closestOf, lineStart, noteProblem, type Problem, unparsed } from "../runtime/formats/unparsed.ts";
import { byteWords } from "../runtime/formats/words.ts";
import { writeNormal } from "../runtime/formats/write.ts";
import { writeUnparsed } from "../runtime/formats/write-unparsed.ts";
import { zoneOf } from "../runtime/formats/zone.ts";

/** container logs of containerd and CRI-O; what is inside is read by the other formats, split lines are joined first */
export interface Cri extends Normal {
  readonly format: "cri";
  readonly attributes: {
    readonly "log.iostream": string; // stdout
  } & Assumed;
}

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

/** syslog of RFC 5424, with structured data */
export interface Syslog5424 extends Normal {
  readonly format: "syslog5424";
  readonly attributes: {
    readonly "syslog.facility": number;
    readonly "host.name"?: string; // mymachine.example.com
    readonly "service.name"?: string; // evntslog
    readonly "syslog.procid"?: string;
    readonly "syslog.msgid"?: string; // ID47
    readonly "syslog.structured_data"?: StructuredData; // [exampleSDID@32473 key="hello \\"test\\""]
  } & Assumed;
}

/** BSD syslog, as sent and as in files; times without a year get the one that fits */
export interface Syslog3164 extends Normal {
  readonly format: "syslog3164";
  readonly attributes: {
    readonly "syslog.facility"?: number;
    readonly "host.name": string; // mymachine
    readonly "service.name"?: string; // su
    readonly "process.pid"?: number | string; // 3685002
  } & Assumed;
}

/** the pattern {time:iso} {level}{? [{thread}]?} {logger}: {message:rest} */
export interface Pattern extends Normal {
  readonly format: "pattern";
  readonly attributes: {
    readonly "thread.name"?: string; // word
    readonly "log.logger": string; // word
  } & Assumed;
}

/** What a line becomes. */
export type ParsedRecord = Cri | Combined | Common | Syslog5424 | Syslog3164 | Pattern | (Normal & { readonly format: "json" | "logfmt" | "unparsed" });

const shape = "otlp";
const formats = ["cri", "combined", "common", "json", "syslog5424", "syslog3164", "pattern", "logfmt", "unparsed"] as const;

// What is written, eight bytes at a time.
const [logIostreamKey, logIostreamKeyAt8, logIostreamKeyAt16, logIostreamKeyAt24, logIostreamKeyAt32, logIostreamKeyAt40] = chunksOf(',{"key":"log.iostream","value":{"stringValue":"');
function putLogIostreamKey(w: DataView, at: number): number {
  w.setFloat64(at, logIostreamKey, true);
  w.setFloat64(at + 8, logIostreamKeyAt8, true);
  w.setFloat64(at + 16, logIostreamKeyAt16, true);
  w.setFloat64(at + 24, logIostreamKeyAt24, true);
  w.setFloat64(at + 32, logIostreamKeyAt32, true);
  w.setFloat64(at + 40, logIostreamKeyAt40, true);
  return at + 47;
}
const [text] = chunksOf('"}}');
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
const [syslogFacilityKey, syslogFacilityKeyAt8, syslogFacilityKeyAt16, syslogFacilityKeyAt24, syslogFacilityKeyAt32, syslogFacilityKeyAt40] = chunksOf(',{"key":"syslog.facility","value":{"intValue":"');
function putSyslogFacilityKey(w: DataView, at: number): number {
  w.setFloat64(at, syslogFacilityKey, true);
  w.setFloat64(at + 8, syslogFacilityKeyAt8, true);
  w.setFloat64(at + 16, syslogFacilityKeyAt16, true);
  w.setFloat64(at + 24, syslogFacilityKeyAt24, true);
  w.setFloat64(at + 32, syslogFacilityKeyAt32, true);
  w.setFloat64(at + 40, syslogFacilityKeyAt40, true);
  return at + 47;
}
const [hostNameKey, hostNameKeyAt8, hostNameKeyAt16, hostNameKeyAt24, hostNameKeyAt32, hostNameKeyAt40] = chunksOf(',{"key":"host.name","value":{"stringValue":"');
function putHostNameKey(w: DataView, at: number): number {
  w.setFloat64(at, hostNameKey, true);
  w.setFloat64(at + 8, hostNameKeyAt8, true);
  w.setFloat64(at + 16, hostNameKeyAt16, true);
  w.setFloat64(at + 24, hostNameKeyAt24, true);
  w.setFloat64(at + 32, hostNameKeyAt32, true);
  w.setFloat64(at + 40, hostNameKeyAt40, true);
  return at + 44;
}
const [serviceNameKey, serviceNameKeyAt8, serviceNameKeyAt16, serviceNameKeyAt24, serviceNameKeyAt32, serviceNameKeyAt40] = chunksOf(',{"key":"service.name","value":{"stringValue":"');
function putServiceNameKey(w: DataView, at: number): number {
  w.setFloat64(at, serviceNameKey, true);
  w.setFloat64(at + 8, serviceNameKeyAt8, true);
  w.setFloat64(at + 16, serviceNameKeyAt16, true);
  w.setFloat64(at + 24, serviceNameKeyAt24, true);
  w.setFloat64(at + 32, serviceNameKeyAt32, true);
  w.setFloat64(at + 40, serviceNameKeyAt40, true);
  return at + 47;
}
const [syslogProcidKey, syslogProcidKeyAt8, syslogProcidKeyAt16, syslogProcidKeyAt24, syslogProcidKeyAt32, syslogProcidKeyAt40] = chunksOf(',{"key":"syslog.procid","value":{"stringValue":"');
function putSyslogProcidKey(w: DataView, at: number): number {
  w.setFloat64(at, syslogProcidKey, true);
  w.setFloat64(at + 8, syslogProcidKeyAt8, true);
  w.setFloat64(at + 16, syslogProcidKeyAt16, true);
  w.setFloat64(at + 24, syslogProcidKeyAt24, true);
  w.setFloat64(at + 32, syslogProcidKeyAt32, true);
  w.setFloat64(at + 40, syslogProcidKeyAt40, true);
  return at + 48;
}
const [syslogMsgidKey, syslogMsgidKeyAt8, syslogMsgidKeyAt16, syslogMsgidKeyAt24, syslogMsgidKeyAt32, syslogMsgidKeyAt40] = chunksOf(',{"key":"syslog.msgid","value":{"stringValue":"');
function putSyslogMsgidKey(w: DataView, at: number): number {
  w.setFloat64(at, syslogMsgidKey, true);
  w.setFloat64(at + 8, syslogMsgidKeyAt8, true);
  w.setFloat64(at + 16, syslogMsgidKeyAt16, true);
  w.setFloat64(at + 24, syslogMsgidKeyAt24, true);
  w.setFloat64(at + 32, syslogMsgidKeyAt32, true);
  w.setFloat64(at + 40, syslogMsgidKeyAt40, true);
  return at + 47;
}
const [syslogStructuredDataKey, syslogStructuredDataKeyAt8, syslogStructuredDataKeyAt16, syslogStructuredDataKeyAt24, syslogStructuredDataKeyAt32, syslogStructuredDataKeyAt40] = chunksOf(',{"key":"syslog.structured_data","value":');
function putSyslogStructuredDataKey(w: DataView, at: number): number {
  w.setFloat64(at, syslogStructuredDataKey, true);
  w.setFloat64(at + 8, syslogStructuredDataKeyAt8, true);
  w.setFloat64(at + 16, syslogStructuredDataKeyAt16, true);
  w.setFloat64(at + 24, syslogStructuredDataKeyAt24, true);
  w.setFloat64(at + 32, syslogStructuredDataKeyAt32, true);
  w.setFloat64(at + 40, syslogStructuredDataKeyAt40, true);
  return at + 41;
}
const [processPidKey, processPidKeyAt8, processPidKeyAt16, processPidKeyAt24, processPidKeyAt32, processPidKeyAt40] = chunksOf(',{"key":"process.pid","value":{"intValue":"');
function putProcessPidKey(w: DataView, at: number): number {
  w.setFloat64(at, processPidKey, true);
  w.setFloat64(at + 8, processPidKeyAt8, true);
  w.setFloat64(at + 16, processPidKeyAt16, true);
  w.setFloat64(at + 24, processPidKeyAt24, true);
  w.setFloat64(at + 32, processPidKeyAt32, true);
  w.setFloat64(at + 40, processPidKeyAt40, true);
  return at + 43;
}
const [processPidKey2, processPidKey2At8, processPidKey2At16, processPidKey2At24, processPidKey2At32, processPidKey2At40] = chunksOf('"}},{"key":"process.pid","value":{"intValue":"');
function putProcessPidKey2(w: DataView, at: number): number {
  w.setFloat64(at, processPidKey2, true);
  w.setFloat64(at + 8, processPidKey2At8, true);
  w.setFloat64(at + 16, processPidKey2At16, true);
  w.setFloat64(at + 24, processPidKey2At24, true);
  w.setFloat64(at + 32, processPidKey2At32, true);
  w.setFloat64(at + 40, processPidKey2At40, true);
  return at + 46;
}
const [threadNameKey, threadNameKeyAt8, threadNameKeyAt16, threadNameKeyAt24, threadNameKeyAt32, threadNameKeyAt40] = chunksOf(',{"key":"thread.name","value":{"stringValue":"');
function putThreadNameKey(w: DataView, at: number): number {
  w.setFloat64(at, threadNameKey, true);
  w.setFloat64(at + 8, threadNameKeyAt8, true);
  w.setFloat64(at + 16, threadNameKeyAt16, true);
  w.setFloat64(at + 24, threadNameKeyAt24, true);
  w.setFloat64(at + 32, threadNameKeyAt32, true);
  w.setFloat64(at + 40, threadNameKeyAt40, true);
  return at + 46;
}
const [logLoggerKey, logLoggerKeyAt8, logLoggerKeyAt16, logLoggerKeyAt24, logLoggerKeyAt32, logLoggerKeyAt40] = chunksOf(',{"key":"log.logger","value":{"stringValue":"');
function putLogLoggerKey(w: DataView, at: number): number {
  w.setFloat64(at, logLoggerKey, true);
  w.setFloat64(at + 8, logLoggerKeyAt8, true);
  w.setFloat64(at + 16, logLoggerKeyAt16, true);
  w.setFloat64(at + 24, logLoggerKeyAt24, true);
  w.setFloat64(at + 32, logLoggerKeyAt32, true);
  w.setFloat64(at + 40, logLoggerKeyAt40, true);
  return at + 45;
}
const [severityTextKey, severityTextKeyAt8, severityTextKeyAt16] = chunksOf(',"severityText":"');
function putSeverityTextKey(w: DataView, at: number): number {
  w.setFloat64(at, severityTextKey, true);
  w.setFloat64(at + 8, severityTextKeyAt8, true);
  w.setFloat64(at + 16, severityTextKeyAt16, true);
  return at + 17;
}
const [timeUnixNanoKey2, timeUnixNanoKey2At8, timeUnixNanoKey2At16] = chunksOf('],"timeUnixNano":"');
function putTimeUnixNanoKey2(w: DataView, at: number): number {
  w.setFloat64(at, timeUnixNanoKey2, true);
  w.setFloat64(at + 8, timeUnixNanoKey2At8, true);
  w.setFloat64(at + 16, timeUnixNanoKey2At16, true);
  return at + 18;
}
const [bodyKey2, bodyKey2At8, bodyKey2At16, bodyKey2At24] = chunksOf('","body":{"stringValue":"');
function putBodyKey2(w: DataView, at: number): number {
  w.setFloat64(at, bodyKey2, true);
  w.setFloat64(at + 8, bodyKey2At8, true);
  w.setFloat64(at + 16, bodyKey2At16, true);
  w.setFloat64(at + 24, bodyKey2At24, true);
  return at + 25;
}
/** More than all constants and numbers of a record. */
const room = 1729;

const foreign = -1;
const unsure = -2;
/** The time of the line that carries the one that is read; -1: there is none. */
const carrier = { seconds: -1, nanos: 0 };
let zone = zoneOf("UTC");
let zoneAssumed = Buffer.alloc(0);
/** The same for scanners of the runtime. */
let shared: Shared = { shape, zone, zoneAssumed, carrier, carried: byteWords([["log.iostream",1], ["log_iostream",1]], false) };

/** Bytes that lines can begin with. */
const startsOfCri = byteClass("0123456789");
const startsOfCombined = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfCombinedVariant2 = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfCommon = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfCommonVariant2 = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfCommonVariant3 = byteClass("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.:_-[%/");
const startsOfJson = byteClass("{ \t");
const startsOfSyslog3164 = byteClass("<ADFJMNOS");
const startsOfSyslog3164Variant2 = byteClass("<ADFJMNOS");
const startsOfSyslog3164Variant3 = byteClass("<ADFJMNOS");
const startsOfSyslog3164Variant4 = byteClass("<ADFJMNOS");
const startsOfSyslog3164Variant5 = byteClass("<0123456789");
const startsOfSyslog3164Variant6 = byteClass("<0123456789");
const startsOfSyslog3164Variant7 = byteClass("<0123456789");
const startsOfPattern = byteClass("0123456789");
const startsOfLogfmt = byteClass("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@");

const timeLayout = timeReader("dd/MMM/yyyy HH:mm:ss");

function readCri(line: LineReader): Cri | undefined {
  line.iso();
  if (!line.literal(" ")) return undefined;
  const logIostreamField = line.stream();
  if (!line.literal(" ")) return undefined;
  line.tag();
  if (!line.literal(" ")) return undefined;
  const innerField = line.rest();
  if (!line.finish()) return undefined;
  return {
    format: "cri",
    ...line.time,
    body: innerField,
    attributes: {
      "log.iostream": logIostreamField,
      ...line.assumed,
    },
  };
}

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

function readSyslog5424(line: LineReader): Syslog5424 | undefined {
  if (!line.literal("<")) return undefined;
  const severityField = line.priority();
  if (!line.literal(">1 ")) return undefined;
  if (!line.nil([" "])) line.rfc3339();
  if (!line.literal(" ")) return undefined;
  const hostNameField = line.nil([" "]) ? undefined : line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const serviceNameField = line.nil([" "]) ? undefined : line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const syslogProcidField = line.nil([" "]) ? undefined : line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const syslogMsgidField = line.nil([" "]) ? undefined : line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const syslogStructuredDataField = line.structured();
  let bodyField: string | undefined;
  if (line.has(" ")) {
    if (!line.literal(" ")) return undefined;
    if (line.has("\ufeff")) {
      if (!line.literal("\ufeff")) return undefined;
    }
    bodyField = line.rest();
  }
  if (!line.finish()) return undefined;
  return {
    format: "syslog5424",
    ...line.time,
    severityNumber: severityField.severityNumber,
    body: bodyField ?? "",
    attributes: {
      "syslog.facility": severityField.facility,
      ...(hostNameField !== undefined && { "host.name": hostNameField }),
      ...(serviceNameField !== undefined && { "service.name": serviceNameField }),
      ...(syslogProcidField !== undefined && { "syslog.procid": syslogProcidField }),
      ...(syslogMsgidField !== undefined && { "syslog.msgid": syslogMsgidField }),
      ...(Object.keys(syslogStructuredDataField).length > 0 && { "syslog.structured_data": syslogStructuredDataField }),
      ...line.assumed,
    },
  };
}

function readSyslog3164(line: LineReader): Syslog3164 | undefined {
  let severityField: { readonly facility: number; readonly severityNumber: number } | undefined;
  if (line.has("<")) {
    if (!line.literal("<")) return undefined;
    severityField = line.priority();
    if (!line.literal(">")) return undefined;
  }
  line.bsd();
  if (!line.literal(" ")) return undefined;
  const hostNameField = line.text([" "]);
  if (!line.literal(" ")) return undefined;
  line.begin();
  const serviceNameField = line.text(["[", ": "]);
  let processPidField: number | string | undefined;
  if (line.has("[")) {
    if (!line.literal("[")) return undefined;
    processPidField = line.int();
    if (!line.literal("]")) return undefined;
  }
  if (!line.literal(": ")) return undefined;
  const bodyField = line.rest();
  if (!line.finish()) return undefined;
  return {
    format: "syslog3164",
    ...line.time,
    ...(severityField && { severityNumber: severityField.severityNumber }),
    body: bodyField,
    attributes: {
      ...(severityField && { "syslog.facility": severityField.facility }),
      "host.name": hostNameField,
      "service.name": serviceNameField,
      ...(processPidField !== undefined && { "process.pid": processPidField }),
      ...line.assumed,
    },
  };
}

function readSyslog3164Variant2(line: LineReader): Syslog3164 | undefined {
  let severityField: { readonly facility: number; readonly severityNumber: number } | undefined;
  if (line.has("<")) {
    if (!line.literal("<")) return undefined;
    severityField = line.priority();
    if (!line.literal(">")) return undefined;
  }
  line.bsd();
  if (!line.literal(" ")) return undefined;
  const hostNameField = line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const serviceNameField = line.host(["["]);
  if (!line.literal("[")) return undefined;
  const processPidField = line.int();
  if (!line.literal("]:")) return undefined;
  if (line.has(" ")) {
    if (!line.literal(" ")) return undefined;
  }
  const bodyField = line.rest();
  if (!line.finish()) return undefined;
  return {
    format: "syslog3164",
    ...line.time,
    ...(severityField && { severityNumber: severityField.severityNumber }),
    body: bodyField,
    attributes: {
      ...(severityField && { "syslog.facility": severityField.facility }),
      "host.name": hostNameField,
      "service.name": serviceNameField,
      "process.pid": processPidField,
      ...line.assumed,
    },
  };
}

function readSyslog3164Variant3(line: LineReader): Syslog3164 | undefined {
  let severityField: { readonly facility: number; readonly severityNumber: number } | undefined;
  if (line.has("<")) {
    if (!line.literal("<")) return undefined;
    severityField = line.priority();
    if (!line.literal(">")) return undefined;
  }
  line.bsd();
  if (!line.literal(" ")) return undefined;
  const hostNameField = line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const serviceNameField = line.host([":"]);
  if (!line.literal(":")) return undefined;
  let bodyField: string | undefined;
  if (line.has(" ")) {
    if (!line.literal(" ")) return undefined;
    bodyField = line.rest();
  }
  if (!line.finish()) return undefined;
  return {
    format: "syslog3164",
    ...line.time,
    ...(severityField && { severityNumber: severityField.severityNumber }),
    body: bodyField ?? "",
    attributes: {
      ...(severityField && { "syslog.facility": severityField.facility }),
      "host.name": hostNameField,
      "service.name": serviceNameField,
      ...line.assumed,
    },
  };
}

function readSyslog3164Variant4(line: LineReader): Syslog3164 | undefined {
  let severityField: { readonly facility: number; readonly severityNumber: number } | undefined;
  if (line.has("<")) {
    if (!line.literal("<")) return undefined;
    severityField = line.priority();
    if (!line.literal(">")) return undefined;
  }
  line.bsd();
  if (!line.literal(" ")) return undefined;
  const hostNameField = line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const bodyField = line.rest();
  if (!line.finish()) return undefined;
  return {
    format: "syslog3164",
    ...line.time,
    ...(severityField && { severityNumber: severityField.severityNumber }),
    body: bodyField,
    attributes: {
      ...(severityField && { "syslog.facility": severityField.facility }),
      "host.name": hostNameField,
      ...line.assumed,
    },
  };
}

function readSyslog3164Variant5(line: LineReader): Syslog3164 | undefined {
  let severityField: { readonly facility: number; readonly severityNumber: number } | undefined;
  if (line.has("<")) {
    if (!line.literal("<")) return undefined;
    severityField = line.priority();
    if (!line.literal(">")) return undefined;
  }
  line.rfc3339();
  if (!line.literal(" ")) return undefined;
  const hostNameField = line.text([" "]);
  if (!line.literal(" ")) return undefined;
  line.begin();
  const serviceNameField = line.text(["[", ": "]);
  let processPidField: number | string | undefined;
  if (line.has("[")) {
    if (!line.literal("[")) return undefined;
    processPidField = line.int();
    if (!line.literal("]")) return undefined;
  }
  if (!line.literal(": ")) return undefined;
  const bodyField = line.rest();
  if (!line.finish()) return undefined;
  return {
    format: "syslog3164",
    ...line.time,
    ...(severityField && { severityNumber: severityField.severityNumber }),
    body: bodyField,
    attributes: {
      ...(severityField && { "syslog.facility": severityField.facility }),
      "host.name": hostNameField,
      "service.name": serviceNameField,
      ...(processPidField !== undefined && { "process.pid": processPidField }),
      ...line.assumed,
    },
  };
}

function readSyslog3164Variant6(line: LineReader): Syslog3164 | undefined {
  let severityField: { readonly facility: number; readonly severityNumber: number } | undefined;
  if (line.has("<")) {
    if (!line.literal("<")) return undefined;
    severityField = line.priority();
    if (!line.literal(">")) return undefined;
  }
  line.rfc3339();
  if (!line.literal(" ")) return undefined;
  const hostNameField = line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const serviceNameField = line.host(["["]);
  if (!line.literal("[")) return undefined;
  const processPidField = line.int();
  if (!line.literal("]:")) return undefined;
  if (line.has(" ")) {
    if (!line.literal(" ")) return undefined;
  }
  const bodyField = line.rest();
  if (!line.finish()) return undefined;
  return {
    format: "syslog3164",
    ...line.time,
    ...(severityField && { severityNumber: severityField.severityNumber }),
    body: bodyField,
    attributes: {
      ...(severityField && { "syslog.facility": severityField.facility }),
      "host.name": hostNameField,
      "service.name": serviceNameField,
      "process.pid": processPidField,
      ...line.assumed,
    },
  };
}

function readSyslog3164Variant7(line: LineReader): Syslog3164 | undefined {
  let severityField: { readonly facility: number; readonly severityNumber: number } | undefined;
  if (line.has("<")) {
    if (!line.literal("<")) return undefined;
    severityField = line.priority();
    if (!line.literal(">")) return undefined;
  }
  line.rfc3339();
  if (!line.literal(" ")) return undefined;
  const hostNameField = line.text([" "]);
  if (!line.literal(" ")) return undefined;
  const serviceNameField = line.host([":"]);
  if (!line.literal(":")) return undefined;
  let bodyField: string | undefined;
  if (line.has(" ")) {
    if (!line.literal(" ")) return undefined;
    bodyField = line.rest();
  }
  if (!line.finish()) return undefined;
  return {
    format: "syslog3164",
    ...line.time,
    ...(severityField && { severityNumber: severityField.severityNumber }),
    body: bodyField ?? "",
    attributes: {
      ...(severityField && { "syslog.facility": severityField.facility }),
      "host.name": hostNameField,
      "service.name": serviceNameField,
      ...line.assumed,
    },
  };
}

function readPattern(line: LineReader): Pattern | undefined {
  line.iso();
  if (!line.literal(" ")) return undefined;
  const severityField = line.level([" [", " "]);
  let threadNameField: string | undefined;
  if (line.has(" [")) {
    if (!line.literal(" [")) return undefined;
    threadNameField = line.text(["]"]);
    if (!line.literal("]")) return undefined;
  }
  if (!line.literal(" ")) return undefined;
  const logLoggerField = line.text([": "]);
  if (!line.literal(": ")) return undefined;
  const bodyField = line.rest();
  if (!line.finish()) return undefined;
  return {
    format: "pattern",
    ...line.time,
    ...severityField,
    body: bodyField,
    attributes: {
      ...(threadNameField !== undefined && { "thread.name": threadNameField }),
      "log.logger": logLoggerField,
      ...line.assumed,
    },
  };
}

/** What a carrier's line holds, or a line without carrier; undefined when no format takes it. */
function findInside(b: Buffer, start: number, end: number, context: LineContext, problems: Problem[]): ParsedRecord | undefined {
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
  if (startsOfJson[first] === 1) {
    const record = readJson(b, start, end, context);
    if (typeof record !== "string") return record as ParsedRecord;
    noteProblem(problems, "json", reasonOf(record));
  }
  if (first === 60 /* < */) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog5424(line);
    if (record) return record;
    noteProblem(problems, "syslog5424", line);
  }
  if (startsOfSyslog3164[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164(line);
    if (record) return record;
    noteProblem(problems, "syslog3164", line);
    if (line.begun) {
      {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant2(line);
    if (record) return record;
    noteProblem(problems, "syslog3164", line);
      }
      {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant3(line);
    if (record) return record;
    noteProblem(problems, "syslog3164", line);
      }
      {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant4(line);
    if (record) return record;
    noteProblem(problems, "syslog3164", line);
      }
    }
  }
  if (startsOfSyslog3164Variant5[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant5(line);
    if (record) return record;
    noteProblem(problems, "syslog3164", line);
    if (line.begun) {
      {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant6(line);
    if (record) return record;
    noteProblem(problems, "syslog3164", line);
      }
      {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant7(line);
    if (record) return record;
    noteProblem(problems, "syslog3164", line);
      }
    }
  }
  if (startsOfPattern[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readPattern(line);
    if (record) return record;
    noteProblem(problems, "pattern", line);
  }
  if (startsOfLogfmt[first] === 1) {
    const record = readLogfmt(b, start, end, context);
    if (typeof record !== "string") return record as ParsedRecord;
    noteProblem(problems, "logfmt", reasonOf(record));
  }
  const plain = withoutColours(b, start, end);
  return plain && findInside(plain, 0, plain.length, context, problems);
}

/** The object face: the record of a line; undefined where no format takes it, and `problems` say why. */
function find(b: Buffer, start: number, end: number, context: LineContext, problems: Problem[]): ParsedRecord | undefined {
  const first = start < end ? (b[start] as number) : 10;
  if (startsOfCri[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCri(line);
    if (record) {
      const inside = findInside(b, line.innerStart, end, { ...context, carried: record.timeUnixNano }, problems);
      return inside ? ({ ...inside, attributes: { ...record.attributes, ...inside.attributes } } as ParsedRecord) : record;
    }
    noteProblem(problems, "cri", line);
  }
  return findInside(b, start, end, context, problems);
}

/** The same of any line. */
function read(b: Buffer, start: number, end: number, context: LineContext): ParsedRecord {
  const problems: Problem[] = [];
  return find(b, start, end, context, problems) ?? unparsed(b, start, end, problems, context);
}

function scanCri(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
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
  // time
  i = isoTime(b, i, end, zone);
  if (i < 0) return foreign;
  seconds = clock.seconds;
  nanos = clock.nanos;
  zoned = clock.zoned;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // log.iostream
  const logIostreamFieldEnd = streamEnd(b, i, end);
  if (logIostreamFieldEnd < 0) return foreign;
  at = putLogIostreamKey(w, at);
  at = copy(w, at, v, i, logIostreamFieldEnd);
  i = logIostreamFieldEnd;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // nowhere
  if (i >= end || (b[i] !== 70 /* F */ && b[i] !== 80 /* P */)) return foreign;
  i += 1;
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 58) while (i < end && b[i] !== 32) i += 1;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // inner
  bodyStart = i;
  i = end;
  bodyEnd = i;
  if (i !== end) return foreign;
  if (!zoned) return unsure;
  out.length = at;
  return inside(b, bodyStart, bodyEnd, out, observedMs, seconds, nanos);
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
  return 1;
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
  return 1;
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
  return 2;
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
  return 2;
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
  return 2;
}

function scanSyslog5424(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room + namedRoom);
  const w = out.view;
  const v = viewOf(b);
  let at = out.length;
  let i = start;
  let c = 0;
  let priority = -1;
  let seconds = -1;
  let nanos = 0;
  let zoned = true;
  let bodyStart = 0;
  let bodyEnd = 0;
  if (i + 1 > end || !(b[i] === 60 /* < */)) return foreign;
  i += 1;
  // severity
  priority = 0;
  const first = i;
  while (i < end && i - first < 3 && (c = b[i] as number) >= 48 && c <= 57) {
    priority = priority * 10 + c - 48;
    i += 1;
  }
  if (i === first || priority > 191) return foreign;
  at = putSyslogFacilityKey(w, at);
  at = putInteger(o, at, priority >> 3);
  if (i + 3 > end || !(b[i] === 62 /* > */ && b[i + 1] === 49 /* 1 */ && b[i + 2] === 32)) return foreign;
  i += 3;
  // time
  w.setFloat64(at, text, true);
  at += 3;
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32)) i += 1;
  else {
    i = rfc3339Time(b, i, end, zone);
    if (i < 0) return foreign;
    seconds = clock.seconds;
    nanos = clock.nanos;
    zoned = clock.zoned;
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // host.name
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32)) i += 1;
  else {
    const hostNameField = i;
    at = putHostNameKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x20202020);
      at += stop - i;
      i = stop;
      if (!(i < end && (c = b[i] as number) !== 32)) break;
      at = escapeByte(w, at, c);
      i += 1;
    }
    if (i === hostNameField) return foreign;
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // service.name
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32)) i += 1;
  else {
    const serviceNameField = i;
    at = putServiceNameKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x20202020);
      at += stop - i;
      i = stop;
      if (!(i < end && (c = b[i] as number) !== 32)) break;
      at = escapeByte(w, at, c);
      i += 1;
    }
    if (i === serviceNameField) return foreign;
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // syslog.procid
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32)) i += 1;
  else {
    const syslogProcidField = i;
    at = putSyslogProcidKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x20202020);
      at += stop - i;
      i = stop;
      if (!(i < end && (c = b[i] as number) !== 32)) break;
      at = escapeByte(w, at, c);
      i += 1;
    }
    if (i === syslogProcidField) return foreign;
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // syslog.msgid
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32)) i += 1;
  else {
    const syslogMsgidField = i;
    at = putSyslogMsgidKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x20202020);
      at += stop - i;
      i = stop;
      if (!(i < end && (c = b[i] as number) !== 32)) break;
      at = escapeByte(w, at, c);
      i += 1;
    }
    if (i === syslogMsgidField) return foreign;
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // syslog.structured_data
  if (i < end && b[i] === 45 /* - */) i += 1;
  else {
    at = putSyslogStructuredDataKey(w, at);
    at = putStructuredData(b, i, end, w, at, true);
    if (at === foreign) return foreign;
    if (at < 0) return unsure;
    i = structuredFound.end;
    o[at++] = 125 /* } */;
  }
  if (i + 1 <= end && b[i] === 32) {
    if (i + 1 > end || !(b[i] === 32)) return foreign;
    i += 1;
    if (i + 3 <= end && b[i] === 239 && b[i + 1] === 187 && b[i + 2] === 191) {
      if (i + 3 > end || !(b[i] === 239 && b[i + 1] === 187 && b[i + 2] === 191)) return foreign;
      i += 3;
    }
    // body
    bodyStart = i;
    i = end;
    bodyEnd = i;
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
  if (priority >= 0) {
    at = putSeverityNumberKey(w, at);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = putBodyKey(w, at);
  at = putEscaped(w, at, v, bodyStart, bodyEnd);
  w.setFloat64(at, text3, true);
  at += 2;
  out.length = at;
  return 4;
}

function scanSyslog3164(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
  const w = out.view;
  const v = viewOf(b);
  let at = out.length;
  let i = start;
  let c = 0;
  let priority = -1;
  let seconds = -1;
  let nanos = 0;
  let zoned = true;
  let bodyStart = 0;
  let bodyEnd = 0;
  if (i + 1 <= end && b[i] === 60 /* < */) {
    if (i + 1 > end || !(b[i] === 60 /* < */)) return foreign;
    i += 1;
    // severity
    priority = 0;
    const first = i;
    while (i < end && i - first < 3 && (c = b[i] as number) >= 48 && c <= 57) {
      priority = priority * 10 + c - 48;
      i += 1;
    }
    if (i === first || priority > 191) return foreign;
    at = putSyslogFacilityKey(w, at);
    at = putInteger(o, at, priority >> 3);
    if (i + 1 > end || !(b[i] === 62 /* > */)) return foreign;
    i += 1;
    w.setFloat64(at, text, true);
    at += 3;
  }
  // time
  i = bsdTime(b, i, end, zone, observedMs);
  if (i < 0) return foreign;
  seconds = clock.seconds;
  nanos = clock.nanos;
  zoned = clock.zoned;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // host.name
  const hostNameField = i;
  at = putHostNameKey(w, at);
  for (;;) {
    const stop = copyUntil(w, at, v, i, end, 0x20202020);
    at += stop - i;
    i = stop;
    if (!(i < end && (c = b[i] as number) !== 32)) break;
    at = escapeByte(w, at, c);
    i += 1;
  }
  if (i === hostNameField) return foreign;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  const i0 = i;
  w.setFloat64(at, text, true);
  at += 3;
  const at0 = at;
  layout0x5: {
    // service.name
    const serviceNameField = i;
    at = putServiceNameKey(w, at);
    for (; i < end && !(((c = b[i] as number) === 91 /* [ */) || (c === 58 /* : */ && b[i + 1] === 32)); i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else at = escapeByte(w, at, c);
    }
    if (i === serviceNameField) break layout0x5;
    w.setFloat64(at, text, true);
    at += 3;
    if (i + 1 <= end && b[i] === 91 /* [ */) {
      if (i + 1 > end || !(b[i] === 91 /* [ */)) break layout0x5;
      i += 1;
      // process.pid
      if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) break layout0x5;
      const processPidFieldEnd = signedEnd(b, i, end);
      if (processPidFieldEnd < 0) return unsure;
      at = putProcessPidKey(w, at);
      at = copy(w, at, v, i, processPidFieldEnd);
      i = processPidFieldEnd;
      if (i + 1 > end || !(b[i] === 93 /* ] */)) break layout0x5;
      i += 1;
      w.setFloat64(at, text, true);
      at += 3;
    }
    if (i + 2 > end || !(b[i] === 58 /* : */ && b[i + 1] === 32)) break layout0x5;
    i += 2;
    // body
    bodyStart = i;
    i = end;
    bodyEnd = i;
    if (i !== end) break layout0x5;
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
    if (priority >= 0) {
      at = putSeverityNumberKey(w, at);
      at = putInteger(o, at, syslogSeverity[priority & 7] as number);
    }
    at = putBodyKey(w, at);
    at = putEscaped(w, at, v, bodyStart, bodyEnd);
    w.setFloat64(at, text3, true);
    at += 2;
    out.length = at;
    return 5;
  }
  i = i0;
  at = at0;
  bodyStart = 0;
  bodyEnd = 0;
  layout1x5: {
    // service.name
    const serviceNameField = i;
    for (; i < end && (c = b[i] as number) !== 91 /* [ */; i += 1) if (hostByte[c] !== 1) break layout1x5;
    if (i === serviceNameField) break layout1x5;
    at = putServiceNameKey(w, at);
    at = copy(w, at, v, serviceNameField, i);
    if (i + 1 > end || !(b[i] === 91 /* [ */)) break layout1x5;
    i += 1;
    // process.pid
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) break layout1x5;
    const processPidFieldEnd = signedEnd(b, i, end);
    if (processPidFieldEnd < 0) return unsure;
    at = putProcessPidKey2(w, at);
    at = copy(w, at, v, i, processPidFieldEnd);
    i = processPidFieldEnd;
    if (i + 2 > end || !(b[i] === 93 /* ] */ && b[i + 1] === 58 /* : */)) break layout1x5;
    i += 2;
    w.setFloat64(at, text, true);
    at += 3;
    if (i + 1 <= end && b[i] === 32) {
      if (i + 1 > end || !(b[i] === 32)) break layout1x5;
      i += 1;
    }
    // body
    bodyStart = i;
    i = end;
    bodyEnd = i;
    if (i !== end) break layout1x5;
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
    if (priority >= 0) {
      at = putSeverityNumberKey(w, at);
      at = putInteger(o, at, syslogSeverity[priority & 7] as number);
    }
    at = putBodyKey(w, at);
    at = putEscaped(w, at, v, bodyStart, bodyEnd);
    w.setFloat64(at, text3, true);
    at += 2;
    out.length = at;
    return 5;
  }
  i = i0;
  at = at0;
  bodyStart = 0;
  bodyEnd = 0;
  layout2x5: {
    // service.name
    const serviceNameField = i;
    for (; i < end && (c = b[i] as number) !== 58 /* : */; i += 1) if (hostByte[c] !== 1) break layout2x5;
    if (i === serviceNameField) break layout2x5;
    at = putServiceNameKey(w, at);
    at = copy(w, at, v, serviceNameField, i);
    if (i + 1 > end || !(b[i] === 58 /* : */)) break layout2x5;
    i += 1;
    w.setFloat64(at, text, true);
    at += 3;
    if (i + 1 <= end && b[i] === 32) {
      if (i + 1 > end || !(b[i] === 32)) break layout2x5;
      i += 1;
      // body
      bodyStart = i;
      i = end;
      bodyEnd = i;
    }
    while (i < end && (b[i] === 32 || b[i] === 9)) i += 1;
    if (i !== end) break layout2x5;
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
    if (priority >= 0) {
      at = putSeverityNumberKey(w, at);
      at = putInteger(o, at, syslogSeverity[priority & 7] as number);
    }
    at = putBodyKey(w, at);
    at = putEscaped(w, at, v, bodyStart, bodyEnd);
    w.setFloat64(at, text3, true);
    at += 2;
    out.length = at;
    return 5;
  }
  i = i0;
  at = at0;
  bodyStart = 0;
  bodyEnd = 0;
  // body
  bodyStart = i;
  i = end;
  bodyEnd = i;
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
  if (priority >= 0) {
    at = putSeverityNumberKey(w, at);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = putBodyKey(w, at);
  at = putEscaped(w, at, v, bodyStart, bodyEnd);
  w.setFloat64(at, text3, true);
  at += 2;
  out.length = at;
  return 5;
}

function scanSyslog3164Variant5(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
  const w = out.view;
  const v = viewOf(b);
  let at = out.length;
  let i = start;
  let c = 0;
  let priority = -1;
  let seconds = -1;
  let nanos = 0;
  let zoned = true;
  let bodyStart = 0;
  let bodyEnd = 0;
  if (i + 1 <= end && b[i] === 60 /* < */) {
    if (i + 1 > end || !(b[i] === 60 /* < */)) return foreign;
    i += 1;
    // severity
    priority = 0;
    const first = i;
    while (i < end && i - first < 3 && (c = b[i] as number) >= 48 && c <= 57) {
      priority = priority * 10 + c - 48;
      i += 1;
    }
    if (i === first || priority > 191) return foreign;
    at = putSyslogFacilityKey(w, at);
    at = putInteger(o, at, priority >> 3);
    if (i + 1 > end || !(b[i] === 62 /* > */)) return foreign;
    i += 1;
    w.setFloat64(at, text, true);
    at += 3;
  }
  // time
  i = rfc3339Time(b, i, end, zone);
  if (i < 0) return foreign;
  seconds = clock.seconds;
  nanos = clock.nanos;
  zoned = clock.zoned;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // host.name
  const hostNameField = i;
  at = putHostNameKey(w, at);
  for (;;) {
    const stop = copyUntil(w, at, v, i, end, 0x20202020);
    at += stop - i;
    i = stop;
    if (!(i < end && (c = b[i] as number) !== 32)) break;
    at = escapeByte(w, at, c);
    i += 1;
  }
  if (i === hostNameField) return foreign;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  const i4 = i;
  w.setFloat64(at, text, true);
  at += 3;
  const at4 = at;
  layout4x5: {
    // service.name
    const serviceNameField = i;
    at = putServiceNameKey(w, at);
    for (; i < end && !(((c = b[i] as number) === 91 /* [ */) || (c === 58 /* : */ && b[i + 1] === 32)); i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else at = escapeByte(w, at, c);
    }
    if (i === serviceNameField) break layout4x5;
    w.setFloat64(at, text, true);
    at += 3;
    if (i + 1 <= end && b[i] === 91 /* [ */) {
      if (i + 1 > end || !(b[i] === 91 /* [ */)) break layout4x5;
      i += 1;
      // process.pid
      if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) break layout4x5;
      const processPidFieldEnd = signedEnd(b, i, end);
      if (processPidFieldEnd < 0) return unsure;
      at = putProcessPidKey(w, at);
      at = copy(w, at, v, i, processPidFieldEnd);
      i = processPidFieldEnd;
      if (i + 1 > end || !(b[i] === 93 /* ] */)) break layout4x5;
      i += 1;
      w.setFloat64(at, text, true);
      at += 3;
    }
    if (i + 2 > end || !(b[i] === 58 /* : */ && b[i + 1] === 32)) break layout4x5;
    i += 2;
    // body
    bodyStart = i;
    i = end;
    bodyEnd = i;
    if (i !== end) break layout4x5;
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
    if (priority >= 0) {
      at = putSeverityNumberKey(w, at);
      at = putInteger(o, at, syslogSeverity[priority & 7] as number);
    }
    at = putBodyKey(w, at);
    at = putEscaped(w, at, v, bodyStart, bodyEnd);
    w.setFloat64(at, text3, true);
    at += 2;
    out.length = at;
    return 5;
  }
  i = i4;
  at = at4;
  bodyStart = 0;
  bodyEnd = 0;
  layout5x5: {
    // service.name
    const serviceNameField = i;
    for (; i < end && (c = b[i] as number) !== 91 /* [ */; i += 1) if (hostByte[c] !== 1) break layout5x5;
    if (i === serviceNameField) break layout5x5;
    at = putServiceNameKey(w, at);
    at = copy(w, at, v, serviceNameField, i);
    if (i + 1 > end || !(b[i] === 91 /* [ */)) break layout5x5;
    i += 1;
    // process.pid
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) break layout5x5;
    const processPidFieldEnd = signedEnd(b, i, end);
    if (processPidFieldEnd < 0) return unsure;
    at = putProcessPidKey2(w, at);
    at = copy(w, at, v, i, processPidFieldEnd);
    i = processPidFieldEnd;
    if (i + 2 > end || !(b[i] === 93 /* ] */ && b[i + 1] === 58 /* : */)) break layout5x5;
    i += 2;
    w.setFloat64(at, text, true);
    at += 3;
    if (i + 1 <= end && b[i] === 32) {
      if (i + 1 > end || !(b[i] === 32)) break layout5x5;
      i += 1;
    }
    // body
    bodyStart = i;
    i = end;
    bodyEnd = i;
    if (i !== end) break layout5x5;
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
    if (priority >= 0) {
      at = putSeverityNumberKey(w, at);
      at = putInteger(o, at, syslogSeverity[priority & 7] as number);
    }
    at = putBodyKey(w, at);
    at = putEscaped(w, at, v, bodyStart, bodyEnd);
    w.setFloat64(at, text3, true);
    at += 2;
    out.length = at;
    return 5;
  }
  i = i4;
  at = at4;
  bodyStart = 0;
  bodyEnd = 0;
  // service.name
  const serviceNameField = i;
  for (; i < end && (c = b[i] as number) !== 58 /* : */; i += 1) if (hostByte[c] !== 1) return foreign;
  if (i === serviceNameField) return foreign;
  at = putServiceNameKey(w, at);
  at = copy(w, at, v, serviceNameField, i);
  if (i + 1 > end || !(b[i] === 58 /* : */)) return foreign;
  i += 1;
  w.setFloat64(at, text, true);
  at += 3;
  if (i + 1 <= end && b[i] === 32) {
    if (i + 1 > end || !(b[i] === 32)) return foreign;
    i += 1;
    // body
    bodyStart = i;
    i = end;
    bodyEnd = i;
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
  if (priority >= 0) {
    at = putSeverityNumberKey(w, at);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = putBodyKey(w, at);
  at = putEscaped(w, at, v, bodyStart, bodyEnd);
  w.setFloat64(at, text3, true);
  at += 2;
  out.length = at;
  return 5;
}

function scanPattern(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
  const w = out.view;
  const v = viewOf(b);
  let at = out.length;
  let i = start;
  let c = 0;
  let seconds = -1;
  let nanos = 0;
  let zoned = true;
  let severityStart = 0;
  let severityEnd = 0;
  let severity = 0;
  let bodyStart = 0;
  let bodyEnd = 0;
  // time
  i = isoTime(b, i, end, zone);
  if (i < 0) return foreign;
  seconds = clock.seconds;
  nanos = clock.nanos;
  zoned = clock.zoned;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // severity
  severityStart = i;
  const severityField = i;
  while (i < end && !(((c = b[i] as number) === 32 && b[i + 1] === 91 /* [ */) || (c === 32))) i += 1;
  if (i === severityField) return foreign;
  severityEnd = i;
  severity = severityAt(b, severityField, i);
  if (severity === 0) return foreign;
  if (i + 2 <= end && b[i] === 32 && b[i + 1] === 91 /* [ */) {
    if (i + 2 > end || !(b[i] === 32 && b[i + 1] === 91 /* [ */)) return foreign;
    i += 2;
    // thread.name
    const threadNameField = i;
    at = putThreadNameKey(w, at);
    for (;;) {
      const stop = copyUntil(w, at, v, i, end, 0x5d5d5d5d /* ] */);
      at += stop - i;
      i = stop;
      if (!(i < end && (c = b[i] as number) !== 93 /* ] */)) break;
      at = escapeByte(w, at, c);
      i += 1;
    }
    if (i === threadNameField) return foreign;
    if (i + 1 > end || !(b[i] === 93 /* ] */)) return foreign;
    i += 1;
    w.setFloat64(at, text, true);
    at += 3;
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // log.logger
  const logLoggerField = i;
  at = putLogLoggerKey(w, at);
  for (;;) {
    const stop = copyUntil(w, at, v, i, end, 0x3a3a3a3a /* : */);
    at += stop - i;
    i = stop;
    if (!(i < end && !((c = b[i] as number) === 58 /* : */ && b[i + 1] === 32))) break;
    if (c === 58 /* : */) o[at++] = c;
    else at = escapeByte(w, at, c);
    i += 1;
  }
  if (i === logLoggerField) return foreign;
  if (i + 2 > end || !(b[i] === 58 /* : */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // body
  bodyStart = i;
  i = end;
  bodyEnd = i;
  if (i !== end) return foreign;
  w.setFloat64(at, text, true);
  at += 3;
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
  if (severity > 0) {
    at = putSeverityNumberKey(w, at);
    at = putInteger(o, at, severity);
    at = putSeverityTextKey(w, at);
    at = putEscaped(w, at, v, severityStart, severityEnd);
    o[at++] = 34 /* " */;
  }
  at = putBodyKey(w, at);
  at = putEscaped(w, at, v, bodyStart, bodyEnd);
  w.setFloat64(at, text3, true);
  at += 2;
  out.length = at;
  return 6;
}

/** What a carrier's line holds: by another format, else as it is. */
function inside(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number, seconds: number, nanos: number): number {
  carrier.seconds = seconds;
  carrier.nanos = nanos;
  const kind = scanInside(b, start, end, out, observedMs);
  carrier.seconds = -1;
  if (kind !== foreign) return kind;
  if (seconds < 0 || b.subarray(start, end).includes(27)) return unsure;
  out.lend((end - start) * 6 + room);
  const w = out.view;
  let at = out.length;
  at = putTimeUnixNanoKey2(w, at);
  at = putUnixNano(w, at, seconds, nanos);
  at = putBodyKey2(w, at);
  at = putEscaped(w, at, viewOf(b), start, end);
  w.setFloat64(at, text3, true);
  at += 2;
  out.length = at;
  return 0;
}

/** Which format takes the line, in order of preference. */
function scanInside(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
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
  if (startsOfJson[first] === 1) {
    const kind = scanJson(b, start, end, out, observedMs, 3, shared);
    if (kind !== foreign) return kind;
  }
  if (first === 60 /* < */) {
    const kind = scanSyslog5424(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfSyslog3164[first] === 1) {
    const kind = scanSyslog3164(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfSyslog3164Variant5[first] === 1) {
    const kind = scanSyslog3164Variant5(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfPattern[first] === 1) {
    const kind = scanPattern(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfLogfmt[first] === 1) {
    const kind = scanLogfmt(b, start, end, out, observedMs, 7, shared);
    if (kind !== foreign) return kind;
  }
  return foreign;
}

/** A carrier comes first, whatever it carries. */
function scan(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const first = start < end ? (b[start] as number) : 10;
  if (startsOfCri[first] === 1) {
    const kind = scanCri(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  return scanInside(b, start, end, out, observedMs);
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
    joins: true,
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
