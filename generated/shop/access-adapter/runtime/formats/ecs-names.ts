// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * The Elastic Common Schema as far as log lines fill it, with the names that OpenTelemetry has for the same.
 * https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html https://www.elastic.co/guide/en/ecs/current/ecs-otel-alignment-details.html
 */

/** OpenTelemetry's attributes that are called otherwise in ECS. */
export const renamed: ReadonlyMap<string, string> = new Map([
  ["http.request.method_original", "http.request.method"],
  ["http.request.body.size", "http.request.body.bytes"],
  ["http.request.size", "http.request.bytes"],
  ["http.response.body.size", "http.response.body.bytes"],
  ["http.response.size", "http.response.bytes"],
  ["http.request.header.referer", "http.request.referrer"],
  ["http.request.header.x-request-id", "http.request.id"],
  ["http.response.header.content-type", "http.response.mime_type"],
  ["network.protocol.name", "network.protocol"],
  ["network.protocol.version", "http.version"],
  ["thread.id", "process.thread.id"],
  ["thread.name", "process.thread.name"],
  ["process.parent_pid", "process.parent.pid"],
  ["process.executable.name", "process.name"],
  ["process.executable.path", "process.executable"],
  ["process.command_args", "process.args"],
  ["code.file.path", "log.origin.file.name"],
  ["code.line.number", "log.origin.file.line"],
  ["code.function.name", "log.origin.function"],
  ["exception.type", "error.type"],
  ["exception.message", "error.message"],
  ["exception.stacktrace", "error.stack_trace"],
  ["syslog.facility", "log.syslog.facility.code"],
  ["syslog.version", "log.syslog.version"],
  ["syslog.procid", "log.syslog.procid"],
  ["syslog.msgid", "log.syslog.msgid"],
  ["syslog.structured_data", "log.syslog.structured_data"],
  ["deployment.environment.name", "service.environment"],
  ["service.instance.id", "service.node.name"],
  ["host.arch", "host.architecture"],
  ["log.time.zone_assumed", "event.timezone"],
]);

/** - `text` a keyword: any scalar, or several; `ip` an address; `long` a whole number; `flattened` an object. */
export type EcsType = "text" | "ip" | "long" | "flattened";

const lists: Readonly<Record<EcsType, string>> = {
  text: `client.address client.domain client.user.name cloud.account.id cloud.availability_zone cloud.instance.id cloud.provider cloud.region
    container.id container.image.name container.name container.runtime destination.address destination.domain error.code error.id error.message
    error.stack_trace error.type event.action event.category event.code event.dataset event.kind event.module event.original event.outcome
    event.provider event.reason event.timezone event.type file.name file.path host.architecture host.hostname host.id host.name
    http.request.body.content http.request.id http.request.method http.request.mime_type http.request.referrer http.response.mime_type
    http.version log.iostream log.logger log.origin.file.name log.origin.function log.syslog.appname log.syslog.hostname log.syslog.msgid
    log.syslog.procid log.syslog.version log.unparsed.reason network.application network.direction network.protocol network.transport
    network.type observer.hostname observer.name orchestrator.cluster.name orchestrator.namespace organization.name process.args
    process.command_line process.executable process.name process.thread.name process.title rule.id rule.name server.address server.domain
    service.environment service.id service.name service.node.name service.type service.version source.address source.domain source.user.name
    tls.cipher tls.client.server_name tls.version tls.version_protocol transaction.id url.domain url.fragment url.full url.original url.path
    url.query url.scheme user.domain user.email user.full_name user.id user.name user_agent.name user_agent.original user_agent.version`,
  ip: "client.ip destination.ip host.ip server.ip source.ip",
  long: `client.bytes client.port destination.bytes destination.port event.duration event.sequence file.size http.request.body.bytes
    http.request.bytes http.response.body.bytes http.response.bytes http.response.status_code log.origin.file.line log.syslog.facility.code
    network.bytes network.packets process.exit_code process.parent.pid process.pid process.thread.id server.bytes server.port source.bytes
    source.port url.port`,
  flattened: "log.syslog.structured_data",
};

/** The fields of ECS that a line may fill, each with its type. */
export const ecsTypes: ReadonlyMap<string, EcsType> = new Map(
  (Object.keys(lists) as EcsType[]).flatMap((type) => lists[type].split(/\s+/).map((name) => [name, type] as const)),
);

/** Fields with one value, where OpenTelemetry has a list. */
export const single: ReadonlySet<string> = new Set(["http.request.referrer", "http.request.id"]);

/**
 * A client is the source of what it sends: Elastic's own integrations fill `source`, which dashboards and geoip read, and ECS asks to
 * fill both. https://www.elastic.co/guide/en/ecs/current/ecs-client.html
 */
export const copies: Readonly<Record<string, string>> = { "client.address": "source.address", "client.port": "source.port" };

/** Where an address stands as well if it is one: the field is of a type that takes no names. */
export const addressCopy: Readonly<Record<string, string>> = { "client.address": "source.ip" };

/** What is said of each request that a server answered. https://www.elastic.co/guide/en/ecs/current/ecs-using-the-categorization-fields.html */
export const ofRequests = { "event.kind": "event", "event.category": ["web"], "event.type": ["access"] } as const;

/** @param status from 400 on the request failed, as Elastic's integrations of web servers say */
export function outcomeOf(status: number): "success" | "failure" {
  return status < 400 ? "success" : "failure";
}

/** syslog's severities 0 to 7 in words. https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1 */
export const syslogLevels = ["emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"] as const;
export const syslogLevelBytes: readonly Buffer[] = syslogLevels.map((level) => Buffer.from(level));

/** What a document says by itself: a field of a line must not say it again. */
export const ownNames: ReadonlySet<string> = new Set(
  `@timestamp ecs.version event.created event.id event.severity log.file.path log.flags log.level log.offset log.source
  log.syslog.priority log.syslog.severity.code message span.id trace.id`.split(/\s+/),
);

/**
 * Where stands what ECS has no name for: `took` → `labels.took`, `shop.tenant` → `labels.shop_tenant`. Labels are flat, so a dot would make an
 * object of one. https://www.elastic.co/guide/en/ecs/current/ecs-base.html#field-labels
 */
export function labelOf(name: string): string {
  const flat = name.replace(/^labels\./, "").replace(/[.*"\\]/g, "_");
  return `labels.${flat.trim() || "(empty)"}`;
}
