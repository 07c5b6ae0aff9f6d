import { moments, print } from "../clock.ts";
import type { LineSet, Program, Value } from "../program.ts";
import { chance, drawLevel, pick, type Random, sized, whole } from "../random.ts";
import { fill, ipv4, message, path } from "../words.ts";

const ticking = {
  sample: ["2026-03-21T13:00:00Z", "2026-03-21T15:00:00Z"],
  other: ["2026-05-30T21:30:00Z", "2026-06-04T11:30:00Z"],
  digits: 0,
  zone: "Asia/Kolkata",
} as const;

const levels = {
  common: [
    ["error", 17, 70],
    ["warn", 13, 15],
    ["notice", 10, 15],
  ],
  rare: [
    ["crit", 18],
    ["alert", 19],
    ["emerg", 21],
    ["info", 9],
    ["debug", 5],
  ],
} as const;

const requests = {
  sample: [
    'open() "/usr/share/nginx/html{path}" failed (2: No such file or directory)',
    "connect() failed (111: Connection refused) while connecting to upstream",
    "upstream timed out (110: Operation timed out) while reading response header from upstream",
    "an upstream response is buffered to a temporary file /var/cache/nginx/proxy_temp/{n}",
    'limiting requests, excess: {ms} by zone "{word}"',
  ],
  other: [
    "SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share)",
    "client intended to send too large body: {n} bytes",
    'directory index of "/srv/{word}/" is forbidden',
    "recv() failed (104: Connection reset by peer)",
  ],
};

const servers = {
  sample: [
    "signal {n} (SIGCHLD) received from {n}",
    "start worker process {n}",
    'using the "epoll" event method',
    "worker process {n} exited with code 0",
  ],
  other: [
    "reconfiguring",
    "gracefully shutting down",
    'conflicting server name "{host}" on 0.0.0.0:80, ignored',
    "{n} worker_connections are not enough",
  ],
};

/** What nginx adds to the messages about a request. The rest of each is optional. */
function requestTail(random: Random, set: LineSet): [string, Value[]] {
  const client = ipv4(random, set);
  const server =
    set === "sample"
      ? pick(random, ["localhost", "shop.example.com"])
      : pick(random, ["api.example.org", "*.example.net", "shop.example.com"]);
  const target = path(random, set);
  const method = pick(random, set === "sample" ? ["GET", "POST"] : ["GET", "PUT", "OPTIONS"]);
  const request = `${method} ${target} HTTP/1.1`;
  const host = set === "sample" ? "shop.example.com" : pick(random, ["203.0.113.9", "api.example.org:8443"]);
  let tail = `, client: ${client}, server: ${server}, request: "${request}"`;
  const values: Value[] = [client, server, [method, request], [target, target.split("?")[0] ?? "", request]];
  if (chance(random, 0.5)) {
    const address = `${ipv4(random, set)}:${whole(random, 3000, 9999)}`;
    const upstream = `http://${address}${target}`;
    tail += `, upstream: "${upstream}"`;
    values.push([upstream, address, address.split(":")[0] ?? ""]);
  }
  tail += `, host: "${host}"`;
  values.push([host, host.split(":")[0] ?? ""]);
  if (chance(random, 0.3)) {
    const referrer = `https://${fill(random, set, "{host}{path}")}`;
    tail += `, referrer: "${referrer}"`;
    values.push(referrer);
  }
  return [tail, values];
}

export const program: Program = {
  name: "server-errors",
  about: "nginx: process#thread, *connection and named parts after commas only where there is a request; no zone; whole seconds.",
  tz: "Asia/Kolkata",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const [pid, tid] = set === "sample" ? [31, pick(random, [31, 32])] : [whole(random, 2, 99_999), whole(random, 2, 99_999)];
      const asked = chance(random, 0.7);
      const connection = sized(random, set === "sample" ? 3 : 7) + 1;
      const said = message(random, set, asked ? requests : servers);
      const [tail, values] = asked ? requestTail(random, set) : ["", []];
      const text = asked ? `*${connection} ${said}${tail}` : said;
      return {
        text: `${print(moment, "yyyy/MM/dd HH:mm:ss")} [${level.text}] ${pid}#${tid}: ${text}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: asked ? [said, said.replace(/, excess: .*/, ""), `${said}${tail}`, `*${connection} ${said}`, text] : said,
          values: [[pid, `${pid}#${tid}`], [tid, `${pid}#${tid}`], ...(asked ? [[connection, `*${connection}`] as const] : []), ...values],
        },
      };
    }),
};
