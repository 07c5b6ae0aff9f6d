import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const times = "<aws.elb.request_processing_time:float> <aws.elb.target_processing_time:float> <aws.elb.response_processing_time:float>";
const answer = "<status?> <aws.elb.target_status_code:int?> <http.request.size:int> <http.response.size:int>";
/** The version is its number. */
const tlsVersion = "<?TLSv?><tls.protocol.version:word?>";
const tls = `<tls.cipher:word?> ${tlsVersion}`;
const albHead = `<aws.elb.type:word> <time:rfc3339> <aws.elb.name:word> <client:ip>:<client.port:int> <aws.elb.target:word?> ${times} ${answer}`;
const albTarget = `${tls} <aws.elb.target_group.arn:word?> "<aws.elb.trace_id:quoted?>" "<server.address:quoted?>" "<aws.elb.certificate.arn:quoted?>"`;
const albRule =
  '<aws.elb.matched_rule_priority:int?> <_:rfc3339> "<aws.elb.actions:quoted?>" "<aws.elb.redirect_url:quoted?>" "<aws.elb.error_reason:quoted?>"';
const albTail =
  '<? "<aws.elb.target_list:quoted?>" "<aws.elb.target_status_list:quoted?>" "<aws.elb.classification:quoted?>" "<aws.elb.classification_reason:quoted?>"<? <aws.elb.connection_trace_id:word?><? <_:rest>?>?>?>';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html: columns that are added at the end are passed over. */
