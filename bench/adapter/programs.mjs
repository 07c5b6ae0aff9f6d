import { any, bsd, http, int, iso, level, list, nil, re, request, timeOf, yearless } from "./records.mjs";

/** A record of a program's own log: what was found, a level and a message. */
function said(g, attributes, own, year = g.year, zone = g.zone) {
  attributes["log.time.zone_assumed"] = zone === undefined ? "UTC" : undefined;
  return { attributes, time: timeOf(g, year, zone), severityNumber: level(g.level, own), severityText: g.level, body: g.message };
}

const day = iso;
const clock = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;
const dated = String.raw`(?<year>\d{4})/(?<month>\d\d)/(?<day>\d\d) ${clock}`;
const levels = "(?<level>TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL)";
const name = String.raw`(?<logger>[\w.$:/@#<>~-]+)`;
const unixLevels = "(?<level>emerg|alert|crit|error|warn|notice|info|debug)";

const threads = (g) => ({ "thread.name": g.thread, "log.logger": g.logger, "code.line.number": int(g.line) });

const klogTime = String.raw`(?<month>\d\d)(?<day>\d\d) ${clock}\.(?<fraction>\d{6}) +(?<thread>\d+) (?<file>[^:]+):(?<line>\d+)\]`;
const places = (g) => ({ "thread.id": int(g.thread), "code.file.path": g.file, "code.line.number": int(g.line) });

const android = { V: 1, D: 5, I: 9, W: 13, E: 17, F: 21, A: 21 };
const ofPhp = { "Fatal error": 21, "Parse error": 21, "Recoverable fatal error": 17, "Unknown error": 17 };
Object.assign(ofPhp, { Warning: 13, Deprecated: 13, Notice: 10, "Strict Standards": 9 });
const ofRails = { ANY: 9 };

/** Of a JSON object behind a message: what it says of the record is left to its keys. */
function objectOf(text) {
  try {
    const value = JSON.parse(text);
    return /\d{16}/.test(text) || Object.keys(value).some((key) => /^(trace|span)_?id$/i.test(key) || value[key] === null)
      ? undefined
      : value;
  } catch {
    return undefined;
  }
}

