/**
 * What is wrong with an OTLP/HTTP JSON logs request, by the messages of opentelemetry-proto and protobuf's JSON mapping, read strictly:
 * lowerCamelCase names and no others, 64-bit integers as decimal strings, enums as numbers, ids as hexadecimal, exactly one value in each
 * AnyValue, no attribute twice.
 */
type Rule = (value: unknown, path: string) => string[];

const fail = (path: string, what: string) => [`${path}: ${what}`];
const object = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

const text: Rule = (value, path) => (typeof value === "string" ? [] : fail(path, "no string"));
const fixed64: Rule = (value, path) =>
  typeof value === "string" && /^[1-9]\d*$/.test(value) && BigInt(value) < 2n ** 64n ? [] : fail(path, "no decimal string of 64 bits");
const int64: Rule = (value, path) =>
  typeof value === "string" && /^(0|-?[1-9]\d*)$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value)
    ? []
    : fail(path, "no decimal string of 64 bits");
const uint32: Rule = (value, path) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32 ? [] : fail(path, "no uint32");
const severity: Rule = (value, path) =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 24 ? [] : fail(path, "no severity");
const double: Rule = (value, path) => (typeof value === "number" && Number.isFinite(value) ? [] : fail(path, "no finite number"));
const boolean: Rule = (value, path) => (typeof value === "boolean" ? [] : fail(path, "no boolean"));
const id =
  (digits: number): Rule =>
  (value, path) =>
    typeof value === "string" && new RegExp(`^[0-9a-f]{${digits}}$`).test(value) && !/^0+$/.test(value) ? [] : fail(path, "no id");

const list =
  (item: Rule): Rule =>
  (value, path) =>
    Array.isArray(value) ? value.flatMap((one, index) => item(one, `${path}[${index}]`)) : fail(path, "no list");

const message =
  (fields: Readonly<Record<string, Rule>>, required: readonly string[] = []): Rule =>
  (value, path) => {
    if (!object(value)) return fail(path, "no message");
    const missing = required.filter((name) => value[name] === undefined).map((name) => `${path}.${name}: missing`);
    return [
      ...missing,
      ...Object.entries(value).flatMap(([name, inner]) => fields[name]?.(inner, `${path}.${name}`) ?? fail(`${path}.${name}`, "unknown")),
    ];
  };

/** A value that is not set is empty; the data model keeps those of lists. */
const item: Rule = (value, path) => (object(value) && Object.keys(value).length === 0 ? [] : anyValue(value, path));

const anyValue: Rule = (value, path) => {
  if (!object(value) || Object.keys(value).length !== 1) return fail(path, "not exactly one value");
  return message({
    stringValue: text,
    boolValue: boolean,
    intValue: int64,
    doubleValue: double,
    arrayValue: message({ values: list(item) }),
    kvlistValue: message({ values: attributes }),
  })(value, path);
};

const attributes: Rule = (value, path) => {
  const wrong = list(message({ key: text, value: anyValue }, ["key", "value"]))(value, path);
  if (wrong.length > 0) return wrong;
  const keys = (value as { key: string }[]).map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  return twice === undefined && !keys.includes("") ? [] : fail(path, `the key ${JSON.stringify(twice)} is there twice, or one is empty`);
};

const record = message(
  {
    timeUnixNano: fixed64,
    observedTimeUnixNano: fixed64,
    severityNumber: severity,
    severityText: text,
    body: anyValue,
    attributes,
    droppedAttributesCount: uint32,
    flags: uint32,
    traceId: id(32),
    spanId: id(16),
  },
  ["observedTimeUnixNano", "body"],
);

const scopeLogs = message({ scope: message({ name: text, version: text, attributes }), logRecords: list(record), schemaUrl: text }, [
  "logRecords",
]);
const resourceLogs = message({ resource: message({ attributes }), scopeLogs: list(scopeLogs), schemaUrl: text }, ["scopeLogs"]);
const request = message({ resourceLogs: list(resourceLogs) }, ["resourceLogs"]);

export function violations(json: string): string[] {
  return request(JSON.parse(json), "request");
}
