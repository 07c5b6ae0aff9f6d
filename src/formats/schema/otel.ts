import { field, literal, optional, type Target } from "../layout.ts";

/**
 * The one schema that all formats become: OpenTelemetry's log data model with the names of its semantic conventions.
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/ https://opentelemetry.io/docs/specs/semconv/
 */
export const names = {
  client: "client.address",
  server: "server.address",
  serverPort: "server.port",
  user: "user.name",
  status: "http.response.status_code",
  bodySize: "http.response.body.size",
  userAgent: "user_agent.original",
  stream: "log.iostream",
  host: "host.name",
  app: "service.name",
  pid: "process.pid",
  procid: "syslog.procid",
  msgid: "syslog.msgid",
  structured: "syslog.structured_data",
} as const;

export function attribute(name: string): Target {
  return { attribute: name };
}

/** Headers are lists, since one may be sent several times. */
export const header = (name: string): Target => ({ attribute: `http.request.header.${name}`, list: true });

/** A status decides the severity: the server's own failures are errors. */
export const status: Target = { attribute: names.status, status: true };

/** What fields of a user's pattern are called in the schema, where their name is a common one; others keep theirs. */
export const commonNames: Readonly<Record<string, string>> = {
  thread: "thread.name",
  thread_id: "thread.id",
  pid: "process.pid",
  host: "host.name",
  file: "code.file.path",
  line: "code.line.number",
  function: "code.function.name",
  logger: "log.logger",
  client: "client.address",
  user: "user.name",
  method: "http.request.method",
  path: "url.path",
  query: "url.query",
  status: "http.response.status_code",
  size: "http.response.body.size",
  bytes: "http.response.body.size",
  proto: "network.protocol.version",
  referer: "http.request.header.referer",
  user_agent: "user_agent.original",
  agent: "user_agent.original",
};

/** `"pid"` → `"process.pid"`, `"took"` → `"took"` */
export function commonName(name: string): string {
  return Object.hasOwn(commonNames, name) ? (commonNames[name] as string) : name;
}

/** `client ident user [time] "request" status bytes`, which the access log formats begin with. */
export const accessLog = [
  field("host", attribute(names.client)),
  literal(" "),
  field("text", "nowhere"),
  literal(" "),
  field("user", attribute(names.user), true),
  literal(" ["),
  field("clf", "time"),
  literal('] "'),
  field("request", "body"),
  literal('" '),
  field("int", status),
  literal(" "),
  field("int", attribute(names.bodySize), true),
] as const;

/** The same behind the name of the virtual host, with its port or without: httpd's `%v:%p`. */
export const vhostAccessLog = [
  field("host", attribute(names.server)),
  optional(literal(":"), field("int", attribute(names.serverPort))),
  literal(" "),
  ...accessLog,
] as const;
