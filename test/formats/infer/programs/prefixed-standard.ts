import { moments, print } from "../clock.ts";
import type { LineSet, Program } from "../program.ts";
import { chance, drawLevel, hex, pick, type Random, whole } from "../random.ts";
import { fill, message } from "../words.ts";

const ticking = {
  sample: ["2026-01-20T15:00:00Z", "2026-01-20T20:00:00Z"],
  other: ["2026-07-30T12:00:00Z", "2026-08-02T10:00:00Z"],
  digits: 6,
  zone: "America/Vancouver",
} as const;

const levels = {
  common: [
    ["INFO", 9, 70],
    ["WARN", 13, 15],
    ["ERROR", 17, 15],
  ],
  rare: [
    ["DEBUG", 5],
    ["FATAL", 21],
  ],
} as const;

const files = {
  sample: ["main.go", "server.go", "store.go", "worker.go"],
  other: ["server.go", "http_client.go", "v2_migrate.go", "zz_generated.deepcopy.go"],
};

const messages = {
  sample: [
    "listening on :{port}",
    "GET {path} 200 {ms}ms",
    "dial tcp {ip}:{port}: connect: connection refused",
    "job {uuid} finished, {n} rows",
    "retry {n}: context deadline exceeded",
    "loaded {file}: {n} entries",
  ],
  other: [
    "received signal: terminated",
    "{word}: {word}: no such host",
    "&{ID:{n} Name:{word} Tags:[a b]}",
    "main.go:{n}: {word}",
    "ERROR: {word}",
    "%!s(int={n})",
  ],
};

function panic(random: Random, set: LineSet): [said: string, trace: string] {
  const said = fill(random, set, "http: panic serving {ip}:{port}: runtime error: invalid memory address or nil pointer dereference");
  const frames = Array.from(
    { length: whole(random, 1, 3) },
    () =>
      `${pick(random, ["net/http.(*conn).serve.func1()", `main.(*Store).Get(0x${hex(random, 8)}, {0x${hex(random, 6)}, 0x5})`, "panic({0x6a1c40, 0x8f7b20})"])}\n\t/src/${pick(random, files[set])}:${whole(random, 9, 900)} +0x${hex(random, 2)}`,
  );
  return [said, `\ngoroutine ${whole(random, 1, 900)} [running]:\n${frames.join("\n")}`];
}

export const program: Program = {
  name: "prefixed-standard",
  about:
    "Go's standard logger: the level is a prefix with a colon before the time, file and line behind it; panics with their goroutines below.",
  tz: "America/Vancouver",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const file = pick(random, files[set]);
      const line = whole(random, 9, set === "sample" ? 400 : 12_000);
      const place = `${file}:${line}`;
      const [said, trace] = level.text === "ERROR" && chance(random, 0.3) ? panic(random, set) : [message(random, set, messages), ""];
      return {
        text: `${level.text}: ${print(moment, "yyyy/MM/dd HH:mm:ss.SSSSSS")} ${place}: ${said}${trace}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [`${said}${trace}`, said],
          values: [
            [file, place],
            [line, place],
          ],
        },
      };
    }),
};
