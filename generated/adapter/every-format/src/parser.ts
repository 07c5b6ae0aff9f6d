// Compiled by pod-scaffold from the formats in scaffold.yaml: cri, combined, common, json, syslog5424, syslog3164, pattern, logfmt. Kept current by the generator: change the formats there.
//
// Two faces of the same formats. `encode` reads a line's bytes once and writes the record's JSON as it goes: no object, no string is made.
// What its scanners are unsure of, it leaves to `read`, which makes an object of any line. test/parser.test.ts holds the two equal.

import type { Normal, Normaliser } from "../runtime/agent/normaliser.ts";
import { streamEnd } from "../runtime/agent/stream-name.ts";
import type { ByteWriter } from "../runtime/agent/sinks/byte-writer.ts";
import { byteClass, copy, digits, escapeByte, hostByte, isAt, methodEnd, plain, put, putEscaped, putInteger, signedEnd } from "../runtime/formats/bytes.ts";
import { withoutColours } from "../runtime/formats/colours.ts";
import { scanJson } from "../runtime/formats/json-scan.ts";
import { readJson } from "../runtime/formats/json.ts";
import { type LineContext, LineReader } from "../runtime/formats/line-reader.ts";
import { readLogfmt } from "../runtime/formats/logfmt.ts";
import type { RequestAttributes } from "../runtime/formats/request.ts";
import type { Shared } from "../runtime/formats/shared.ts";
import { severityAt, severityOfStatus, syslogSeverity } from "../runtime/formats/severity.ts";
import type { StructuredData } from "../runtime/formats/structured-data.ts";
import { bsdTime, clfTime, clock, isoTime, putUnixNano, rfc3339Time } from "../runtime/formats/time.ts";
import { timeReader } from "../runtime/formats/time-reader.ts";
import { type Assumed, lineStart, noteProblem, type Problem, unparsed } from "../runtime/formats/unparsed.ts";
import { writeNormal } from "../runtime/formats/write.ts";
import { zoneOf } from "../runtime/formats/zone.ts";

/** container logs of containerd and CRI-O; what is inside is read by the other formats, split lines are joined first */
export interface Cri extends Normal {
  readonly format: "cri";
  readonly attributes: {
    readonly "log.iostream": string;
  } & Assumed;
}

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

/** access log without referer and user agent; a virtual host in front may be there */
export interface Common extends Normal {
  readonly format: "common";
  readonly attributes: {
    readonly "client.address": string;
    readonly "user.name"?: string;
    readonly "http.response.status_code": number;
    readonly "http.response.body.size"?: number | string;
    readonly "server.address"?: string;
    readonly "server.port"?: number | string;
  } & RequestAttributes & Assumed;
}

/** syslog of RFC 5424, with structured data */
export interface Syslog5424 extends Normal {
  readonly format: "syslog5424";
  readonly attributes: {
    readonly "syslog.facility": number;
    readonly "host.name"?: string;
    readonly "service.name"?: string;
    readonly "syslog.procid"?: string;
    readonly "syslog.msgid"?: string;
    readonly "syslog.structured_data"?: StructuredData;
  } & Assumed;
}

/** BSD syslog, as sent and as in files; times without a year get the one that fits */
export interface Syslog3164 extends Normal {
  readonly format: "syslog3164";
  readonly attributes: {
    readonly "syslog.facility"?: number;
    readonly "host.name": string;
    readonly "service.name"?: string;
    readonly "process.pid"?: number | string;
  } & Assumed;
}

/** the pattern {time:iso} {level}{? [{thread}]?} {logger}: {message:rest} */
export interface Pattern extends Normal {
  readonly format: "pattern";
  readonly attributes: {
    readonly "thread.name"?: string;
    readonly "log.logger": string;
  } & Assumed;
}

/** What a line becomes. */
export type ParsedRecord = Cri | Combined | Common | Syslog5424 | Syslog3164 | Pattern | (Normal & { readonly format: "json" | "logfmt" | "unparsed" });

const shape = "otlp";
const formats = ["cri", "combined", "common", "json", "syslog5424", "syslog3164", "pattern", "logfmt", "unparsed"] as const;

