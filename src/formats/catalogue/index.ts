import type { Format } from "../layout.ts";
import { combined, common } from "./access.ts";
import { logcat } from "./android.ts";
import { alb, cloudFront, elb, s3, vpcFlow } from "./aws.ts";
import { cri } from "./carriers.ts";
import { envoy } from "./envoy.ts";
import { golog, zap } from "./golang.ts";
import { gunicorn } from "./gunicorn.ts";
import { haproxy } from "./haproxy.ts";
import { httpdError } from "./httpd.ts";
import { iis } from "./iis.ts";
import { log4j, logback, spring } from "./java.ts";
import { cassandra, elasticsearch, kafka, zookeeper } from "./kafka.ts";
import { glog, klog } from "./kubernetes.ts";
import { mongodb } from "./mongodb.ts";
import { mariadbError, mysqlError, mysqlSlow } from "./mysql.ts";
import { ingressNginx, nginxError } from "./nginx.ts";
import { openstack } from "./openstack.ts";
import { monolog, php } from "./php.ts";
import { postgres } from "./postgres.ts";
import { postgresCsv } from "./postgres-csv.ts";
import { python } from "./python.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { redis } from "./redis.ts";
import { ruby } from "./ruby.ts";
import { spark } from "./spark.ts";
import { squid } from "./squid.ts";
import { json, logfmt } from "./structured.ts";
import { syslog3164, syslog5424 } from "./syslog.ts";
import { traefik } from "./traefik.ts";

/** Every format that has a name. A new one is added here and nowhere else. */
export const catalogue: readonly Format[] = [
  combined,
  common,
  json,
  logfmt,
  syslog3164,
  syslog5424,
  cri,
  nginxError,
  ingressNginx,
  httpdError,
  klog,
  glog,
  log4j,
  logback,
  spring,
  python,
  postgres,
  postgresCsv,
  mysqlError,
  mariadbError,
  mysqlSlow,
  redis,
  mongodb,
  haproxy,
  envoy,
  traefik,
  alb,
  elb,
  cloudFront,
  s3,
  vpcFlow,
  zap,
  golog,
  ruby,
  kafka,
  zookeeper,
  elasticsearch,
  cassandra,
  iis,
  gunicorn,
  rabbitmq,
  php,
  monolog,
  squid,
  logcat,
  openstack,
  spark,
];

export function formatNamed(name: string): Format | undefined {
  return catalogue.find((format) => format.name === name);
}
