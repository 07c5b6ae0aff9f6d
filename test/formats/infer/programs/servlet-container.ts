import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { javaStack, message } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T05:00:00Z", "2026-03-02T09:00:00Z"],
  other: ["2026-07-29T12:00:00Z", "2026-08-03T10:00:00Z"],
  digits: 3,
  zone: "Pacific/Auckland",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARNING", 13, 15],
    ["SEVERE", 17, 10],
  ],
  rare: [
    ["FINE", 6],
    ["CONFIG", 7],
    ["FINER", 5],
    ["FINEST", 1],
  ],
} as const;

const places = {
  sample: [
    "org.apache.catalina.startup.Catalina.start",
    "org.apache.catalina.startup.HostConfig.deployWAR",
    "org.apache.coyote.AbstractProtocol.init",
    "org.apache.catalina.core.StandardWrapperValve.invoke",
    "org.apache.jasper.servlet.TldScanner.scanJars",
  ],
  other: [
    "org.apache.catalina.loader.WebappClassLoaderBase.clearReferencesThreads",
    "com.example.shop.Boot.<clinit>",
    "com.example.shop.Orders.lambda$load$0",
    "org.apache.tomcat.util.net.NioEndpoint$Poller.run",
    "org.apache.coyote.AbstractProtocol.stop",
  ],
};

const messages = {
  sample: [
    "Server startup in [{n}] milliseconds",
    'Initializing ProtocolHandler ["http-nio-{port}"]',
    "Deployment of web application archive [{file}] has finished in [{n}] ms",
    "At least one JAR was scanned for TLDs yet contained no TLDs. Enable debug logging for this logger for a complete list.",
    "Servlet.service() for servlet [{word}] in context with path [/shop] threw exception",
    "Command line argument: -Dcatalina.base={file}",
  ],
  other: [
    "The web application [{word}##{n}] appears to have started a thread named [{word}-{n}] but has failed to stop it.",
    "Stopping service [Catalina]",
    "({word}) {word}",
    "[{n}] Maximum number of threads reached",
    "Error parsing HTTP request header. Note: further occurrences will be logged at DEBUG level.",
  ],
};

export const program: Program = {
  name: "servlet-container",
  about:
    "Tomcat: the day and a month by its name between dashes, a level, a thread that may hold brackets, class and method in one word; stacks.",
  tz: "Pacific/Auckland",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = pick(
        random,
        set === "sample"
          ? ["main", `http-nio-8080-exec-${whole(random, 1, 10)}`, "Catalina-utility-1"]
          : ["ContainerBackgroundProcessor[StandardEngine[Catalina]]", "https-openssl-nio-0.0.0.0-8443-exec-112", "main", "pool 3 worker"],
      );
      const place = pick(random, places[set]);
      const said = message(random, set, messages);
      const thrown = level.text === "SEVERE" || level.text === "WARNING" ? chance(random, 0.5) : false;
      const body = `${said}${thrown ? javaStack(random, set) : ""}`;
      return {
        text: `${print(moment, "dd-MMM-yyyy HH:mm:ss.SSS")} ${level.text} [${thread}] ${place} ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, said],
          values: [thread, place],
        },
      };
    }),
};
