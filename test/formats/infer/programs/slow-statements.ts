import { moments, print } from "../clock.ts";
import type { Line, Program } from "../program.ts";
import { chance, pick, sized } from "../random.ts";
import { fill, ipv4 } from "../words.ts";

const ticking = {
  sample: ["2026-01-26T09:00:00Z", "2026-01-26T23:00:00Z"],
  other: ["2026-02-26T12:00:00Z", "2026-03-03T10:00:00Z"],
  digits: 6,
} as const;

const statements = {
  sample: [
    "SELECT * FROM orders WHERE customer_id = {n} ORDER BY created_at DESC;",
    "SELECT o.id, SUM(l.price)\n  FROM orders o\n  JOIN lines l ON l.order_id = o.id\n GROUP BY o.id;",
    "UPDATE {word} SET state = 'paid' WHERE id = {n};",
  ],
  other: [
    "DELETE FROM {word} WHERE seen < {n};",
    "SELECT COUNT(*)\nFROM {word}\n-- for {user}\nWHERE note LIKE '%# no %';",
    "INSERT INTO {word} (a, b) VALUES ({n}, '{path}'),\n({n}, NULL);",
    "COMMIT;",
  ],
};
const heading = [
  "/usr/sbin/mysqld, Version: 8.0.36 (Source distribution). started with:",
  "Tcp port: 3306  Unix socket: /run/mysqld/mysqld.sock",
  "Time                 Id Command    Argument",
];

export const program: Program = {
  name: "slow-statements",
  about:
    "MySQL's slow log: blocks of three comments with names and numbers, then statements of one line or several; a heading of the file.",
  lines: (random, count, set) => [
    ...heading.map((text): Line => ({ text, expected: { severityNumber: 0, body: text, values: [] }, stray: true })),
    ...moments(random, count, set, ticking).map((moment): Line => {
      const user = pick(random, set === "sample" ? ["shop", "reports"] : ["reports", "root", "etl_2"]);
      const remote = chance(random, 0.6);
      const host = remote ? ipv4(random, set) : "localhost";
      const id = sized(random, set === "sample" ? 3 : 7);
      const seconds = () => (sized(random, set === "sample" ? 7 : 9) / 1e6).toFixed(6);
      const [took, locked] = [seconds(), seconds()];
      const [sent, examined] = [sized(random, 3), sized(random, set === "sample" ? 5 : 8)];
      const started = moment.nanos / 1_000_000_000n - BigInt(Math.floor(Number(took)));
      const statement = fill(random, set, pick(random, statements[set]));
      const lines = [
        `# Time: ${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX")}`,
        `# User@Host: ${user}[${user}] @ ${remote ? ` [${host}]` : `${host} []`}  Id: ${String(id).padStart(5)}`,
        `# Query_time: ${took}  Lock_time: ${locked} Rows_sent: ${sent}  Rows_examined: ${examined}`,
        ...(chance(random, set === "sample" ? 0.2 : 0.3) ? [`use ${pick(random, ["shop", "warehouse"])};`] : []),
        `SET timestamp=${started};`,
        ...statement.split("\n"),
      ];
      return {
        text: lines.join("\n"),
        expected: {
          timeUnixNano: [String(moment.nanos), String(started * 1_000_000_000n)],
          severityNumber: [0, 9, 13],
          body: undefined,
          values: [
            [user, `${user}[${user}]`],
            [host, `[${host}]`, `${host} []`],
            id,
            ...[took, locked].map((one) => Number(one)),
            sent,
            examined,
            // With the lines above it or without.
            lines.map((_, index) => lines.slice(index).join("\n")).filter((text) => text.endsWith(statement)),
          ],
        },
      };
    }),
  ],
};
