/** The JSON that a scanner writes: objects with their names, or OTLP's lists of key and value. */
export type Shape = "flat" | "otlp";

export type ValueKind = "string" | "integer" | "float" | "list";

const otlpValue = {
  string: ['{"stringValue":"', '"}'],
  integer: ['{"intValue":"', '"}'],
  float: ['{"doubleValue":', "}"],
  list: ['{"arrayValue":{"values":[{"stringValue":"', '"}]}}'],
} as const;

const flatValue = { string: ['"', '"'], integer: ["", ""], float: ["", ""], list: ['["', '"]'] } as const;

/** What stands in front of an attribute's value and behind it: `,"client.address":"` and `"`. */
export function attributeText(name: string, kind: ValueKind, shape: Shape): readonly [open: string, close: string] {
  const key = JSON.stringify(name);
  if (shape === "flat") return [`,${key}:${flatValue[kind][0]}`, flatValue[kind][1]];
  return [`,{"key":${key},"value":${otlpValue[kind][0]}`, `${otlpValue[kind][1]}}`];
}

/** What stands behind the last attribute, and around the parts of a record that are none. */
export function recordText(shape: Shape) {
  const otlp = shape === "otlp";
  return {
    end: otlp ? "]" : "}",
    time: otlp ? ',"timeUnixNano":"' : ',"time":"',
    severityNumber: ',"severityNumber":',
    severityText: ',"severityText":"',
    body: otlp ? ',"body":{"stringValue":"' : ',"body":"',
    bodyEnd: otlp ? '"}' : '"',
  };
}
