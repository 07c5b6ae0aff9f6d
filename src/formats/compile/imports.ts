/** Where the runtime has what emitted code uses. Types are marked. */
const exportsOf: Readonly<Record<string, string>> = {
  "agent/normaliser.ts": "type AddedFields,type Normal,type Normaliser",
  "agent/stream-name.ts": "streamEnd",
  "agent/sinks/byte-writer.ts": "type ByteWriter",
  "formats/address.ts": "ipEnd,isIp",
  "formats/bytes.ts":
    "byteClass,digits,escapeByte,floatEnd,hexByte,hostByte,isAt,isId,isUrl,knownMethodEnd,methodEnd,nameByte,plain,put,putInteger,signedEnd,wordByte",
  "formats/chunks.ts": "chunksOf,copy,copyTarget,copyUntil,isAtEnd,padded,putColumn,putEscaped,viewOf",
  "formats/colours.ts": "withoutColours",
  "formats/csv.ts": "columnEnd",
  "formats/ecs.ts": "type EcsDocument,toEcs",
  "formats/ecs-names.ts": "syslogLevelBytes",
  "formats/ends.ts": "firstOf,lastOf",
  "formats/escapes.ts": "unescapeHashed,unescapePercent,unescapePlus",
  "formats/json-scan.ts": "scanJson",
  "formats/json.ts": "readJson",
  "formats/line-reader.ts": "type LineContext,LineReader",
  "formats/logfmt.ts": "readLogfmt",
  "formats/logfmt-scan.ts": "scanLogfmt",
  "formats/named-fields.ts": "namedRoom",
  "formats/reason.ts": "reasonOf",
  "formats/request.ts": "splitMethod,splitTarget,type RequestAttributes",
  "formats/several.ts": "decimalOf,integerOf,type Several,textOf",
  "formats/shared.ts": "type Shared",
  "formats/severity.ts": "severityAt,severityOfStatus,syslogSeverity",
  "formats/structured-data.ts": "type StructuredData",
  "formats/structured-scan.ts": "putStructuredData,structuredFound",
  "formats/tail-scan.ts": "putObjectBehind,putObjectsBehind,putPairsBehind,tailFound",
  "formats/time.ts": "bsdTime,clfTime,clock,epochTime,isoTime,putIso,putUnixNano,rfc3339Time",
  "formats/time-reader.ts": "timeReader",
  "formats/unparsed.ts": "type Assumed,closestOf,lineStart,noteProblem,type Problem,unparsed",
  "formats/words.ts": "byteWords,wordEnd",
  "formats/write.ts": "writeNormal",
  "formats/write-ecs.ts": "writeEcs",
  "formats/write-unparsed.ts": "writeUnparsed",
  "formats/zone.ts": "zoneOf",
};

/** The import statements of emitted code, and the modules of the runtime they name. */
export function importsOf(code: string): [imports: string, runtime: string[]] {
  const lines: string[] = [];
  const runtime: string[] = [];
  for (const [module, exported] of Object.entries(exportsOf)) {
    const used = exported.split(",").filter((name) => new RegExp(`\\b${name.replace("type ", "")}\\b`).test(code));
    if (used.length === 0) continue;
    runtime.push(module);
    const typesOnly = used.every((name) => name.startsWith("type "));
    const names = typesOnly ? used.map((name) => name.slice(5)) : used;
    lines.push(`import ${typesOnly ? "type " : ""}{ ${names.join(", ")} } from "../runtime/${module}";`);
  }
  return [lines.join("\n"), runtime];
}