/** Logs of servers, runtimes and frameworks. */
export const programs = {
  "nginx-error": {
    patterns: [
      re`^${dated} \[${unixLevels}\] (?<pid>\d+)#(?<tid>\d+): (?:\*(?<connection>\d+) )?(?<message>.+?)(?:, client: (?<client>[^,]+))?(?:, server: (?<server>[^,]*))?(?:, request: "${request}")?(?:, subrequest: "(?<subrequest>[^"\\]*)")?(?:, upstream: "(?<upstream>[^"\\]*)")?(?:, host: "(?<host>[^"\\]*)")?(?:, referrer: "(?<referrer>[^"\\]*)")?$`,
    ],
    read: (g) => {
      if (g.message.includes(", client: ")) return undefined;
      const attributes = {
        "process.pid": int(g.pid),
        "thread.id": int(g.tid),
        "nginx.connection.id": int(g.connection),
        "client.address": g.client,
        "server.address": any(g.server),
        "nginx.subrequest": g.subrequest,
        "nginx.upstream.url": g.upstream,
        "http.request.header.host": list(g.host),
        "http.request.header.referer": list(g.referrer),
      };
      return said(g, g.method ? http(attributes, g) : attributes);
    },
  },
  "httpd-error": {
    patterns: [
      re`^\[[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>\d\d) ${clock}(?:\.(?<fraction>\d+))? (?<year>\d{4})\] \[(?:(?<module>[\w.-]*):)?(?<level>emerg|alert|crit|error|warn|notice|info|debug)\](?: \[pid (?<pid>\d+)(?::tid (?<tid>\d+))?\])?(?: \[client (?<client>[\d.]+|[\da-fA-F:]*::[\da-fA-F:]*?)(?<port>:\d{3,5})?\])?(?: AH(?<code>[0-9a-fA-F]+):)? (?<message>[^ [].*)$`,
    ],
    read: (g) =>
      said(g, {
        "httpd.module": any(g.module),
        "process.pid": int(g.pid),
        "thread.id": int(g.tid),
        "client.address": g.client,
        "client.port": g.port && Number(g.port.slice(1)),
        "error.code": g.code && `AH${g.code}`,
      }),
  },
  klog: {
    patterns: [
      re`^(?<level>[IWEF])${klogTime} "(?<quoted>[^"\\]*)" *(?<pairs>(?:[\w.@/-]+="[^"\\]*"(?: |$))*)$`,
      re`^(?<level>[IWEF])${klogTime} (?<message>[^"].*)$`,
    ],
    read: (g) => {
      const attributes = { ...places(g), "log.time.zone_assumed": "UTC" };
      if (g.pairs) for (const [, key, value] of g.pairs.matchAll(/([\w.@/-]+)="([^"]*)"/g)) attributes[key] = value;
      return { attributes, time: yearless(g), severityNumber: level(g.level), severityText: g.level, body: g.quoted ?? g.message };
    },
  },
  glog: {
    patterns: [re`^(?<level>[IWEF])(?<year>\d{4})${klogTime} (?<message>.+)$`],
    read: (g) => said(g, places(g)),
  },
  log4j: {
    patterns: [
      re`^${day} +${levels} +\[ *(?<thread>[^\]]+?) *\] +${name} *[:-] (?<message>.+)$`,
      re`^${day} +\[ *(?<thread>[^\]]+?) *\] +${levels} +${name} *[:-] (?<message>.+)$`,
      re`^${day} +${levels} +(?<logger>[\w.$/@#<>~-]+):(?<line>\d+) - (?<message>.+)$`,
      re`^${day} +${levels} +${name} *: (?<message>.+)$`,
    ],
    read: (g) => said(g, threads(g)),
  },
  logback: {
    patterns: [re`^${clock}\.(?<fraction>\d+) \[(?<thread>[^\]]+)\] ${levels} +${name} --? (?<message>.+)$`],
    // What is near midnight may be of another day.
    read: (g) =>
      g.hour === "00"
        ? undefined
        : {
            attributes: { ...threads(g), "log.time.zone_assumed": "UTC" },
            time: {
              seconds: Date.UTC(2026, 2, 1, Number(g.hour), Number(g.minute), Number(g.second)) / 1000,
              nanos: Number(g.fraction.padEnd(9, "0")),
            },
            severityNumber: level(g.level),
            severityText: g.level,
            body: g.message,
          },
  },
  spring: {
    patterns: [
      re`^${day} +${levels} (?<pid>\d+) --- (?:\[(?<service>[^\]]+)\] (?!\[[0-9a-f]{32}-))?\[ *(?<thread>[^\]]+?) *\] (?:\[(?:(?<trace>[0-9a-f]{32})-(?<span>[0-9a-f]{16})| *)\] )?(?<logger>[^ ]+) *: (?<message>.+)$`,
    ],
    read: (g) => {
      const attributes = { "process.pid": int(g.pid), "service.name": g.service, "thread.name": g.thread, "log.logger": g.logger };
      return Object.assign(said(g, attributes), { traceId: g.trace, spanId: g.span });
    },
  },
  python: {
    patterns: [
      re`^${day} ${levels} \[(?<logger>[^\]]+)\] \[(?<file>[^:]+):(?<line>\d+)\] \[trace_id=(?<trace>[0-9a-f]{32}) span_id=(?<span>[0-9a-f]{16}) resource\.service\.name=(?<service>[^ \]]*)(?: trace_sampled=[^\]]+)?\] - (?<message>.+)$`,
      re`^${day} - (?<logger>.+?) - ${levels} - (?<message>.+)$`,
      re`^${day} \[${levels}\] ${name}: (?<message>.+)$`,
      re`^${levels}:(?<logger>[^:]+):(?<message>.+)$`,
    ],
    read: (g) => ({
      attributes: {
        "log.logger": g.logger,
        "code.file.path": g.file,
        "code.line.number": int(g.line),
        "service.name": g.service,
        "log.time.zone_assumed": g.year && "UTC",
      },
      time: g.year && timeOf(g),
      severityNumber: level(g.level, { CRITICAL: 21 }),
      severityText: g.level,
      traceId: g.trace,
      spanId: g.span,
      body: g.message,
    }),
  },
  kafka: {
    patterns: [re`^\[${day}\] ${levels} (?<message>.+) \(${name}\)$`],
    read: (g) => said(g, { "log.logger": g.logger }),
  },
  zookeeper: {
    patterns: [
      re`^${day}(?: \[myid:(?<id>[^\]]*)\])? - ${levels} +\[(?:(?<thread>[^\]:]+|QuorumPeer\[myid=\d+\][^:]*)(?:/0:0:0:0:0:0:0:0)?(?::\d+)?:(?<logger>[\w.$/@#<>~-]+)@(?<line>\d+)|(?<only>[^\]:]+))\] - (?<message>.+)$`,
    ],
    read: (g) =>
      said(g, {
        "zookeeper.server_id": g.id || undefined,
        "thread.name": g.thread ?? g.only,
        "log.logger": g.logger,
        "code.line.number": int(g.line),
      }),
  },
  elasticsearch: {
    patterns: [re`^\[${day}\]\[${levels} *\]\[${name} *\] (?:\[(?<node>[^\]]+)\] )?(?<message>.*[^ ])$`],
    read: (g) => said(g, { "log.logger": g.logger, "elasticsearch.node.name": g.node }),
  },
  cassandra: {
    patterns: [re`^${levels} +\[(?<thread>[^\]]+)\] ${day} (?<file>[\w.$-]+):(?<line>\d+) - (?<message>.+)$`],
    read: (g) =>
      said(g, { "thread.name": g.thread, "code.file.path": g.file, "code.line.number": int(g.line), "db.system.name": "cassandra" }),
  },
  golog: {
    patterns: [re`^${dated}(?:\.(?<fraction>\d+))? (?<file>[^ :]+):(?<line>\d+): (?<message>.+)$`],
    read: (g) => ({
      attributes: { "code.file.path": g.file, "code.line.number": int(g.line), "log.time.zone_assumed": "UTC" },
      time: timeOf(g),
      body: g.message,
    }),
  },
  zap: {
    patterns: [
      re`^${day}\t(?<level>[A-Za-z]+)\t(?:${name}\t)?(?<file>[\w.$/@#<>~-]+):(?<line>\d+)\t(?<message>[^\t]+)\t(?<object>\{.*\})$`,
      re`^${day}\t(?<level>[A-Za-z]+)\t(?:${name}\t)?(?<message>[^\t]+)\t(?<object>\{.*\})$`,
    ],
    read: (g) => {
      const found = objectOf(g.object);
      const attributes = { "log.logger": g.logger, "code.file.path": g.file, "code.line.number": int(g.line) };
      return found && said(g, Object.assign(found, attributes), { panic: 19, PANIC: 19 });
    },
  },
  gunicorn: {
    patterns: [
      re`^\[(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d) ${clock} (?<zone>[+-]\d{4})\] \[(?<pid>\d+)\] \[(?<level>[A-Z]+)\] (?<message>.+)$`,
    ],
    read: (g) => said(g, { "process.pid": int(g.pid) }, { CRITICAL: 21 }),
  },
  rabbitmq: {
    patterns: [re`^${day} \[(?<level>[a-z]+)\] <(?<process>[\d.]+)> (?<message>.+)$`],
    read: (g) => said(g, { "rabbitmq.process": g.process }),
  },
  php: {
    patterns: [
      re`^\[(?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d{4}) ${clock} (?<place>UTC|\w+/\w+)\] PHP (?<level>(?:[A-Z][a-z]+ (?:fatal )?error|Strict Standards|[A-Z][a-z]+)):  (?<message>.+?)(?: in (?:Unknown on line 0|(?<file>(?:/|[A-Z]:).*) on line (?<line>\d+)))?$`,
    ],
    read: (g) => {
      const attributes = { "code.file.path": g.file, "code.line.number": int(g.line) };
      return said(g, attributes, ofPhp, g.year, g.place === "UTC" ? "Z" : undefined);
    },
  },
  monolog: {
    patterns: [
      re`^\[${day}\] (?<channel>[\w-]+)\.(?<level>[A-Z]+): (?<message>.+?) \[\](?: \[\])?$`,
      re`^\[${day}\] (?<channel>[\w-]+)\.(?<level>[A-Z]+): (?<message>[^{}]+?) (?<object>\{.*\})$`,
      re`^\[${day}\] (?<channel>[\w-]+)\.(?<level>[A-Z]+): (?<message>[^{}]+)$`,
    ],
    read: (g) => {
      const found = g.object ? objectOf(g.object) : {};
      return found && said(g, Object.assign(found, { "monolog.channel": g.channel }));
    },
  },
  ruby: {
    patterns: [re`^[A-Z], \[${day} #(?<pid>\d+)\] +(?<level>[A-Z]+) -- (?<program>[^:]*): (?<message>.+)$`],
    read: (g) => said(g, { "process.pid": int(g.pid), "ruby.progname": any(g.program) }, ofRails),
  },
  logcat: {
    patterns: [
      re`^(?:(?<year>\d{4})-)?(?<month>\d\d)-(?<day>\d\d) ${clock}\.(?<fraction>\d{3}) +(?<pid>\d+) +(?<thread>\d+) (?<level>[VDIWEFA]) (?<logger>[^:]*?) *: (?<message>.+)$`,
    ],
    read: (g) => ({
      attributes: { "process.pid": int(g.pid), "thread.id": int(g.thread), "log.logger": any(g.logger), "log.time.zone_assumed": "UTC" },
      time: g.year ? timeOf(g) : yearless(g),
      severityNumber: level(g.level, android),
      severityText: g.level,
      body: g.message,
    }),
  },
  openstack: {
    patterns: [
      re`^${day} (?<pid>\d+) (?<level>[A-Z]+) ${name} (?:\[(?<request>(?!instance: )[^\]]+)\] )?(?:\[instance: (?<instance>[^\]]+)\] )?(?<message>.+)$`,
    ],
    read: (g) => {
      const attributes = { "process.pid": int(g.pid), "log.logger": g.logger };
      Object.assign(attributes, { "openstack.request": g.request && nil(g.request), "openstack.instance": g.instance });
      return said(g, attributes, { AUDIT: 10, CRITICAL: 21 });
    },
  },
  spark: {
    patterns: [re`^(?<year>[0-6]\d)/(?<month>\d\d)/(?<day>\d\d) ${clock} (?<level>[A-Z]+) ${name}: (?<message>.+)$`],
    read: (g) => said(g, { "log.logger": g.logger }, undefined, `20${g.year}`),
  },
  syslog3164: {
    patterns: [
      re`^(?:<(?<priority>\d{1,3})>)?${bsd} (?<host>\S+) (?<app>[^ :\[]+)(?:\[(?<pid>\d+)\])?: (?<message>.+)$`,
      re`^(?:<(?<priority>\d{1,3})>)?${bsd} (?<host>\S+) (?<message>[^:]+)$`,
    ],
    read: (g) => ({
      attributes: {
        "syslog.facility": g.priority && Number(g.priority) >> 3,
        "host.name": g.host,
        "service.name": g.app,
        "process.pid": int(g.pid),
        "log.time.zone_assumed": "UTC",
      },
      time: yearless(g),
      severityNumber: g.priority && syslog[Number(g.priority) & 7],
      body: g.message,
    }),
  },
  syslog5424: {
    patterns: [
      re`^<(?<priority>\d{1,3})>1 (?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T${clock}(?:\.(?<fraction>\d+))?(?<zone>Z|[+-]\d\d:\d\d) (?<host>\S+) (?<app>\S+) (?<pid>\S+) (?<id>\S+) (?<data>-|(?:\[(?!origin ip)[^ \]]+(?: [^ =]+="[^"\\]*")*\])+)(?: (?:\uFEFF)?(?<message>.*))?$`,
    ],
    read: (g) => ({
      attributes: {
        "syslog.facility": Number(g.priority) >> 3,
        "host.name": nil(g.host),
        "service.name": nil(g.app),
        "syslog.procid": nil(g.pid),
        "syslog.msgid": nil(g.id),
        "syslog.structured_data": g.data === "-" ? undefined : structured(g.data),
      },
      time: timeOf(g),
      severityNumber: syslog[Number(g.priority) & 7],
      body: g.message ?? "",
    }),
  },
};

const syslog = [21, 19, 18, 17, 13, 10, 9, 5];

function structured(data) {
  const found = {};
  for (const [, id, pairs] of data.matchAll(/\[([^ \]]+)((?: [^ =]+="[^"]*")*)\]/g))
    found[id] = Object.fromEntries([...pairs.matchAll(/ ([^ =]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  return found;
}
