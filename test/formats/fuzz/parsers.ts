import { catalogue } from "../../../src/formats/catalogue/index.ts";
import type { Shape } from "../../../src/formats/compile/json-shape.ts";
import type { Format } from "../../../src/formats/layout.ts";
import { producers } from "../../../src/formats/producers/index.ts";
import { chosenFormats } from "../../../src/patterns/adapter/formats.ts";
import { type Case, readCases } from "../support/cases.ts";
import { type Compiled, compiledAll } from "../support/compiled.ts";

/** A parser as it is emitted for some formats, with the lines that it is made for. */
export interface Subject {
  readonly name: string;
  readonly parser: Compiled;
  readonly formats: readonly Format[];
  readonly lines: readonly Buffer[];
}

/** Patterns that have fields of every type between them. */
export const patterns: readonly string[] = [
  "<time:iso> <level>  [<thread>] <logger:name>: <message>",
  "{time:iso} {level}{? [{thread}]?} {took:float}ms {user?} {message:rest}",
  "<level:letter><time:MMdd HH:mm:ss[.SSS][ Z]>  <thread_id:int?> [< ><thread>< >]<? (<file:name>:<line>)?> <a:word> <b:hex>: <message>",
  "<level:.=5 -=5 *=10 #=13><client:ip?>:<port:int> <trace_id:hex?>/<span_id:hex> <message> <attributes:pairs>",
  "[<level:note=9 N=10 ERR=17>] <client:ip>  <message>\t<attributes:object>",
  '{<own:any>} <items:list> "<_:request>"<? AH<code:hex+AH>?><? <status?>?> <message>',
  "csv,<time:iso>,<user:csv?>,<db:csv>,<level>,<message:csv><?,<application:csv?>?>",
  '<<<level:priority>>1 <time:rfc3339?> <host:host> <stream:stream> <_:tag> <data:structured> "<agent:quoted?>" <proto> <message>',
  '<time:epoch> <user:user> "<request:request>"|<who:text?>|<text:most>| <note:rest>',
  "<time:bsd> <_:time:HH:mm> <message:most> (<logger>)",
  '<time:clf?> »<a>« <b:int?> <status?> <c:float?> "<message:quoted>"',
  "<time:iso> <_:stream> <inner:inner>",
  '<time:iso> <a:ints> <b:floats> [<c:texts>] "<agent:text~plus>" <d:int~empty> <message> <attributes:objects>',
  "<time:iso> <level> <message:onward><user:word>:<took:float>",
];

/** Formats in the strings of their programs. */
const strings: readonly string[] = [
  ...producers.map(({ name, example }) => `${name}: ${example}`),
  'nginx: log_format json escape=json \'{"t":"$time_iso8601","a":"$remote_addr","r":"$request","s":$status,"u":"$http_user_agent"}\';',
  "nginx: $msec $upstream_addr $upstream_status $upstream_response_time $upstream_cache_status $request_length $http_x_forwarded_for",
  'httpd: %v:%p %h %l %u %{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t "%r" %>s %O "%{Referer}i" %I %D %{UNIQUE_ID}e',
  "haproxy: %ci:%cp [%tr] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq %{+Q}HM %{+Q}HP",
  "log4j: %d{ISO8601} %-5p %c{2}:%L - %X{user} %m%n",
  "python: %(levelname)s:%(name)s:%(lineno)d:%(message)s",
  'envoy: [%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_SENT% "%UPSTREAM_HOST%"',
  "postgres: %t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
];

const mixtures: readonly (readonly string[])[] = [
  ["cri", "combined", "common", "json", "syslog5424", "syslog3164", ...patterns.slice(3, 7), "logfmt"],
  ["combined", "nginx-error", "json", "logfmt"],
  ["postgres", "postgres-csv", "mysql-error", "mysql-slow", "redis"],
  ["log4j", "logback", "spring", "kafka", "zookeeper", "elasticsearch", "cassandra", "spark"],
  ["klog", "glog", "zap", "golog", "python", "ruby", "openstack"],
  ["cri", "json", "logfmt", "{time:iso} {level} {message:rest}"],
  ["haproxy", "syslog3164", "syslog5424", "<time:iso> <level> <message>", "<time:bsd> <app:word> <message>"],
  catalogue.map(({ name }) => name),
];

/**
 * Every format of the catalogue alone, mixtures, programs' format strings and patterns.
 * @param each `both`: compiled for each shape of JSON; `one`: half of them for the one, half for the other, which takes half as long
 */
export async function subjects(each: "one" | "both"): Promise<Subject[]> {
  const chosen = [...catalogue.map(({ name }) => [name]), ...mixtures, ...strings.map((text) => [text]), ...patterns.map((text) => [text])];
  const wanted = chosen.map((names, index) => ({ formats: names, tz: index % 3 === 0 ? "Europe/Berlin" : "UTC" }));
  const cases = readCases().flatMap(([, list]) => list);
  const shapes: readonly Shape[] = ["flat", "otlp"];
  const compiled = await Promise.all(
    shapes.map(async (shape, part) => {
      const own = wanted.filter((_, index) => each === "both" || index % shapes.length === part);
      const parsers = await compiledAll(own, shape);
      return parsers.map((parser, index): Subject => {
        const names = own[index]?.formats ?? [];
        const formats = chosenFormats(names);
        const lines = [
          ...formats.flatMap(({ examples }) => examples.map((text) => Buffer.from(text))),
          ...cases.filter((one) => one.formats.some((name) => names.includes(name))).flatMap(bytesOf),
        ];
        return { name: `${names.join(" + ")} (${shape})`, parser, formats, lines };
      });
    }),
  );
  return compiled.flat();
}

/** The lines of a case, and where it is one record of several lines, that. */
function bytesOf({ line, latin1, record }: Case): Buffer[] {
  const texts = record ? [[line].flat().join("\n")] : [line].flat();
  return texts.map((text) => Buffer.from(text, latin1 ? "latin1" : "utf8"));
}
