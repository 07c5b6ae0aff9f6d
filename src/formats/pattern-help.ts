import { commonNames } from "./schema/otel.ts";

/** The types of a pattern's fields, for READMEs: what each accepts. */
export const typeRows: readonly { readonly type: string; readonly accepts: string }[] = [
  { type: "text", accepts: "anything up to what follows the field, at least one character; what a field is that names no type" },
  { type: "any", accepts: "the same, or nothing, which is left out" },
  { type: "most", accepts: "anything up to the last place of the line where the text behind it is" },
  { type: "onward", accepts: "as `<message:onward>`: everything up to the end, which the fields behind it read as well" },
  { type: "list", accepts: "texts with `, ` in between: a list" },
  { type: "rest", accepts: "everything up to the end of the line, nothing included" },
  { type: "quoted", accepts: 'text whose quotation marks are escaped; write those around it: `"<agent:quoted>"`' },
  { type: "word", accepts: "anything without a blank" },
  { type: "name", accepts: "the name of a logger, class, function or file: letters, digits and `._-$:/@#<>~`" },
  { type: "hex", accepts: "hexadecimal digits" },
  { type: "int", accepts: "a whole number, with a minus or without" },
  { type: "float", accepts: "the same, and one with a fraction" },
  {
    type: "ints",
    accepts: "a whole number, or several with `, ` or ` : ` in between: a list; `floats` and `texts` are the same of others",
  },
  { type: "floats", accepts: "numbers as of `ints`" },
  { type: "texts", accepts: "texts as of `ints`" },
  { type: "level", accepts: "a known level in any case (trace, debug, info, notice, warn, error, critical, fatal, their short forms)" },
  { type: "letter", accepts: "a known level of one letter, which needs nothing behind it" },
  {
    type: "level:A=5 B=9",
    accepts: "one of a program's own words, exactly as they are written, each with its severity number from 1 (TRACE) to 24",
  },
  { type: "ip", accepts: "an IPv4 or IPv6 address and nothing else" },
  { type: "host", accepts: "an address or a host name" },
  { type: "protocol", accepts: "`HTTP/1.1` or `1.1`: the version" },
  { type: "csv", accepts: "a column: up to the next comma, or in double quotes; with `?` an empty one is left out" },
  {
    type: "pairs",
    accepts:
      'as `<attributes:pairs>` at the end: `key=value`, `key="a value"`, `key=[a list]`, each an attribute; a `<message>` in front of it ends where they begin',
  },
  { type: "object", accepts: "as `<attributes:object>` at the end: the same with the members of a JSON object" },
  { type: "objects", accepts: "as `<attributes:objects>` at the end: the same of one or two, where `[]` is an empty one" },
  { type: "request", accepts: 'the first line of an HTTP request, as `"<request:request>"`: its parts become attributes' },
  { type: "user", accepts: "the user of an access log, in which the server has escaped bytes" },
  { type: "priority", accepts: "as `<level:priority>`: facility and severity of syslog in one number" },
  { type: "structured", accepts: "structured data of RFC 5424, or `-`" },
  { type: "stream", accepts: "`stdout` or `stderr`" },
  { type: "tag", accepts: "`F` or `P`, as container runtimes mark whole and partial lines" },
  { type: "inner", accepts: "everything up to the end: a line that the other formats read" },
  { type: "iso", accepts: "`2026-03-02T11:04:05.123Z`, with a blank for the T, a comma, slashes, and without a zone too" },
  { type: "rfc3339", accepts: "the same with a T and a zone, as it has to be" },
  { type: "clf", accepts: "`02/Mar/2026:11:04:05 +0000`" },
  { type: "bsd", accepts: "`Mar  2 11:04:05`" },
  {
    type: "time:LAYOUT",
    accepts:
      "a time in the letters of Unicode's date patterns, such as `dd/MMM/yyyy:HH:mm:ss Z` or `EEE MMM d HH:mm:ss[.SSS] yyyy`: one letter is one digit or two, `[ ]` may be missing, `'T'` is a T",
  },
  { type: "epoch", accepts: "seconds, milliseconds, microseconds or nanoseconds since 1970" },
];

/** Names of fields that mean something, with what they become. */
export const nameRows: readonly { readonly names: string; readonly becomes: string }[] = [
  { names: "`time`", becomes: "the record's time; of type `iso` unless it says another" },
  { names: "`level`", becomes: "the record's severity; a line with another word there is not of this format" },
  { names: "`message`, `msg`", becomes: "the record's body; of type `rest` unless it says another" },
  { names: "`_`", becomes: "nothing: it is passed over" },
  ...[...new Set(Object.values(commonNames))].map((becomes) => ({
    names: namesOf(becomes),
    becomes: `\`${becomes}\`${becomes === "http.response.status_code" ? ", three digits, which decide the severity: 17 (ERROR) for 5xx, else 9" : ""}`,
  })),
];

function namesOf(attribute: string): string {
  const names = Object.keys(commonNames).filter((name) => commonNames[name] === attribute);
  return names.map((name) => `\`${name}\``).join(", ");
}
