/** Where the runtime has what emitted code uses. Types are marked. */
const exportsOf: Readonly<Record<string, string>> = {
  "agent/normaliser.ts": "type Normal,type Normaliser",
  "agent/stream-name.ts": "streamEnd",
  "agent/sinks/byte-writer.ts": "type ByteWriter",
  "formats/address.ts": "ipEnd",
  "formats/bytes.ts":
    "byteClass,copy,digits,escapeByte,floatEnd,hexByte,hostByte,isAt,isId,lastAt,methodEnd,nameByte,plain,put,putEscaped,putInteger,signedEnd,wordByte",
