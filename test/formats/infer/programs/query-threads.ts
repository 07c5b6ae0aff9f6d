import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, hex, pick, sized, uuid, whole } from "../random.ts";
import { fill, ipv4, message, word } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T09:20:00Z"],
  other: ["2026-05-28T12:00:00Z", "2026-06-02T10:00:00Z"],
  digits: 6,
  zone: "Asia/Tashkent",
} as const;

const levels = {
  common: [
    ["Debug", 5, 45],
    ["Trace", 1, 30],
    ["Information", 9, 15],
    ["Error", 17, 10],
  ],
  rare: [
    ["Warning", 13],
    ["Fatal", 21],
    ["Notice", 10],
  ],
} as const;

const loggers = {
  sample: ["executeQuery", "MemoryTracker", "TCPHandler", "shop.orders ({uuid})", "ContextAccess ({user})"],
  other: ["DynamicQueryHandler", "system.text_log ({uuid}) [StorageMergeTree]", "DNSResolver", "ZooKeeperClient", "CertificateReloader"],
};

const messages = {
  sample: [
    "Read {n} rows, {ms} KiB in 0.00{n} sec., {n} rows/sec., {ms} MiB/sec.",
    "Peak memory usage (for query): {ms} MiB.",
    "Processed in {ms} sec.",
    "Merging {n} parts: from all_{n}_{n}_0 to all_{n}_{n}_1 into Compact",
    "(from {ip}:{port}, user: {user}) SELECT count() FROM {word} WHERE id = {n} (stage: Complete)",
    "Connected ClickHouse Client version 24.3.0, revision: 54467, database: default, user: {user}.",
  ],
  other: [
    "Done.",
    "Cannot resolve host ({host}), error 0: {host}.",
    "<Error> is what it was called",
    "{{word}}: {n}",
    "Access granted: SELECT(id, {word}) ON shop.{word}",
  ],
};

export const program: Program = {
  name: "query-threads",
  about:
    "ClickHouse: dots within the date, a thread between blanks in brackets, a query's id in braces that are empty for none, a level in angle brackets, loggers with blanks; traces below a blank line.",
  tz: "Asia/Tashkent",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = sized(random, set === "sample" ? 4 : 7);
      const query = chance(random, 0.65) ? uuid(random) : "";
      const failed = level.text === "Error" && chance(random, 0.7);
      const logger = failed
        ? "executeQuery"
        : fill(random, set, pick(random, [...loggers.sample, ...(set === "other" ? loggers.other : [])]));
      const frame = (index: number) =>
        `\n${index}. DB::${pick(random, ["Exception::Exception(String&&)", "executeQueryImpl(char const*)", "TCPHandler::run()"])} @ 0x0000${hex(random, 12)}`;
      const trace = Array.from({ length: whole(random, 1, 6) }, (_, index) => frame(index)).join("");
      const said = failed
        ? `Code: ${whole(random, 1, 700)}. DB::Exception: Table shop.${word(random, set)} does not exist. (UNKNOWN_TABLE) (version 24.3.2.23) (from ${ipv4(random, set)}:${whole(random, 1024, 65_535)}) (in query: SELECT 1), Stack trace (when copying this message, always include the lines below):\n${trace}\n`
        : message(random, set, messages);
      const body = said.trimEnd();
      const [head = ""] = body.split("\n");
      const named = `${logger}: ${body}`;
      return {
        text: `${print(moment, "yyyy.MM.dd HH:mm:ss.SSSSSS")} [ ${thread} ] {${query}} <${level.text}> ${logger}: ${said}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, named, head, `${logger}: ${head}`],
          values: [thread, ...(query === "" ? [] : [query])],
        },
      };
    }),
};
