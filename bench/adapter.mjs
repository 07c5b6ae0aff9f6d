// How much faster the parser that `scaffold adapter` compiles is than a regular expression with named groups and JSON.stringify: the same
// file of access log lines, the same fields in the same JSON, in one process, in turns.
//   npm run build && node bench/adapter.mjs [lines] [rounds]
import { strict as assert } from "node:assert";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { formatNamed } from "../dist/formats/catalogue/index.js";
import { compileParser } from "../dist/formats/compile/parser.js";

const lines = Number(process.argv[2] ?? 200_000);
const rounds = Number(process.argv[3] ?? 7);
const folder = fileURLToPath(new URL("../node_modules/.cache/pod-scaffold/bench-adapter", import.meta.url));
mkdirSync(folder, { recursive: true });

const names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const months = Object.fromEntries(names.map((name, index) => [name, index]));
const pattern =
  /^(?<client>[^ ]+) [^ ]+ (?<user>[^ ]+) \[(?<day>\d\d)\/(?<month>[A-Z][a-z][a-z])\/(?<year>\d{4}):(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) (?<sign>[+-])(?<zoneHours>\d\d)(?<zoneMinutes>\d\d)\] "(?<request>(?<method>[A-Z]+) (?<path>[^ ?]+)(?:\?(?<query>[^ ]*))? HTTP\/(?<version>[\d.]+))" (?<status>\d{3}) (?<size>\d+|-) "(?<referer>[^"]*)" "(?<agent>[^"]*)"$/;

const log = join(folder, "access.log");
writeFileSync(log, accessLog(lines));
const bytes = readFileSync(log);
const starts = lineStarts(bytes);
const { encodeAll, encodeOne } = await emitted();

for (let line = 0; line < 2000; line += 1) {
  const text = bytes.toString("utf8", starts[line], starts[line + 1] - 1);
  assert.deepEqual(JSON.parse(`{"attributes":{"f":0${encodeOne(text)}}`), JSON.parse(withRegex(text)), text);
}

const target = Buffer.allocUnsafe(2 ** 23);
const contenders = { emitted: () => encodeAll(bytes, starts), regex: () => regexAll() };
for (const run of Object.values(contenders)) run();
const best = {};
for (let round = 0; round < rounds; round += 1) {
  for (const [name, run] of Object.entries(contenders)) {
    const begun = process.hrtime.bigint();
    const written = run();
    const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
    best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, seconds);
    console.log(`${name.padEnd(8)} ${(lines / seconds / 1e6).toFixed(2)} million lines/s, ${(written / 2 ** 20).toFixed(0)} MiB written`);
  }
}
console.log(
  `\nbest of ${rounds}: emitted ${(lines / best.emitted / 1e6).toFixed(2)}, regex ${(lines / best.regex / 1e6).toFixed(2)} million lines/s`,
);
console.log(`ratio ${(best.regex / best.emitted).toFixed(2)}`);
rmSync(folder, { recursive: true });

/** The parser, bundled as a package's program is, with the runtime's writer. */
async function emitted() {
  const { source } = compileParser([formatNamed("combined")], "flat");
  const contents = `${source}
import { ByteWriter as Writer } from "../runtime/agent/sinks/byte-writer.ts";
const out = new Writer();
const { encode } = createNormaliser({ tz: "UTC" });
export function encodeAll(bytes: Buffer, starts: Uint32Array): number {
  let written = 0;
  out.reset();
  for (let line = 0; line + 1 < starts.length; line += 1) {
    encode(bytes, starts[line] as number, (starts[line + 1] as number) - 1, out, 0);
    if ((line & 4095) === 4095) {
      written += out.length;
      out.reset();
    }
  }
  return written + out.length;
}
export function encodeOne(text: string): string {
  const bytes = Buffer.from(text);
  out.reset();
  encode(bytes, 0, bytes.length, out, 0);
  return String(out.written);
}
`;
  const outfile = join(folder, "emitted.mjs");
  const resolveDir = fileURLToPath(new URL("../src/formats", import.meta.url));
  const stdin = { contents, resolveDir, loader: "ts", sourcefile: "parser.ts" };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "esm", target: "node20" });
  return import(outfile);
}

function regexAll() {
  let written = 0;
  let at = 0;
  for (let line = 0; line + 1 < starts.length; line += 1) {
    at += target.write(withRegex(bytes.toString("utf8", starts[line], starts[line + 1] - 1)), at);
    if ((line & 4095) === 4095) {
      written += at;
      at = 0;
    }
  }
  return written + at;
}

function withRegex(text) {
  const { groups: g } = pattern.exec(text);
  const attributes = { f: 0, "client.address": g.client };
  if (g.user !== "-") attributes["user.name"] = g.user;
  attributes["http.request.method"] = g.method;
  attributes["url.path"] = g.path;
  if (g.query) attributes["url.query"] = g.query;
  attributes["network.protocol.name"] = "http";
  attributes["network.protocol.version"] = g.version;
  attributes["http.response.status_code"] = Number(g.status);
  if (g.size !== "-") attributes["http.response.body.size"] = Number(g.size);
  if (g.referer !== "-") attributes["http.request.header.referer"] = [g.referer];
  if (g.agent !== "-") attributes["user_agent.original"] = g.agent;
  const zone = (g.sign === "-" ? -1 : 1) * (Number(g.zoneHours) * 60 + Number(g.zoneMinutes)) * 60_000;
  const local = Date.UTC(Number(g.year), months[g.month], Number(g.day), Number(g.hour), Number(g.minute), Number(g.second));
  const time = new Date(local - zone).toISOString();
  return JSON.stringify({ attributes, time, severityNumber: Number(g.status) >= 500 ? 17 : 9, body: g.request });
}

function accessLog(count) {
  const agents = [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148",
    "curl/8.11.1",
    "kube-probe/1.31",
  ];
  const paths = ["/", "/api/orders?page=3&sort=date", "/static/app.4f2a91.js", "/healthz", "/api/orders/71034/items"];
  let seed = 42;
  const random = (below) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  let text = "";
  for (let line = 0; line < count; line += 1) {
    const time = new Date(1_700_000_000_000 + line * 37).toISOString();
    const when = `${time.slice(8, 10)}/${names[Number(time.slice(5, 7)) - 1]}/${time.slice(0, 4)}:${time.slice(11, 19)} +0000`;
    const client = `${random(223) + 1}.${random(256)}.${random(256)}.${random(256)}`;
    const status = [200, 200, 200, 304, 404, 503][random(6)];
    const request = `${["GET", "GET", "POST"][random(3)]} ${paths[random(paths.length)]} HTTP/1.1`;
    const referer = random(3) === 0 ? "https://shop.example.com/cart" : "-";
    text += `${client} - ${random(9) === 0 ? "frank" : "-"} [${when}] "${request}" ${status} ${random(90_000)} "${referer}" "${agents[random(agents.length)]}"\n`;
  }
  return text;
}

function lineStarts(buffer) {
  const found = [0];
  for (let at = buffer.indexOf(10); at >= 0; at = buffer.indexOf(10, at + 1)) found.push(at + 1);
  return Uint32Array.from(found);
}