export const alb: LayoutFormat = {
  name: "aws-alb",
  about: "access log of AWS Application Load Balancers",
  examples: [
    'https 2024-05-11T08:14:22.186641Z app/shop/50dc6c495c0c9188 203.0.113.100:44740 10.0.0.1:80 0.086 0.048 0.037 200 200 512 57 "GET https://shop.example.com:443/orders?page=2 HTTP/1.1" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/73e2d6bc24d8a067 "Root=1-663f2a8e-36d228ad5d99923122bbe354" "shop.example.com" "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2024-05-11T08:14:22.100000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_dc57cebed65b444ebc8177bb698fe166',
  ],
  layouts: [layoutOf(`${albHead} "<request:request>" "<user_agent:quoted?>" ${albTarget} ${albRule}${albTail}`)],
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html */
export const elb: LayoutFormat = {
  name: "aws-elb",
  about: "access log of AWS Classic Load Balancers",
  examples: [
    '2024-05-11T08:14:23.945958Z shop 203.0.113.39:2818 10.0.0.1:80 0.000086 0.001048 0.001337 200 200 0 57 "GET https://www.example.com:443/a?b=c HTTP/1.1" "Mozilla/5.0" DHE-RSA-AES128-SHA TLSv1.2',
  ],
  layouts: [
    // Of HTTP listeners the sizes are those of the bodies, of TCP listeners of everything.
    "<status> <aws.elb.target_status_code:int?> <http.request.body.size:int> <size:int>",
    "- - <http.request.size:int> <http.response.size:int>",
  ].map((counts) =>
    layoutOf(
      `<time:rfc3339> <aws.elb.name:word> <client:ip>:<client.port:int> <aws.elb.target:word?> ${times} ${counts} "<request:request>"<? "<user_agent:quoted?>" ${tls}?>`,
    ),
  ),
};

const s3Head =
  "<aws.s3.bucket_owner:word> <aws.s3.bucket:word> [<time:clf>] <client:word?> <aws.s3.requester:word?> <aws.request_id:word> <aws.s3.operation:word> <aws.s3.key:word?> ";
const s3Tail =
  ' <status?> <aws.error_code:word?> <size:int?> <aws.s3.object_size:int?> <aws.s3.total_time_ms:int?> <aws.s3.turn_around_time_ms:int?> "<referer:quoted?>" "<user_agent:quoted?>" <aws.s3.version_id:word?>';
const s3Later = `<? <aws.s3.host_id:word?> <aws.s3.signature_version:word?> <tls.cipher:word?> <aws.s3.authentication_type:word?> <http.request.header.host:word?><? <?TLSV?><?TLSv?><tls.protocol.version:word?><? <aws.s3.access_point.arn:word?><? <aws.s3.acl_required:word?><? <_:rest>?>?>?>?>?>`;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html */
export const s3: LayoutFormat = {
  name: "aws-s3",
  about: "server access log of Amazon S3",
  examples: [
    '79a59df9 shop-assets [11/May/2024:08:14:23 +0000] 192.0.2.3 arn:aws:iam::123456789012:user/web 3E57427F3EXAMPLF REST.GET.OBJECT img/logo.png "GET /img/logo.png HTTP/1.1" 200 - 5120 5120 21 20 "https://shop.example/" "Mozilla/5.0" - abc= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-assets.s3.amazonaws.com TLSV1.2 - -',
  ],
  layouts: [layoutOf(`${s3Head}"<request:request>"${s3Tail}${s3Later}`), layoutOf(`${s3Head}-${s3Tail}${s3Later}`)],
};

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html: version 2, the default. */
export const vpcFlow: LayoutFormat = {
  name: "aws-vpc-flow",
  about: "flow log of AWS VPCs, version 2",
  examples: ["2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.0.2 51234 53 17 1 62 1715415269 1715415329 ACCEPT OK"],
  layouts: [
    layoutOf(
      "2 <?unknown?><cloud.account.id:any?> <aws.vpc.interface_id:word?> <source.address:ip?> <destination.address:ip?> <source.port:int?> <destination.port:int?> <aws.vpc.protocol:int?> <aws.vpc.packets:int?> <aws.vpc.bytes:int?> <time:epoch> <aws.vpc.end:int> <aws.vpc.action:word?> <aws.vpc.log_status:word>",
    ),
  ],
};

const columns = (code: string) =>
  [
    "<time:yyyy-MM-dd\tHH:mm:ssu>",
    "<aws.cloudfront.edge_location>",
    "<http.response.size:int?>",
    "<client>",
    "<method?>",
    "<server.address?>",
    "<path?>",
    code,
    "<referer?>",
    "<user_agent:text~percent?>",
    "<query?>",
    "<http.request.header.cookie?>",
    "<aws.cloudfront.result_type?>",
    "<aws.request_id?>",
    "<http.request.header.host?>",
    "<url.scheme?>",
    "<http.request.size:int?>",
    "<aws.cloudfront.time_taken:float?>",
    "<http.request.header.x-forwarded-for?>",
    tlsVersion,
    "<tls.cipher?>",
    "<aws.cloudfront.response_result_type?>",
    "<proto?>",
  ].join("\t");
/** Columns that came later. */
const laterColumns = [
  "<aws.cloudfront.fle_status?>",
  "<aws.cloudfront.fle_encrypted_fields:int?><?\t<client.port:int?>",
  "<aws.cloudfront.time_to_first_byte:float?>",
  "<aws.cloudfront.detailed_result_type?>",
  "<http.response.header.content-type?>",
  "<aws.cloudfront.content_length:int?>",
  "<aws.cloudfront.range_start:int?>",
  "<aws.cloudfront.range_end:int?><?\t<_:rest>?>?>",
].join("\t");

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
export const cloudFront: LayoutFormat = {
  name: "aws-cloudfront",
  about: "standard log of Amazon CloudFront; its times are UTC",
  examples: [
    "2024-05-11\t08:14:22\tFRA56-P2\t703\t203.0.113.4\tGET\td111111abcdef8.cloudfront.net\t/orders\t200\t-\tcurl/8.5.0\t-\t-\tMiss\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\twww.example.com\thttps\t112\t0.101\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tMiss\tHTTP/2.0\t-\t-\t11040\t0.101\tMiss\ttext/html\t703\t-\t-",
  ],
  layouts: ["<status>", "000"].map((code) => layoutOf(`${columns(code)}<?\t${laterColumns}?>`)),
};
