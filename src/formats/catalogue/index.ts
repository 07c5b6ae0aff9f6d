import type { Format } from "../layout.ts";
import { combined, common } from "./access.ts";
import { cri } from "./carriers.ts";
import { httpdError } from "./httpd.ts";
import { log4j, logback, spring } from "./java.ts";
import { glog, klog } from "./kubernetes.ts";
import { mongodb } from "./mongodb.ts";
import { mariadbError, mysqlError, mysqlSlow } from "./mysql.ts";
import { ingressNginx, nginxError } from "./nginx.ts";
import { postgres } from "./postgres.ts";
import { python } from "./python.ts";
import { redis } from "./redis.ts";
import { json, logfmt } from "./structured.ts";
import { syslog3164, syslog5424 } from "./syslog.ts";

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
  mysqlError,
  mariadbError,
  mysqlSlow,
  redis,
  mongodb,
];

export function formatNamed(name: string): Format | undefined {
  return catalogue.find((format) => format.name === name);
}
