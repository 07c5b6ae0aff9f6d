import type { LineSet } from "./program.ts";
import { chance, hex, pick, type Random, sized, uuid, whole } from "./random.ts";

interface Pool {
  readonly sample: readonly string[];
  readonly other: readonly string[];
}

const list = (text: string) => text.split(" ");

const hosts: Pool = {
  sample: list("web-1 web-2 db-primary cache-03 ip-10-0-4-17 build7"),
  other: list("edge-fra-12.example.net worker0 NODE-A gw mail.corp.example.org k8s-node-5f7c"),
};
const users: Pool = {
  sample: list("alice bob carol deploy svc_orders"),
  other: list("m.o'neil root jürgen user-4711 build_bot admin@example.com"),
};
const paths: Pool = {
  sample: list("/api/orders /api/orders/17 /index.html /static/app.js /health /login?next=%2Fcart /api/search?q=blue+shoes&page=2"),
  other: list(
    "/ /v2/users/8841/avatar.png /.env /cgi-bin/luci?x=1;stok=/locale /a/b/c/d/e/f.tar.gz /%E2%82%AC /wp-login.php /Reports(2026)",
  ),
};
const files: Pool = {
  sample: list("/var/lib/app/data.db /etc/app/app.yaml /tmp/upload-17.bin /srv/www/index.html"),
  other: list("C:\\temp\\x.dat /opt/vendor/lib64/libz.so.1 ./relative/notes.txt /mnt/backup/2026-01-31/full.tar"),
};
const words: Pool = {
  sample: list("orders payments inventory session cache index queue shipment invoice customer"),
  other: list("ledger webhook tenant quota replica snapshot voucher Rückläufer telemetry refund-batch"),
};
const agents: Pool = {
  sample: [
    "curl/8.5.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "kube-probe/1.29",
  ],
  other: [
    "Go-http-client/2.0",
    "Mozilla/5.0 (compatible; examplebot/2.1; +http://www.example.com/bot.html)",
    "python-requests/2.32.3",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  ],
};

/** One of the sample's words, or of the words that only the other set has. */
export function from(random: Random, set: LineSet, pool: Pool): string {
  return pick(random, set === "other" && chance(random, 0.7) ? pool.other : pool.sample);
}

export const host = (random: Random, set: LineSet) => from(random, set, hosts);
export const user = (random: Random, set: LineSet) => from(random, set, users);
export const path = (random: Random, set: LineSet) => from(random, set, paths);
export const agent = (random: Random, set: LineSet) => from(random, set, agents);
export const word = (random: Random, set: LineSet) => from(random, set, words);

export function ipv4(random: Random, set: LineSet): string {
  const first = set === "sample" ? pick(random, [10, 172, 192]) : pick(random, [1, 8, 45, 100, 203]);
  return [first, whole(random, 0, 255), whole(random, 0, 255), whole(random, 1, 254)].join(".");
}

/** A count as messages have them: small in the sample, of any size in the other set. */
export const count = (random: Random, set: LineSet) => sized(random, set === "sample" ? 3 : 7);

const slots: Readonly<Record<string, (random: Random, set: LineSet) => string | number>> = {
  n: count,
  ms: (random, set) => (count(random, set) / 10).toFixed(1),
  host,
  user,
  path,
  file: (random, set) => from(random, set, files),
  word,
  ip: ipv4,
  hex: (random) => hex(random, 8),
  uuid: (random) => uuid(random),
  port: (random) => whole(random, 1024, 65_535),
};

/** Fills the slots of a message: `"took {ms} ms for {user}"`. */
export function fill(random: Random, set: LineSet, template: string): string {
  return template.replaceAll(/\{([a-z]+)\}/g, (whole, name) => String(slots[name]?.(random, set) ?? whole));
}

/** Messages as templates; in the other set every second one is of a kind that the sample lacks. */
export function message(random: Random, set: LineSet, { sample, other }: Pool): string {
  return fill(random, set, pick(random, set === "other" && chance(random, 0.5) ? other : sample));
}

/** What programs of any kind say. */
export const chatter: Pool = {
  sample: [
    "listening on {ip}:{port}",
    "{n} {word} processed in {ms} ms",
    "user {user} signed in from {ip}",
    "cannot open {file}: permission denied",
    "retrying {word} in {n} seconds",
    "GET {path} answered with {n} bytes",
    "connection to {host} was lost, {n} messages are waiting",
    "configuration {file} loaded",
    "Worker {n} started (queue '{word}')",
    "dropping {word} {uuid}",
  ],
  other: [
    "bye",
    "{user} changed the password of {user}",
    '"{word}" is not a known {word}; using the default [{n}]',
    "Checksum mismatch: {hex} != {hex}",
    "back to normal after {n} failures - see {file}",
    "~{n}% of {word}",
    "Lease for {host} <{ip}> renewed; ttl {n}",
    "Unexpected end of input at {n}:{n}",
    "(re)starting {word}",
  ],
};

/** Frames of a Java exception: `\n\tat com.example.A.b(A.java:17)`. */
export function javaStack(random: Random, set: LineSet): string {
  const kinds = ["java.lang.IllegalStateException", "java.io.IOException", "com.example.shop.RefusedException"];
  const frames = (least: number, most: number) =>
    Array.from({ length: whole(random, least, most) }, () =>
      pick(random, [
        `\n\tat com.example.shop.Cart.add(Cart.java:${whole(random, 10, 400)})`,
        "\n\tat java.base/java.lang.Thread.run(Thread.java:1583)",
        `\n\tat org.eclipse.jetty.server.Server.handle(Server.java:${whole(random, 10, 900)}) ~[jetty-server-12.0.1.jar:12.0.1]`,
        "\n\tat com.example.shop.Cart$$Lambda/0x00007f01.run(Unknown Source)",
      ]),
    ).join("");
  const said = () => `${pick(random, kinds)}: ${message(random, set, chatter)}`;
  const cause = chance(random, 0.4) ? `\nCaused by: ${said()}${frames(1, 3)}\n\t... ${whole(random, 2, 30)} more` : "";
  return `\n${said()}${frames(1, 6)}${cause}`;
}

/** What Python prints of an exception, a line break in front. */
export function pythonTraceback(random: Random, set: LineSet): string {
  const frame = () =>
    `\n  File "/srv/app/${word(random, set)}.py", line ${whole(random, 1, 900)}, in ${pick(random, ["handle", "run", "<module>"])}\n    return self.${pick(random, ["load(key)", "session.execute(statement)", "rows[0]"])}`;
  const frames = Array.from({ length: whole(random, 1, 4) }, frame).join("");
  const kind = pick(random, set === "sample" ? ["KeyError", "ValueError"] : ["requests.exceptions.ConnectionError", "KeyError", "OSError"]);
  const chained = chance(random, 0.2)
    ? `\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):${frame()}\nRuntimeError: ${message(random, set, chatter)}`
    : "";
  return `\nTraceback (most recent call last):${frames}\n${kind}: ${message(random, set, chatter)}${chained}`;
}
