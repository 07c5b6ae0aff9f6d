import { clf, epochOf, http, int, iso, list, methodOf, nil, re, request, status, timeOf } from "./records.mjs";

const head = String.raw`(?<client>[\w:][\w.:%\[\]-]*) \S+ (?<user>[^ \\]+) \[${clf}\] "${request}" (?<status>\d{3}) (?<size>\d+|-)`;
export const agents = String.raw`"(?<referer>[^"\\]*)" "(?<agent>[^"\\]*)"`;
const vhost = String.raw`(?:(?<server>[\w.-]+)(?::(?<port>\d+))? )?`;

function access(g) {
  return {
    "server.address": g.server,
    "server.port": int(g.port),
    "client.address": g.client,
    "user.name": nil(g.user),
    "http.response.status_code": Number(g.status),
    "http.response.body.size": int(g.size),
    "http.request.header.referer": list(g.referer),
    "user_agent.original": nil(g.agent),
  };
}

/** What all that have a request line have in common. */
export const record = (g, attributes) => ({
  attributes: http(attributes, g),
  time: timeOf(g),
  severityNumber: status(g.status),
  body: g.request,
});

/** Access logs of servers and proxies. */
export const accessLogs = {
  combined: {
    patterns: [re`^${vhost}${head} ${agents}(?: "(?<forwarded>[^"\\]*)")?$`],
    read: (g) => record(g, Object.assign(access(g), { "http.request.header.x-forwarded-for": list(g.forwarded) })),
  },
  common: {
    patterns: [re`^${vhost}${head}$`],
    read: (g) => record(g, access(g)),
  },
  "ingress-nginx": {
    patterns: [
      re`^${head} ${agents} (?<length>\d+) (?<took>\d+\.\d+) \[(?<upstream>[^\]]*)\] \[(?<other>[^\]]*)\] (?<address>[^ ,]+) (?<answered>[^ ,]+) (?<upstreamTook>[^ ,]+) (?<upstreamStatus>[^ ,]+) (?<id>[0-9a-f]+)$`,
    ],
    read: (g) =>
      record(
        g,
        Object.assign(access(g), {
          "http.request.size": Number(g.length),
          "nginx.request_time": Number(g.took),
          "ingress.upstream.name": g.upstream || undefined,
          "ingress.alternative_upstream.name": g.other || undefined,
          "nginx.upstream_addr": nil(g.address),
          "nginx.upstream_response_length": int(g.answered),
          "nginx.upstream_response_time": g.upstreamTook === "-" ? undefined : Number(g.upstreamTook),
          "nginx.upstream_status": int(g.upstreamStatus),
          "http.request.header.x-request-id": [g.id],
        }),
      ),
  },
  traefik: {
    patterns: [re`^${head} ${agents} (?<count>\d+) "(?<router>[^"\\]*)" "(?<url>[^"\\]*)" (?<took>\d+)ms$`],
    read: (g) =>
      record(
        g,
        Object.assign(access(g), {
          "traefik.request_count": int(g.count),
          "traefik.router": nil(g.router),
          "traefik.server_url": nil(g.url),
          "traefik.duration_ms": int(g.took),
        }),
      ),
  },
  envoy: {
    patterns: [
      re`^\[${iso}\] "${request}" (?<status>[1-9]\d\d) (?<flags>\S+) (?<received>\d+) (?<sent>\d+) (?<took>\d+|-) (?<upstreamTook>\d+|-) "(?<forwarded>[^"\\]*)" "(?<agent>[^"\\]*)" "(?<id>[^"\\]*)" "(?<host>[^"\\]*)" "(?<upstream>[^"\\]*)"$`,
      re`^\[${iso}\] "${request}" (?<status>[1-9]\d\d) (?<flags>\S+) (?<details>\S+) (?<termination>\S+) "(?<failure>[^"\\]*)" (?<received>\d+) (?<sent>\d+) (?<took>\d+|-) (?<upstreamTook>\d+|-) "(?<forwarded>[^"\\]*)" "(?<agent>[^"\\]*)" "(?<id>[^"\\]*)" "(?<host>[^"\\]*)" "(?<upstream>[^"\\]*)" (?<cluster>\S+) (?<upstreamLocal>\S+) (?<local>\S+) (?<remote>\S+) (?<name>\S+) (?<route>\S+)$`,
    ],
    read: (g) =>
      record(g, {
        "http.response.status_code": Number(g.status),
        "envoy.response_flags": nil(g.flags),
        "envoy.response_code_details": nil(g.details),
        "envoy.connection_termination_details": nil(g.termination),
        "envoy.upstream_transport_failure_reason": nil(g.failure),
        "http.request.body.size": int(g.received),
        "http.response.body.size": int(g.sent),
        "envoy.duration_ms": int(g.took),
        "envoy.upstream_service_time_ms": int(g.upstreamTook),
        "http.request.header.x-forwarded-for": list(g.forwarded),
        "user_agent.original": nil(g.agent),
        "http.request.header.x-request-id": list(g.id),
        "http.request.header.host": list(g.host),
        "envoy.upstream_host": nil(g.upstream),
        "envoy.upstream_cluster": nil(g.cluster),
        "envoy.upstream_local_address": nil(g.upstreamLocal),
        "envoy.downstream_local_address": nil(g.local),
        "envoy.downstream_remote_address": nil(g.remote),
        "envoy.requested_server_name": nil(g.name),
        "envoy.route_name": nil(g.route),
      }),
  },
  haproxy: {
    patterns: [
      re`^(?<client>[\d.]+):(?<port>\d+) \[(?<day>\d\d)/(?<month>[A-Z][a-z]{2})/(?<year>\d{4}):(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)\.(?<fraction>\d{3})\] (?<frontend>\S+) (?<backend>[^ /]+)/(?<server>\S+) (?<tq>-?\d+)/(?<tw>-?\d+)/(?<tc>-?\d+)/(?<tr>-?\d+)/\+?(?<tt>\d+) (?<status>\d{3}) \+?(?<size>\d+) (?<cookie>\S+) (?<setCookie>\S+) (?<state>\S+) (?<active>\d+)/(?<fe>\d+)/(?<be>\d+)/(?<sc>\d+)/\+?(?<retries>\d+) (?<sq>\d+)/(?<bq>\d+)(?: \{(?<sent>[^{}#]*)\} \{(?<answered>[^{}#]*)\})? "${request}"$`,
    ],
    read: (g) =>
      g.request.includes("#")
        ? undefined
        : record(g, {
            "client.address": g.client,
            "client.port": int(g.port),
            "haproxy.frontend": g.frontend,
            "haproxy.backend": g.backend,
            "haproxy.server": g.server,
            "haproxy.time_request_ms": int(g.tq),
            "haproxy.time_queue_ms": int(g.tw),
            "haproxy.time_connect_ms": int(g.tc),
            "haproxy.time_response_ms": int(g.tr),
            "haproxy.time_active_ms": int(g.tt),
            "http.response.status_code": Number(g.status),
            "http.response.size": int(g.size),
            "haproxy.captured_request_cookie": nil(g.cookie),
            "haproxy.captured_response_cookie": nil(g.setCookie),
            "haproxy.termination_state": g.state,
            "haproxy.active_connections": int(g.active),
            "haproxy.frontend_connections": int(g.fe),
            "haproxy.backend_connections": int(g.be),
            "haproxy.server_connections": int(g.sc),
            "haproxy.retries": int(g.retries),
            "haproxy.server_queue": int(g.sq),
            "haproxy.backend_queue": int(g.bq),
            "haproxy.captured_request_headers": g.sent || undefined,
            "haproxy.captured_response_headers": g.answered || undefined,
            "log.time.zone_assumed": "UTC",
          }),
  },
  iis: {
    patterns: [
      re`^${iso} (?<server>[\da-fA-F.:]+) (?<method>[\w-]+) (?<path>\S+) (?<query>\S+) (?<port>\d+) (?<user>\S+) (?<client>[\da-fA-F.:]+) (?<agent>\S+) (?<referer>\S+) (?<status>\d{3}) (?<substatus>\d+) (?<win32>\d+) (?<took>\d+)$`,
    ],
    read: (g, line) => ({
      attributes: {
        "server.address": g.server,
        ...methodOf(g.method),
        "url.path": g.path,
        "url.query": nil(g.query),
        "server.port": int(g.port),
        "user.name": nil(g.user),
        "client.address": g.client,
        "user_agent.original": nil(g.agent)?.replace(/(?<!\+)\+/g, " "),
        "http.request.header.referer": list(g.referer),
        "http.response.status_code": Number(g.status),
        "iis.substatus": int(g.substatus),
        "iis.win32_status": int(g.win32),
        "iis.time_taken_ms": int(g.took),
      },
      time: timeOf(g),
      severityNumber: status(g.status),
      body: line,
    }),
  },
  squid: {
    patterns: [
      re`^(?<seconds>\d{10})\.(?<fraction>\d{3}) +(?<took>\d+) (?<client>[\w.:-]+) (?<result>\w+)/(?<status>[1-9]\d\d) (?<size>\d+) (?<method>\S+) (?<url>\S+) (?<user>\S+) (?<hierarchy>\w+)/(?<server>\S+) (?<type>\S+)$`,
    ],
    read: (g, line) => ({
      attributes: {
        "squid.duration_ms": int(g.took),
        "client.address": g.client,
        "squid.result": g.result,
        "http.response.status_code": Number(g.status),
        "http.response.size": int(g.size),
        ...methodOf(g.method),
        [g.url.includes("://") ? "url.full" : "url.original"]: g.url,
        "user.name": nil(g.user),
        "squid.hierarchy": g.hierarchy,
        "server.address": nil(g.server),
        "http.response.header.content-type": list(g.type),
      },
      time: epochOf(g.seconds, g.fraction),
      severityNumber: status(g.status),
      body: line,
    }),
  },
};
