import { ecsKind, ecsName } from "../schema/ecs.ts";

/** The JSON that a scanner writes: objects with their names, OTLP's lists of key and value, or documents of the Elastic Common Schema. */
export type Shape = "flat" | "otlp" | "ecs";

/** `nested`: what writes the value writes all of it. */
export type ValueKind = "string" | "integer" | "float" | "list" | "nested";

const otlpValue = {
  string: ['{"stringValue":"', '"}'],
  integer: ['{"intValue":"', '"}'],
  float: ['{"doubleValue":', "}"],
  list: ['{"arrayValue":{"values":[{"stringValue":"', '"}]}}'],
  nested: ["", ""],
} as const;

const flatValue = { string: ['"', '"'], integer: ["", ""], float: ["", ""], list: ['["', '"]'], nested: ["", ""] } as const;

/** What stands in front of an attribute's value and behind it: `,"client.address":"` and `"`. */
export function attributeText(name: string, kind: ValueKind, shape: Shape): readonly [open: string, close: string] {
  if (shape === "ecs") {
    const [open, close] = flatValue[ecsKind(name, kind)];
    return [`,${JSON.stringify(ecsName(name, kind))}:${open}`, close];
  }
  const key = JSON.stringify(name);
  if (shape === "flat") return [`,${key}:${flatValue[kind][0]}`, flatValue[kind][1]];
  return [`,{"key":${key},"value":${otlpValue[kind][0]}`, `${otlpValue[kind][1]}}`];
}

/** What stands behind the last attribute, and around the parts of a record that are none. */
export function recordText(shape: Shape) {
  if (shape === "ecs")
    return {
      end: "",
      time: ',"@timestamp":"',
      severityNumber: ',"event.severity":',
      severityText: ',"log.level":"',
      trace: ',"trace.id":"',
      span: ',"span.id":"',
      body: ',"message":"',
      bodyEnd: '"',
    };
  const otlp = shape === "otlp";
  return {
    end: otlp ? "]" : "}",
    time: otlp ? ',"timeUnixNano":"' : ',"time":"',
    severityNumber: ',"severityNumber":',
    severityText: ',"severityText":"',
    trace: ',"traceId":"',
    span: ',"spanId":"',
    body: otlp ? ',"body":{"stringValue":"' : ',"body":"',
    bodyEnd: otlp ? '"}' : '"',
  };
}
