import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const request = '[<time:rfc3339>] "<request:request>" ';
const counts = "<http.request.body.size:int> <size:int> <envoy.duration_ms:int?> <envoy.upstream_service_time_ms:int?> ";
const who =
  '"<http.request.header.x-forwarded-for:quoted?>" "<user_agent:quoted?>" "<http.request.header.x-request-id:quoted?>" "<http.request.header.host:quoted?>" "<envoy.upstream_host:quoted?>"';
const flags = " <envoy.response_flags?> ";
const details =
  '<envoy.response_code_details?> <envoy.connection_termination_details?> "<envoy.upstream_transport_failure_reason:quoted?>" ';
const mesh =
  " <envoy.upstream_cluster?> <envoy.upstream_local_address?> <envoy.downstream_local_address?> <envoy.downstream_remote_address?> <envoy.requested_server_name?> <envoy.route_name?>";
/** 0 where there was no answer: of a TCP connection, or of a request that was given up. */
const codes = ["<status>", "0"];

/** https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#default-format-string and Istio's `TEXT` encoding. */
export const envoy: LayoutFormat = {
  name: "envoy",
  about: "access log of Envoy and of Istio's proxies in the default text formats",
  examples: [
    '[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80"',
    '[2020-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 3 1 "-" "curl/7.73.0-DEV" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "10.44.1.27:80" outbound|8000||httpbin.foo.svc.cluster.local 10.44.1.23:37652 10.0.45.184:8000 10.44.1.23:46520 - default',
  ],
  layouts: codes.flatMap((code) => [
    layoutOf(`${request}${code}${flags}${counts}${who}`),
    layoutOf(`${request}${code}${flags}${details}${counts}${who}${mesh}`),
  ]),
};