const logIostreamKey = Buffer.from(',{"key":"log.iostream","value":{"stringValue":"');
const text = Buffer.from('"}}');
const clientAddressKey = Buffer.from(',{"key":"client.address","value":{"stringValue":"');
const userNameKey = Buffer.from(',{"key":"user.name","value":{"stringValue":"');
const httpRequestMethodKey = Buffer.from(',{"key":"http.request.method","value":{"stringValue":"');
const urlPathKey = Buffer.from(',{"key":"url.path","value":{"stringValue":"');
const urlQueryKey = Buffer.from(',{"key":"url.query","value":{"stringValue":"');
const text2 = Buffer.from(" HTTP/");
const networkProtocolNameKey = Buffer.from(',{"key":"network.protocol.name","value":{"stringValue":"http"}},{"key":"network.protocol.version","value":{"stringValue":"');
const httpResponseStatusCodeKey = Buffer.from(',{"key":"http.response.status_code","value":{"intValue":"');
const httpResponseBodySizeKey = Buffer.from(',{"key":"http.response.body.size","value":{"intValue":"');
const httpRequestHeaderRefererKey = Buffer.from(',{"key":"http.request.header.referer","value":{"arrayValue":{"values":[{"stringValue":"');
const text3 = Buffer.from('"}]}}}');
const userAgentOriginalKey = Buffer.from(',{"key":"user_agent.original","value":{"stringValue":"');
const httpRequestHeaderXForwardedForKey = Buffer.from(',{"key":"http.request.header.x-forwarded-for","value":{"arrayValue":{"values":[{"stringValue":"');
const timeUnixNanoKey = Buffer.from(',"timeUnixNano":"');
const severityNumberKey = Buffer.from(',"severityNumber":');
const bodyKey = Buffer.from(',"body":{"stringValue":"');
const text4 = Buffer.from('"}');
const serverAddressKey = Buffer.from(',{"key":"server.address","value":{"stringValue":"');
const serverPortKey = Buffer.from(',{"key":"server.port","value":{"intValue":"');
const syslogFacilityKey = Buffer.from(',{"key":"syslog.facility","value":{"intValue":"');
const hostNameKey = Buffer.from(',{"key":"host.name","value":{"stringValue":"');
const serviceNameKey = Buffer.from(',{"key":"service.name","value":{"stringValue":"');
const syslogProcidKey = Buffer.from(',{"key":"syslog.procid","value":{"stringValue":"');
const syslogMsgidKey = Buffer.from(',{"key":"syslog.msgid","value":{"stringValue":"');
const processPidKey = Buffer.from(',{"key":"process.pid","value":{"intValue":"');
const threadNameKey = Buffer.from(',{"key":"thread.name","value":{"stringValue":"');
const logLoggerKey = Buffer.from(',{"key":"log.logger","value":{"stringValue":"');
const severityTextKey = Buffer.from(',"severityText":"');
const timeUnixNanoKey2 = Buffer.from('],"timeUnixNano":"');
const bodyKey2 = Buffer.from('","body":{"stringValue":"');
/** More than all constants and numbers of a record. */
const room = 1602;

const foreign = -1;
const unsure = -2;
/** The time of the line that carries the one that is read; -1: there is none. */
const carrier = { seconds: -1, nanos: 0 };
let zone = zoneOf("UTC");
let zoneAssumed = Buffer.alloc(0);
/** The same for scanners of the runtime. */
let shared: Shared = { otlp: true, zone, zoneAssumed, carrier };

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
  line.literal(" ");
  const logIostreamField = line.stream();
  line.literal(" ");
  line.tag();
  line.literal(" ");
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

