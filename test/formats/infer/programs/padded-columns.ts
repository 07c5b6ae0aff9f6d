import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, hex, pick, whole } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-01-23T08:40:00Z", "2026-01-23T10:00:00Z"],
  other: ["2026-05-30T20:00:00Z", "2026-06-02T11:00:00Z"],
  digits: 3,
  zone: "America/Los_Angeles",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 15],
    ["DEBUG", 5, 10],
  ],
  rare: [
    ["ERROR", 17],
    ["TRACE", 1],
  ],
} as const;

const loggers = {
  sample: [
    "o.s.b.w.e.tomcat.TomcatWebServer",
    "com.example.shop.ShopApplication",
    "c.e.shop.web.CartController",
    "o.h.engine.jdbc.Slf4jLogger",
  ],
  other: ["c.z.h.HikariDataSource", "o.a.c.c.C.[Tomcat].[localhost].[/]", "c.e.s.p.PaymentListener", "a.b.C"],
};

const messages = {
  sample: [
    "Starting ShopApplication using Java 21.0.4 with PID {n} ({file} started by {user} in /srv)",
    "Tomcat started on port {port} (http) with context path '/'",
    "cart of {user} has {n} items",
    "Completed initialization in {n} ms",
    "HikariPool-1 - Added connection org.postgresql.jdbc.PgConnection@{hex}",
    "request {path} took {ms} ms",
    "Exposing {n} endpoints beneath base path '/actuator'",
    "price list {file} reloaded: {n} rows",
  ],
  other: [
    "Shutting down ExecutorService '{word}'",
    "{user}: payment refused --- code {n}",
    ": empty reply of {host}",
    "Servlet.service() for servlet [dispatcherServlet] threw exception",
    "rebalance finished",
    "[{word}-{n}] partitions revoked",
  ],
};

export const program: Program = {
  name: "padded-columns",
  about: "Columns padded on both sides, three dashes, an application in brackets, trace and span in brackets when there is a request.",
  lines(random, count, set) {
    const pid = set === "sample" ? 125_873 : 7;
    const app = set === "sample" ? "shop" : "shop-worker-eu";
    return moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = pick(random, [
        "main",
        `nio-8080-exec-${whole(random, 1, 10)}`,
        "scheduling-1",
        ...(set === "other" ? ["ntainer#0-0-C-1", "SpringApplicationShutdownHook".slice(-15), "MessageBroker-7"] : []),
      ]);
      const logger = pick(random, [...loggers.sample, ...(set === "other" ? loggers.other : [])]);
      const body = message(random, set, messages);
      const [trace, span] = [hex(random, 32), hex(random, 16)];
      const traced = chance(random, 0.35);
      const context = traced ? `[${trace}-${span}] ` : "";
      const head = `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")} ${level.text.padStart(5)} ${pid} --- [${app}] [${thread.padStart(15)}]`;
      return {
        text: `${head} ${context}${logger.padEnd(40)} : ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [
            pid,
            app,
            thread,
            logger,
            ...(traced
              ? [
                  [trace, `${trace}-${span}`],
                  [span, `${trace}-${span}`],
                ]
              : []),
          ],
        },
      };
    });
  },
};
