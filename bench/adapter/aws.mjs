import { agents, record } from "./access.mjs";
import { clf, epochOf, int, iso, list, methodOf, nil, re, request, status, timeOf, versionOf } from "./records.mjs";

/** Access and flow logs of Amazon's services. */
export const aws = {
  "aws-alb": {
    patterns: [
      re`^(?<type>\S+) ${iso} (?<name>\S+) (?<client>[\da-fA-F.:]+):(?<port>\d+) (?<target>\S+) (?<t1>-?[\d.]+) (?<t2>-?[\d.]+) (?<t3>-?[\d.]+) (?<status>\d{3}|-) (?<targetStatus>\d+|-) (?<received>\d+) (?<sent>\d+) "(?<request>(?<method>GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH) (?<url>https?://[^ "\\]*) HTTP/(?<version>[\d.]+))" "(?<agent>[^"\\]*)" (?<cipher>\S+) (?:TLSv)?(?<tls>\S+) (?<group>\S+) "(?<trace>[^"\\]*)" "(?<domain>[^"\\]*)" "(?<cert>[^"\\]*)" (?<rule>\S+) \S+ "(?<actions>[^"\\]*)" "(?<redirect>[^"\\]*)" "(?<error>[^"\\]*)"(?: "(?<targets>[^"\\]*)" "(?<codes>[^"\\]*)" "(?<class>[^"\\]*)" "(?<reason>[^"\\]*)"(?: (?<connection>\S+)(?: .*)?)?)?$`,
    ],
    read: (g) => ({
      attributes: Object.assign(elb(g), {
        "http.request.size": int(g.received),
        "http.response.size": int(g.sent),
        "aws.elb.type": g.type,
        "aws.elb.target_group.arn": nil(g.group),
        "aws.elb.trace_id": nil(g.trace),
        "server.address": nil(g.domain),
        "aws.elb.certificate.arn": nil(g.cert),
        "aws.elb.matched_rule_priority": int(g.rule),
        "aws.elb.actions": nil(g.actions),
        "aws.elb.redirect_url": nil(g.redirect),
        "aws.elb.error_reason": nil(g.error),
        "aws.elb.target_list": nil(g.targets),
        "aws.elb.target_status_list": nil(g.codes),
        "aws.elb.classification": nil(g.class),
        "aws.elb.classification_reason": nil(g.reason),
        "aws.elb.connection_trace_id": nil(g.connection),
      }),
      time: timeOf(g),
      severityNumber: status(g.status),
      body: g.request,
    }),
  },
  "aws-elb": {
    patterns: [
      re`^${iso} (?<name>\S+) (?<client>[\da-fA-F.:]+):(?<port>\d+) (?<target>\S+) (?<t1>-?[\d.]+) (?<t2>-?[\d.]+) (?<t3>-?[\d.]+) (?<status>\d{3}|-) (?<targetStatus>\d+|-) (?<received>\d+) (?<sent>\d+) "(?<request>(?<method>GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH) (?<url>https?://[^ "\\]*) HTTP/(?<version>[\d.]+))"(?: "(?<agent>[^"\\]*)" (?<cipher>\S+) (?:TLSv)?(?<tls>\S+))?$`,
    ],
    read: (g) => ({
      attributes: Object.assign(elb(g), { "http.request.body.size": int(g.received), "http.response.body.size": int(g.sent) }),
      time: timeOf(g),
      severityNumber: status(g.status),
      body: g.request,
    }),
  },
  "aws-s3": {
    patterns: [
      re`^(?<owner>\S+) (?<bucket>\S+) \[${clf}\] (?<client>\S+) (?<requester>\S+) (?<id>\S+) (?<operation>\S+) (?<key>\S+) "${request}" (?<status>\d{3}) (?<code>\S+) (?<size>\d+|-) (?<object>\d+|-) (?<total>\d+|-) (?<around>\d+|-) ${agents} (?<versionId>\S+)(?: (?<host>\S+) (?<signature>\S+) (?<cipher>\S+) (?<authentication>\S+) (?<site>\S+)(?: (?:TLSV|TLSv)?(?<tls>\S+)(?: (?<point>\S+)(?: (?<acl>\S+)(?: .*)?)?)?)?)?$`,
    ],
    read: (g) =>
      record(g, {
        "aws.s3.bucket_owner": g.owner,
        "aws.s3.bucket": g.bucket,
        "client.address": nil(g.client),
        "aws.s3.requester": nil(g.requester),
        "aws.request_id": g.id,
        "aws.s3.operation": g.operation,
        "aws.s3.key": nil(g.key),
        "http.response.status_code": Number(g.status),
        "aws.error_code": nil(g.code),
        "http.response.body.size": int(g.size),
        "aws.s3.object_size": int(g.object),
        "aws.s3.total_time_ms": int(g.total),
        "aws.s3.turn_around_time_ms": int(g.around),
        "http.request.header.referer": list(g.referer),
        "user_agent.original": nil(g.agent),
        "aws.s3.version_id": nil(g.versionId),
        "aws.s3.host_id": nil(g.host),
        "aws.s3.signature_version": nil(g.signature),
        "tls.cipher": nil(g.cipher),
        "aws.s3.authentication_type": nil(g.authentication),
        "http.request.header.host": list(g.site),
        "tls.protocol.version": nil(g.tls),
        "aws.s3.access_point.arn": nil(g.point),
        "aws.s3.acl_required": nil(g.acl),
      }),
  },
  "aws-cloudfront": {
    patterns: [
      re`^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)\t(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)\t(?<edge>[^\t]+)\t(?<size>\d+|-)\t(?<client>[^\t]+)\t(?<method>[^\t]+)\t(?<server>[^\t]+)\t(?<path>[^\t]+)\t(?<status>[1-9]\d\d)\t(?<referer>[^\t]+)\t(?<agent>[^\t]+)\t(?<query>[^\t]+)\t(?<cookie>[^\t]+)\t(?<result>[^\t]+)\t(?<id>[^\t]+)\t(?<host>[^\t]+)\t(?<scheme>[^\t]+)\t(?<received>\d+|-)\t(?<took>[\d.]+|-)\t(?<forwarded>[^\t]+)\t(?:TLSv)?(?<tls>[^\t]+)\t(?<cipher>[^\t]+)\t(?<answer>[^\t]+)\t(?:HTTP/(?<version>\d(?:\.\d)?)|-)(?:\t(?<fle>[^\t]+)\t(?<fields>\d+|-)(?:\t(?<port>\d+|-)\t(?<first>[\d.]+|-)\t(?<detailed>[^\t]+)\t(?<type>[^\t]+)\t(?<length>\d+|-)\t(?<from>\d+|-)\t(?<to>\d+|-)(?:\t.*)?)?)?$`,
    ],
    read: (g, line) => ({
      attributes: {
        "aws.cloudfront.edge_location": g.edge,
        "http.response.size": int(g.size),
        "client.address": g.client,
        ...(g.method !== "-" && methodOf(g.method)),
        "server.address": nil(g.server),
        "url.path": nil(g.path),
        "http.response.status_code": Number(g.status),
        "http.request.header.referer": list(g.referer),
        "user_agent.original": nil(g.agent)?.replace(percents, unescapeAll),
        "url.query": nil(g.query),
        "http.request.header.cookie": list(g.cookie),
        "aws.cloudfront.result_type": nil(g.result),
        "aws.request_id": nil(g.id),
        "http.request.header.host": list(g.host),
        "url.scheme": nil(g.scheme),
        "http.request.size": int(g.received),
        "aws.cloudfront.time_taken": float(g.took),
        "http.request.header.x-forwarded-for": list(g.forwarded),
        "tls.protocol.version": nil(g.tls),
        "tls.cipher": nil(g.cipher),
        "aws.cloudfront.response_result_type": nil(g.answer),
        "aws.cloudfront.fle_status": nil(g.fle),
        "aws.cloudfront.fle_encrypted_fields": int(g.fields),
        "client.port": int(g.port),
        "aws.cloudfront.time_to_first_byte": float(g.first),
        "aws.cloudfront.detailed_result_type": nil(g.detailed),
        "http.response.header.content-type": list(g.type),
        "aws.cloudfront.content_length": int(g.length),
        "aws.cloudfront.range_start": int(g.from),
        "aws.cloudfront.range_end": int(g.to),
        "network.protocol.version": g.version && versionOf(g.version),
      },
      time: timeOf(g),
      severityNumber: status(g.status),
      body: line,
    }),
  },
  "aws-vpc-flow": {
    patterns: [
      re`^2 (?<account>\S+) (?<interface>\S+) (?<from>\S+) (?<to>\S+) (?<fromPort>\S+) (?<toPort>\S+) (?<protocol>\S+) (?<packets>\S+) (?<bytes>\S+) (?<seconds>\d{10}) (?<end>\d+) (?<action>\S+) (?<state>\S+)$`,
    ],
    read: (g, line) => ({
      attributes: {
        "cloud.account.id": nil(g.account),
        "aws.vpc.interface_id": nil(g.interface),
        "source.address": nil(g.from),
        "destination.address": nil(g.to),
        "source.port": int(g.fromPort),
        "destination.port": int(g.toPort),
        "aws.vpc.protocol": int(g.protocol),
        "aws.vpc.packets": int(g.packets),
        "aws.vpc.bytes": int(g.bytes),
        "aws.vpc.end": int(g.end),
        "aws.vpc.action": nil(g.action),
        "aws.vpc.log_status": g.state,
      },
      time: epochOf(g.seconds),
      body: line,
    }),
  },
};

const percents = /(?:%[0-9A-Fa-f]{2})+/g;
const unescapeAll = (escaped) => Buffer.from(escaped.replaceAll("%", ""), "hex").toString();
const float = (text) => (text === undefined || text === "-" ? undefined : Number(text));

function elb(g) {
  return {
    "aws.elb.name": g.name,
    "client.address": g.client,
    "client.port": int(g.port),
    "aws.elb.target": nil(g.target),
    "aws.elb.request_processing_time": Number(g.t1),
    "aws.elb.target_processing_time": Number(g.t2),
    "aws.elb.response_processing_time": Number(g.t3),
    "http.response.status_code": int(g.status),
    "aws.elb.target_status_code": int(g.targetStatus),
    "http.request.method": g.method,
    "url.full": g.url,
    "network.protocol.name": "http",
    "network.protocol.version": versionOf(g.version),
    "user_agent.original": nil(g.agent),
    "tls.cipher": nil(g.cipher),
    "tls.protocol.version": nil(g.tls),
  };
}
