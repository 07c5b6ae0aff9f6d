import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const request = '[<time:rfc3339>] "<request:request>" ';
const counts = "<http.request.body.size:int> <size:int> <envoy.duration_ms:int?> <envoy.upstream_service_time_ms:int?> ";
const who =
  '"<http.request.header.x-forwarded-for:any?>" "<user_agent:any?>" "<http.request.header.x-request-id:any?>" "<http.request.header.host:any?>" "<envoy.upstream_host:any?>"';
const flags = " <envoy.response_flags?> ";
const details =
  '<envoy.response_code_details?> <envoy.connection_termination_details?> "<envoy.upstream_transport_failure_reason:quoted?>" ';
const mesh =
  " <envoy.upstream_cluster?> <envoy.upstream_local_address?> <envoy.downstream_local_address?> <envoy.downstream_remote_address?> <envoy.requested_server_name?> <envoy.route_name?>";
const answered = `${request}<status>`;
/** 0 where there was no answer. */
const givenUp = `${request}0`;
const connection = '[<time:rfc3339>] "- - -" 0';
const moved = "<envoy.bytes_received:int> <envoy.bytes_sent:int> <envoy.duration_ms:int?> <envoy.upstream_service_time_ms:int?> ";
const heads = [
  [answered, counts],
  [connection, moved],
  [givenUp, counts],
] as const;

/** https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#default-format-string and Istio's `TEXT` encoding. */
export const envoy: LayoutFormat = {
  name: "envoy",
  about: "access log of Envoy and of Istio's proxies in the default text formats",
  examples: [
    '[2024-05-11T08:14:22.311Z] "GET /orders?page=2 HTTP/1.1" 200 - 0 5120 12 11 "203.0.113.24,10.0.0.2" "Mozilla/5.0" "cc21d9b0-0000-432b-8c7e-98aeb7988cd2" "shop.example" "10.0.2.1:8080"',
    '[2024-05-11T08:14:22.412Z] "GET / HTTP/1.1" 503 UF,URX upstream_reset_before_response_started{remote_connection_failure} - "delayed_connect_error:_111" 0 152 82 - "-" "curl/8.5.0" "84961386-0002-929d-98bd-c5aee93b5c88" "reviews:9080" "10.44.1.30:9080" outbound|9080||reviews.default.svc.cluster.local - 10.0.45.1:9080 10.44.1.23:46522 - default',
  ],
  layouts: heads.flatMap(([head, sizes]) => [
    layoutOf(`${head}${flags}${sizes}${who}`),
    layoutOf(`${head}${flags}${details}${sizes}${who}${mesh}`),
  ]),
};
