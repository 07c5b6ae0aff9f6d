import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../test/formats/cases/", import.meta.url);
const files = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")));

/** The lines of a format's cases, and its examples. A record of several lines is one. */
export function casesOf({ name, examples }) {
  const lines = files
    .filter(({ formats }) => formats.length === 1 && formats[0] === name)
    .flatMap(({ cases }) => cases)
    .filter((one) => one.formats === undefined && !one.latin1 && one.tz === undefined)
    .flatMap(({ line, record }) => (record ? [line].flat().join("\n") : line));
  return [...new Set([...examples, ...lines])].filter((line) => line !== "");
}

/**
 * Lines over and over, up to so many bytes, each several times in a row: in a log that is written to, one that looks like it is mostly
 * near.
 * @returns bytes, and where each line starts and ends
 */
export function repeated(lines, size) {
  const parts = lines.map((line) => Buffer.from(`${line}\n`));
  const bytes = Buffer.alloc(size + Math.max(...parts.map(({ length }) => length)) + 8);
  const starts = [];
  const ends = [];
  let used = 0;
  for (let number = 0; used < size; number += 1) {
    const part = parts[Math.floor(number / 4) % parts.length];
    starts.push(used);
    used += part.copy(bytes, used);
    ends.push(used - 1);
  }
  return { bytes, used, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

const names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Lines of an access log, 172 bytes on average, as of a site with some traffic. */
export function accessLog(count) {
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
    return (seed >>> 8) % below;
  };
  return Array.from({ length: count }, (_, line) => {
    const time = new Date(1_700_000_000_000 + line * 37).toISOString();
    const when = `${time.slice(8, 10)}/${names[Number(time.slice(5, 7)) - 1]}/${time.slice(0, 4)}:${time.slice(11, 19)} +0000`;
    const client = `${random(223) + 1}.${random(256)}.${random(256)}.${random(256)}`;
    const status = [200, 200, 200, 304, 404, 503][random(6)];
    const request = `${["GET", "GET", "POST"][random(3)]} ${paths[random(paths.length)]} HTTP/1.1`;
    const referer = random(3) === 0 ? "https://shop.example.com/cart" : "-";
    return `${client} - ${random(9) === 0 ? "frank" : "-"} [${when}] "${request}" ${status} ${random(90_000)} "${referer}" "${agents[random(agents.length)]}"`;
  });
}