function readCommon(line: LineReader): Common | undefined {
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
  line.literal(" ");
  line.text([" "]);
  line.literal(" ");
  const userNameField = line.nil([" ["]) ? undefined : line.user([" ["]);
  line.literal(" [");
  line.timeBy(timeLayout);
  line.literal('] "');
  const bodyField = line.request();
  line.literal('" ');
  const httpResponseStatusCodeField = line.status();
  line.literal(" ");
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
  line.literal("<");
  const severityField = line.priority();
  line.literal(">1 ");
  if (!line.nil([" "])) line.rfc3339();
  line.literal(" ");
  const hostNameField = line.nil([" "]) ? undefined : line.text([" "]);
  line.literal(" ");
  const serviceNameField = line.nil([" "]) ? undefined : line.text([" "]);
  line.literal(" ");
  const syslogProcidField = line.nil([" "]) ? undefined : line.text([" "]);
  line.literal(" ");
  const syslogMsgidField = line.nil([" "]) ? undefined : line.text([" "]);
  line.literal(" ");
  const syslogStructuredDataField = line.structured();
  let bodyField: string | undefined;
  if (line.has(" ")) {
    line.literal(" ");
    if (line.has("\ufeff")) {
      line.literal("\ufeff");
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
    line.literal("<");
    severityField = line.priority();
    line.literal(">");
  }
  line.bsd();
  line.literal(" ");
  const hostNameField = line.text([" "]);
  line.literal(" ");
  const serviceNameField = line.text(["[", ": "]);
  let processPidField: number | string | undefined;
  if (line.has("[")) {
    line.literal("[");
    processPidField = line.int();
    line.literal("]");
  }
  line.literal(": ");
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
    line.literal("<");
    severityField = line.priority();
    line.literal(">");
  }
  line.bsd();
  line.literal(" ");
  const hostNameField = line.text([" "]);
  line.literal(" ");
  const serviceNameField = line.host(["["]);
  line.literal("[");
  const processPidField = line.int();
  line.literal("]:");
  if (line.has(" ")) {
    line.literal(" ");
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
    line.literal("<");
    severityField = line.priority();
    line.literal(">");
  }
  line.bsd();
  line.literal(" ");
  const hostNameField = line.text([" "]);
  line.literal(" ");
  const serviceNameField = line.host([":"]);
  line.literal(":");
  let bodyField: string | undefined;
  if (line.has(" ")) {
    line.literal(" ");
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
    line.literal("<");
    severityField = line.priority();
    line.literal(">");
  }
  line.bsd();
  line.literal(" ");
  const hostNameField = line.text([" "]);
  line.literal(" ");
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
    line.literal("<");
    severityField = line.priority();
    line.literal(">");
  }
  line.rfc3339();
  line.literal(" ");
  const hostNameField = line.text([" "]);
  line.literal(" ");
  const serviceNameField = line.text(["[", ": "]);
  let processPidField: number | string | undefined;
  if (line.has("[")) {
    line.literal("[");
    processPidField = line.int();
    line.literal("]");
  }
  line.literal(": ");
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
    line.literal("<");
    severityField = line.priority();
    line.literal(">");
  }
  line.rfc3339();
  line.literal(" ");
  const hostNameField = line.text([" "]);
  line.literal(" ");
  const serviceNameField = line.host(["["]);
  line.literal("[");
  const processPidField = line.int();
  line.literal("]:");
  if (line.has(" ")) {
    line.literal(" ");
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
    line.literal("<");
    severityField = line.priority();
    line.literal(">");
  }
  line.rfc3339();
  line.literal(" ");
  const hostNameField = line.text([" "]);
  line.literal(" ");
  const serviceNameField = line.host([":"]);
  line.literal(":");
  let bodyField: string | undefined;
  if (line.has(" ")) {
    line.literal(" ");
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
  line.literal(" ");
  const severityField = line.level([" [", " "]);
  let threadNameField: string | undefined;
  if (line.has(" [")) {
    line.literal(" [");
    threadNameField = line.text(["]"]);
    line.literal("]");
  }
  line.literal(" ");
  const logLoggerField = line.text([": "]);
  line.literal(": ");
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
function readInside(b: Buffer, start: number, end: number, context: LineContext, problems: Problem[]): ParsedRecord | undefined {
  const first = start < end ? (b[start] as number) : 10;
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
  if (startsOfCommon[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCommon(line);
    if (record) return record;
    noteProblem(problems, { format: "common", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfCommonVariant2[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCommonVariant2(line);
    if (record) return record;
    noteProblem(problems, { format: "common", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfCommonVariant3[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCommonVariant3(line);
    if (record) return record;
    noteProblem(problems, { format: "common", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfJson[first] === 1) {
    const record = readJson(b, start, end, context);
    if (typeof record !== "string") return record as ParsedRecord;
    noteProblem(problems, { format: "json", text: record, fitted: 0 });
  }
  if (first === 60 /* < */) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog5424(line);
    if (record) return record;
    noteProblem(problems, { format: "syslog5424", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfSyslog3164[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164(line);
    if (record) return record;
    noteProblem(problems, { format: "syslog3164", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfSyslog3164Variant2[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant2(line);
    if (record) return record;
    noteProblem(problems, { format: "syslog3164", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfSyslog3164Variant3[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant3(line);
    if (record) return record;
    noteProblem(problems, { format: "syslog3164", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfSyslog3164Variant4[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant4(line);
    if (record) return record;
    noteProblem(problems, { format: "syslog3164", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfSyslog3164Variant5[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant5(line);
    if (record) return record;
    noteProblem(problems, { format: "syslog3164", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfSyslog3164Variant6[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant6(line);
    if (record) return record;
    noteProblem(problems, { format: "syslog3164", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfSyslog3164Variant7[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readSyslog3164Variant7(line);
    if (record) return record;
    noteProblem(problems, { format: "syslog3164", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfPattern[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readPattern(line);
    if (record) return record;
    noteProblem(problems, { format: "pattern", text: line.problem ?? "", fitted: line.fitted });
  }
  if (startsOfLogfmt[first] === 1) {
    const record = readLogfmt(b, start, end, context);
    if (typeof record !== "string") return record as ParsedRecord;
    noteProblem(problems, { format: "logfmt", text: record, fitted: 0 });
  }
  const plain = withoutColours(b, start, end);
  return plain && readInside(plain, 0, plain.length, context, problems);
}

/** The object face: any line becomes a record. */
function read(b: Buffer, start: number, end: number, context: LineContext): ParsedRecord {
  const first = start < end ? (b[start] as number) : 10;
  const problems: Problem[] = [];
  if (startsOfCri[first] === 1) {
    const line = new LineReader(b, start, end, context);
    const record = readCri(line);
    if (record) {
      const inside = readInside(b, line.innerStart, end, { ...context, carried: record.timeUnixNano }, problems);
      return inside ? ({ ...inside, attributes: { ...record.attributes, ...inside.attributes } } as ParsedRecord) : record;
    }
    noteProblem(problems, { format: "cri", text: line.problem ?? "", fitted: line.fitted });
  }
  return readInside(b, start, end, context, problems) ?? unparsed(b, start, end, problems, context);
}

function scanCri(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
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
  at = put(o, at, logIostreamKey);
  at = copy(o, at, b, i, logIostreamFieldEnd);
  at = put(o, at, text);
  i = logIostreamFieldEnd;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // nowhere
  if (i >= end || (b[i] !== 70 /* F */ && b[i] !== 80 /* P */)) return foreign;
  i += 1;
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
  at = put(o, at, text);
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
    at = put(o, at, text);
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
  at = put(o, at, text);
  i = methodStop + 1;
  if (i >= end || b[i] !== 47) return unsure;
  at = put(o, at, urlPathKey);
  for (; i < end && (c = b[i] as number) !== 32 && c !== 63 /* ? */; i += 1) {
    if (plain[c] !== 1) return unsure;
    o[at++] = c;
  }
  at = put(o, at, text);
  if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
    i += 1;
    at = put(o, at, urlQueryKey);
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] !== 1) return unsure;
      o[at++] = c;
    }
    at = put(o, at, text);
  } else if (i < end && b[i] === 63 /* ? */) i += 1;
  if (!isAt(b, i, end, text2)) return unsure;
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
  at = put(o, at, text);
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = put(o, at, httpResponseStatusCodeKey);
  at = copy(o, at, b, i, i + 3);
  at = put(o, at, text);
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
    at = put(o, at, text);
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
    at = put(o, at, text3);
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
    at = put(o, at, text);
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
      at = put(o, at, text3);
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = put(o, at, bodyKey);
  at = copy(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 1;
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
  at = put(o, at, text);
  if (i + 1 <= end && b[i] === 58 /* : */) {
    if (i + 1 > end || !(b[i] === 58 /* : */)) return foreign;
    i += 1;
    // server.port
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const serverPortFieldEnd = signedEnd(b, i, end);
    if (serverPortFieldEnd < 0) return unsure;
    at = put(o, at, serverPortKey);
    at = copy(o, at, b, i, serverPortFieldEnd);
    at = put(o, at, text);
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
  at = put(o, at, text);
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
    at = put(o, at, text);
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
  at = put(o, at, text);
  i = methodStop + 1;
  if (i >= end || b[i] !== 47) return unsure;
  at = put(o, at, urlPathKey);
  for (; i < end && (c = b[i] as number) !== 32 && c !== 63 /* ? */; i += 1) {
    if (plain[c] !== 1) return unsure;
    o[at++] = c;
  }
  at = put(o, at, text);
  if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
    i += 1;
    at = put(o, at, urlQueryKey);
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] !== 1) return unsure;
      o[at++] = c;
    }
    at = put(o, at, text);
  } else if (i < end && b[i] === 63 /* ? */) i += 1;
  if (!isAt(b, i, end, text2)) return unsure;
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
  at = put(o, at, text);
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = put(o, at, httpResponseStatusCodeKey);
  at = copy(o, at, b, i, i + 3);
  at = put(o, at, text);
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
    at = put(o, at, text);
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
    at = put(o, at, text3);
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
    at = put(o, at, text);
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
      at = put(o, at, text3);
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = put(o, at, bodyKey);
  at = copy(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 1;
}

function scanCommon(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
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
  at = put(o, at, text);
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
    at = put(o, at, text);
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
  at = put(o, at, text);
  i = methodStop + 1;
  if (i >= end || b[i] !== 47) return unsure;
  at = put(o, at, urlPathKey);
  for (; i < end && (c = b[i] as number) !== 32 && c !== 63 /* ? */; i += 1) {
    if (plain[c] !== 1) return unsure;
    o[at++] = c;
  }
  at = put(o, at, text);
  if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
    i += 1;
    at = put(o, at, urlQueryKey);
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] !== 1) return unsure;
      o[at++] = c;
    }
    at = put(o, at, text);
  } else if (i < end && b[i] === 63 /* ? */) i += 1;
  if (!isAt(b, i, end, text2)) return unsure;
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
  at = put(o, at, text);
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = put(o, at, httpResponseStatusCodeKey);
  at = copy(o, at, b, i, i + 3);
  at = put(o, at, text);
  i += 3;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // http.response.body.size
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32 || b[i + 1] === 9)) i += 1;
  else {
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const httpResponseBodySizeFieldEnd = signedEnd(b, i, end);
    if (httpResponseBodySizeFieldEnd < 0) return unsure;
    at = put(o, at, httpResponseBodySizeKey);
    at = copy(o, at, b, i, httpResponseBodySizeFieldEnd);
    at = put(o, at, text);
    i = httpResponseBodySizeFieldEnd;
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = put(o, at, bodyKey);
  at = copy(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 2;
}

function scanCommonVariant2(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
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
  at = put(o, at, text);
  if (i + 1 <= end && b[i] === 58 /* : */) {
    if (i + 1 > end || !(b[i] === 58 /* : */)) return foreign;
    i += 1;
    // server.port
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const serverPortFieldEnd = signedEnd(b, i, end);
    if (serverPortFieldEnd < 0) return unsure;
    at = put(o, at, serverPortKey);
    at = copy(o, at, b, i, serverPortFieldEnd);
    at = put(o, at, text);
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
  at = put(o, at, text);
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
    at = put(o, at, text);
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
  at = put(o, at, text);
  i = methodStop + 1;
  if (i >= end || b[i] !== 47) return unsure;
  at = put(o, at, urlPathKey);
  for (; i < end && (c = b[i] as number) !== 32 && c !== 63 /* ? */; i += 1) {
    if (plain[c] !== 1) return unsure;
    o[at++] = c;
  }
  at = put(o, at, text);
  if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
    i += 1;
    at = put(o, at, urlQueryKey);
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] !== 1) return unsure;
      o[at++] = c;
    }
    at = put(o, at, text);
  } else if (i < end && b[i] === 63 /* ? */) i += 1;
  if (!isAt(b, i, end, text2)) return unsure;
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
  at = put(o, at, text);
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = put(o, at, httpResponseStatusCodeKey);
  at = copy(o, at, b, i, i + 3);
  at = put(o, at, text);
  i += 3;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // http.response.body.size
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32 || b[i + 1] === 9)) i += 1;
  else {
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const httpResponseBodySizeFieldEnd = signedEnd(b, i, end);
    if (httpResponseBodySizeFieldEnd < 0) return unsure;
    at = put(o, at, httpResponseBodySizeKey);
    at = copy(o, at, b, i, httpResponseBodySizeFieldEnd);
    at = put(o, at, text);
    i = httpResponseBodySizeFieldEnd;
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = put(o, at, bodyKey);
  at = copy(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 2;
}

function scanCommonVariant3(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
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
  at = put(o, at, text);
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
    at = put(o, at, text);
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
  at = put(o, at, httpRequestMethodKey);
  at = copy(o, at, b, i, methodStop);
  at = put(o, at, text);
  i = methodStop + 1;
  if (i >= end || b[i] !== 47) return unsure;
  at = put(o, at, urlPathKey);
  for (; i < end && (c = b[i] as number) !== 32 && c !== 63 /* ? */; i += 1) {
    if (plain[c] !== 1) return unsure;
    o[at++] = c;
  }
  at = put(o, at, text);
  if (i < end && b[i] === 63 /* ? */ && b[i + 1] !== 32) {
    i += 1;
    at = put(o, at, urlQueryKey);
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] !== 1) return unsure;
      o[at++] = c;
    }
    at = put(o, at, text);
  } else if (i < end && b[i] === 63 /* ? */) i += 1;
  if (!isAt(b, i, end, text2)) return unsure;
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
  at = put(o, at, text);
  bodyEnd = i;
  if (i + 2 > end || !(b[i] === 34 /* " */ && b[i + 1] === 32)) return foreign;
  i += 2;
  // http.response.status_code
  status = digits(b, i, 3, end);
  if (status < 100) return foreign;
  at = put(o, at, httpResponseStatusCodeKey);
  at = copy(o, at, b, i, i + 3);
  at = put(o, at, text);
  i += 3;
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // http.response.body.size
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32 || b[i + 1] === 9)) i += 1;
  else {
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const httpResponseBodySizeFieldEnd = signedEnd(b, i, end);
    if (httpResponseBodySizeFieldEnd < 0) return unsure;
    at = put(o, at, httpResponseBodySizeKey);
    at = copy(o, at, b, i, httpResponseBodySizeFieldEnd);
    at = put(o, at, text);
    i = httpResponseBodySizeFieldEnd;
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (status > 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, severityOfStatus(status));
  }
  at = put(o, at, bodyKey);
  at = copy(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 2;
}

function scanSyslog5424(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
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
  at = put(o, at, syslogFacilityKey);
  at = putInteger(o, at, priority >> 3);
  at = put(o, at, text);
  if (i + 3 > end || !(b[i] === 62 /* > */ && b[i + 1] === 49 /* 1 */ && b[i + 2] === 32)) return foreign;
  i += 3;
  // time
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
    at = put(o, at, hostNameKey);
    const hostNameField = i;
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else at = escapeByte(o, at, c);
    }
    if (i === hostNameField) return foreign;
    at = put(o, at, text);
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // service.name
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32)) i += 1;
  else {
    at = put(o, at, serviceNameKey);
    const serviceNameField = i;
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else at = escapeByte(o, at, c);
    }
    if (i === serviceNameField) return foreign;
    at = put(o, at, text);
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // syslog.procid
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32)) i += 1;
  else {
    at = put(o, at, syslogProcidKey);
    const syslogProcidField = i;
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else at = escapeByte(o, at, c);
    }
    if (i === syslogProcidField) return foreign;
    at = put(o, at, text);
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // syslog.msgid
  if (i < end && b[i] === 45 /* - */ && (i + 1 === end || b[i + 1] === 32)) i += 1;
  else {
    at = put(o, at, syslogMsgidKey);
    const syslogMsgidField = i;
    for (; i < end && (c = b[i] as number) !== 32; i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else at = escapeByte(o, at, c);
    }
    if (i === syslogMsgidField) return foreign;
    at = put(o, at, text);
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // syslog.structured_data
  if (i >= end || b[i] !== 45 /* - */) return unsure;
  i += 1;
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (priority >= 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = put(o, at, bodyKey);
  at = putEscaped(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 4;
}

function scanSyslog3164(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
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
    at = put(o, at, syslogFacilityKey);
    at = putInteger(o, at, priority >> 3);
    at = put(o, at, text);
    if (i + 1 > end || !(b[i] === 62 /* > */)) return foreign;
    i += 1;
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
  at = put(o, at, hostNameKey);
  const hostNameField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) {
    if (plain[c] === 1) o[at++] = c;
    else at = escapeByte(o, at, c);
  }
  if (i === hostNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // service.name
  at = put(o, at, serviceNameKey);
  const serviceNameField = i;
  for (; i < end && !(((c = b[i] as number) === 91 /* [ */) || (c === 58 /* : */ && b[i + 1] === 32)); i += 1) {
    if (plain[c] === 1) o[at++] = c;
    else at = escapeByte(o, at, c);
  }
  if (i === serviceNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 <= end && b[i] === 91 /* [ */) {
    if (i + 1 > end || !(b[i] === 91 /* [ */)) return foreign;
    i += 1;
    // process.pid
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const processPidFieldEnd = signedEnd(b, i, end);
    if (processPidFieldEnd < 0) return unsure;
    at = put(o, at, processPidKey);
    at = copy(o, at, b, i, processPidFieldEnd);
    at = put(o, at, text);
    i = processPidFieldEnd;
    if (i + 1 > end || !(b[i] === 93 /* ] */)) return foreign;
    i += 1;
  }
  if (i + 2 > end || !(b[i] === 58 /* : */ && b[i + 1] === 32)) return foreign;
  i += 2;
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (priority >= 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = put(o, at, bodyKey);
  at = putEscaped(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 5;
}

function scanSyslog3164Variant2(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
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
    at = put(o, at, syslogFacilityKey);
    at = putInteger(o, at, priority >> 3);
    at = put(o, at, text);
    if (i + 1 > end || !(b[i] === 62 /* > */)) return foreign;
    i += 1;
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
  at = put(o, at, hostNameKey);
  const hostNameField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) {
    if (plain[c] === 1) o[at++] = c;
    else at = escapeByte(o, at, c);
  }
  if (i === hostNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // service.name
  at = put(o, at, serviceNameKey);
  const serviceNameField = i;
  for (; i < end && (c = b[i] as number) !== 91 /* [ */; i += 1) {
    if (hostByte[c] !== 1) return foreign;
    o[at++] = c;
  }
  if (i === serviceNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 91 /* [ */)) return foreign;
  i += 1;
  // process.pid
  if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
  const processPidFieldEnd = signedEnd(b, i, end);
  if (processPidFieldEnd < 0) return unsure;
  at = put(o, at, processPidKey);
  at = copy(o, at, b, i, processPidFieldEnd);
  at = put(o, at, text);
  i = processPidFieldEnd;
  if (i + 2 > end || !(b[i] === 93 /* ] */ && b[i + 1] === 58 /* : */)) return foreign;
  i += 2;
  if (i + 1 <= end && b[i] === 32) {
    if (i + 1 > end || !(b[i] === 32)) return foreign;
    i += 1;
  }
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (priority >= 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = put(o, at, bodyKey);
  at = putEscaped(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 5;
}

function scanSyslog3164Variant3(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
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
    at = put(o, at, syslogFacilityKey);
    at = putInteger(o, at, priority >> 3);
    at = put(o, at, text);
    if (i + 1 > end || !(b[i] === 62 /* > */)) return foreign;
    i += 1;
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
  at = put(o, at, hostNameKey);
  const hostNameField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) {
    if (plain[c] === 1) o[at++] = c;
    else at = escapeByte(o, at, c);
  }
  if (i === hostNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // service.name
  at = put(o, at, serviceNameKey);
  const serviceNameField = i;
  for (; i < end && (c = b[i] as number) !== 58 /* : */; i += 1) {
    if (hostByte[c] !== 1) return foreign;
    o[at++] = c;
  }
  if (i === serviceNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 58 /* : */)) return foreign;
  i += 1;
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (priority >= 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = put(o, at, bodyKey);
  at = putEscaped(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 5;
}

function scanSyslog3164Variant4(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
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
    at = put(o, at, syslogFacilityKey);
    at = putInteger(o, at, priority >> 3);
    at = put(o, at, text);
    if (i + 1 > end || !(b[i] === 62 /* > */)) return foreign;
    i += 1;
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
  at = put(o, at, hostNameKey);
  const hostNameField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) {
    if (plain[c] === 1) o[at++] = c;
    else at = escapeByte(o, at, c);
  }
  if (i === hostNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (priority >= 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = put(o, at, bodyKey);
  at = putEscaped(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 5;
}

function scanSyslog3164Variant5(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
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
    at = put(o, at, syslogFacilityKey);
    at = putInteger(o, at, priority >> 3);
    at = put(o, at, text);
    if (i + 1 > end || !(b[i] === 62 /* > */)) return foreign;
    i += 1;
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
  at = put(o, at, hostNameKey);
  const hostNameField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) {
    if (plain[c] === 1) o[at++] = c;
    else at = escapeByte(o, at, c);
  }
  if (i === hostNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // service.name
  at = put(o, at, serviceNameKey);
  const serviceNameField = i;
  for (; i < end && !(((c = b[i] as number) === 91 /* [ */) || (c === 58 /* : */ && b[i + 1] === 32)); i += 1) {
    if (plain[c] === 1) o[at++] = c;
    else at = escapeByte(o, at, c);
  }
  if (i === serviceNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 <= end && b[i] === 91 /* [ */) {
    if (i + 1 > end || !(b[i] === 91 /* [ */)) return foreign;
    i += 1;
    // process.pid
    if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
    const processPidFieldEnd = signedEnd(b, i, end);
    if (processPidFieldEnd < 0) return unsure;
    at = put(o, at, processPidKey);
    at = copy(o, at, b, i, processPidFieldEnd);
    at = put(o, at, text);
    i = processPidFieldEnd;
    if (i + 1 > end || !(b[i] === 93 /* ] */)) return foreign;
    i += 1;
  }
  if (i + 2 > end || !(b[i] === 58 /* : */ && b[i + 1] === 32)) return foreign;
  i += 2;
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (priority >= 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = put(o, at, bodyKey);
  at = putEscaped(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 5;
}

function scanSyslog3164Variant6(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
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
    at = put(o, at, syslogFacilityKey);
    at = putInteger(o, at, priority >> 3);
    at = put(o, at, text);
    if (i + 1 > end || !(b[i] === 62 /* > */)) return foreign;
    i += 1;
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
  at = put(o, at, hostNameKey);
  const hostNameField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) {
    if (plain[c] === 1) o[at++] = c;
    else at = escapeByte(o, at, c);
  }
  if (i === hostNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // service.name
  at = put(o, at, serviceNameKey);
  const serviceNameField = i;
  for (; i < end && (c = b[i] as number) !== 91 /* [ */; i += 1) {
    if (hostByte[c] !== 1) return foreign;
    o[at++] = c;
  }
  if (i === serviceNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 91 /* [ */)) return foreign;
  i += 1;
  // process.pid
  if (i >= end || (((c = b[i] as number) < 48 || c > 57) && c !== 45 /* - */)) return foreign;
  const processPidFieldEnd = signedEnd(b, i, end);
  if (processPidFieldEnd < 0) return unsure;
  at = put(o, at, processPidKey);
  at = copy(o, at, b, i, processPidFieldEnd);
  at = put(o, at, text);
  i = processPidFieldEnd;
  if (i + 2 > end || !(b[i] === 93 /* ] */ && b[i + 1] === 58 /* : */)) return foreign;
  i += 2;
  if (i + 1 <= end && b[i] === 32) {
    if (i + 1 > end || !(b[i] === 32)) return foreign;
    i += 1;
  }
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (priority >= 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = put(o, at, bodyKey);
  at = putEscaped(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 5;
}

function scanSyslog3164Variant7(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
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
    at = put(o, at, syslogFacilityKey);
    at = putInteger(o, at, priority >> 3);
    at = put(o, at, text);
    if (i + 1 > end || !(b[i] === 62 /* > */)) return foreign;
    i += 1;
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
  at = put(o, at, hostNameKey);
  const hostNameField = i;
  for (; i < end && (c = b[i] as number) !== 32; i += 1) {
    if (plain[c] === 1) o[at++] = c;
    else at = escapeByte(o, at, c);
  }
  if (i === hostNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // service.name
  at = put(o, at, serviceNameKey);
  const serviceNameField = i;
  for (; i < end && (c = b[i] as number) !== 58 /* : */; i += 1) {
    if (hostByte[c] !== 1) return foreign;
    o[at++] = c;
  }
  if (i === serviceNameField) return foreign;
  at = put(o, at, text);
  if (i + 1 > end || !(b[i] === 58 /* : */)) return foreign;
  i += 1;
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (priority >= 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, syslogSeverity[priority & 7] as number);
  }
  at = put(o, at, bodyKey);
  at = putEscaped(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
  out.length = at;
  return 5;
}

function scanPattern(b: Buffer, start: number, end: number, out: ByteWriter, observedMs: number): number {
  const o = out.lend((end - start) * 12 + room);
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
    at = put(o, at, threadNameKey);
    const threadNameField = i;
    for (; i < end && (c = b[i] as number) !== 93 /* ] */; i += 1) {
      if (plain[c] === 1) o[at++] = c;
      else at = escapeByte(o, at, c);
    }
    if (i === threadNameField) return foreign;
    at = put(o, at, text);
    if (i + 1 > end || !(b[i] === 93 /* ] */)) return foreign;
    i += 1;
  }
  if (i + 1 > end || !(b[i] === 32)) return foreign;
  i += 1;
  // log.logger
  at = put(o, at, logLoggerKey);
  const logLoggerField = i;
  for (; i < end && !((c = b[i] as number) === 58 /* : */ && b[i + 1] === 32); i += 1) {
    if (plain[c] === 1) o[at++] = c;
    else at = escapeByte(o, at, c);
  }
  if (i === logLoggerField) return foreign;
  at = put(o, at, text);
  if (i + 2 > end || !(b[i] === 58 /* : */ && b[i + 1] === 32)) return foreign;
  i += 2;
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
    at = put(o, at, timeUnixNanoKey);
    at = putUnixNano(o, at, seconds, nanos);
    o[at++] = 34 /* " */;
  }
  if (severity > 0) {
    at = put(o, at, severityNumberKey);
    at = putInteger(o, at, severity);
    at = put(o, at, severityTextKey);
    at = putEscaped(o, at, b, severityStart, severityEnd);
    o[at++] = 34 /* " */;
  }
  at = put(o, at, bodyKey);
  at = putEscaped(o, at, b, bodyStart, bodyEnd);
  at = put(o, at, text4);
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
  if (b.subarray(start, end).includes(27)) return unsure;
  const o = out.lend((end - start) * 6 + room);
  let at = put(o, out.length, timeUnixNanoKey2);
  at = putUnixNano(o, at, seconds, nanos);
  at = put(o, at, bodyKey2);
  at = putEscaped(o, at, b, start, end);
  at = put(o, at, text4);
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
    const kind = scanJson(b, start, end, out, 3, shared);
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
  if (startsOfSyslog3164Variant2[first] === 1) {
    const kind = scanSyslog3164Variant2(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfSyslog3164Variant3[first] === 1) {
    const kind = scanSyslog3164Variant3(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfSyslog3164Variant4[first] === 1) {
    const kind = scanSyslog3164Variant4(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfSyslog3164Variant5[first] === 1) {
    const kind = scanSyslog3164Variant5(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfSyslog3164Variant6[first] === 1) {
    const kind = scanSyslog3164Variant6(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfSyslog3164Variant7[first] === 1) {
    const kind = scanSyslog3164Variant7(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfPattern[first] === 1) {
    const kind = scanPattern(b, start, end, out, observedMs);
    if (kind !== foreign) return kind;
  }
  if (startsOfLogfmt[first] === 1) return unsure;
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
