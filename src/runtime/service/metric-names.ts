/**
 * The name of a Prometheus label for an attribute: `http.request.method` → `http_request_method`. What a label's name must not hold becomes
 * `_`, several `_` become one, and a digit is not its first character.
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 */
export function labelName(attribute: string): string {
  const name = attribute.replace(/[^A-Za-z0-9_]/g, "_").replace(/_+/g, "_");
  return /^\d/.test(name) || name === "" ? `_${name}` : name;
}
