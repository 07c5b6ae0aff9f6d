import { z } from "zod";
import { textField, wholeNumber } from "../../spec/fields.ts";

const fieldName = z.string().min(1);

/** A metric of what records say. Which keys go together is said by `metric-rules.ts`. */
const metric = z.strictObject({
  count: z.literal(true).optional().describe("true: records are counted"),
  histogram: fieldName.optional().meta({
    description: "the attribute whose numbers are observed, in place of count",
    examples: ["http.response.body.size"],
  }),
  buckets: z
    .array(z.number({ error: "expected a number" }))
    .min(1)
    .optional()
    .meta({ description: "upper bounds of the histogram's buckets, ascending", examples: [[100, 1000, 10000]] }),
  by: z
    .array(fieldName)
    .optional()
    .meta({
      description: "its labels: attributes, or format, severity, log.source, log.file.name; records that have none of them are not counted",
      examples: [["http.request.method", "http.response.status_code"]],
    }),
  limit: wholeNumber("a number of label sets, 1 to 100000", 1, 100_000)
    .default(1000)
    .describe("so many label sets are told apart; records of others count under __overflow__"),
});

/** Prometheus; a colon is for recording rules. https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels */
const metricName = textField(
  "a metric's name of letters, digits and _, not starting with a digit",
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  "http_requests_total",
);

export const metricOptions = z
  .record(metricName, metric)
  .optional()
  .meta({
    description: "metrics of what the records say, on /metrics, by name; each record is read once more for them",
    examples: [{ http_requests_total: { count: true, by: ["http.request.method", "http.response.status_code"] } }],
  });

export type MetricOptions = z.infer<typeof metric>;
