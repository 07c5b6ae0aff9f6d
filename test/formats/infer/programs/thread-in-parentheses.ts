import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { javaStack, message } from "../words.ts";

const ticking = {
  sample: ["2026-05-19T04:00:00Z", "2026-05-19T09:00:00Z"],
  other: ["2026-11-10T22:00:00Z", "2026-11-12T10:00:00Z"],
  digits: 3,
  zone: "Asia/Jakarta",
} as const;

const levels = {
  common: [
    ["INFO", 9, 70],
    ["WARN", 13, 17],
    ["ERROR", 17, 13],
  ],
  rare: [
    ["DEBUG", 5],
    ["TRACE", 1],
    ["FATAL", 21],
  ],
} as const;

const loggers = {
  sample: ["org.jboss.as.server", "org.jboss.as", "org.keycloak.events", "org.wildfly.extension.undertow", "com.example.shop.CartBean"],
  other: ["org.jboss.as.ejb3.invocation", "stdout", "com.arjuna.ats.arjuna", "com.example.shop.Cart$Proxy", "org.keycloak.services"],
};

const messages = {
  sample: [
    'WFLYSRV0010: Deployed "shop.war" (runtime-name : "shop.war")',
    "WFLYUT0021: Registered web context: '/{word}' for server 'default-server'",
    'type="LOGIN_ERROR", realmId="{word}", clientId="account", userId="{uuid}", ipAddress="{ip}", error="invalid_user_credentials"',
    "WFLYSRV0025: WildFly Full 31.0.{n} started in {n}ms - Started {n} of {n} services",
    "{n} {word} in the cart of {user}",
    "KC-SERVICES0009: Added user '{user}' to realm '{word}'",
  ],
  other: [
    "ARJUNA012117: TransactionReaper::check processing TX 0:ffff{hex}:-{hex} in state RUN",
    "(re)loading {file}",
    "WFLYEJB0034: Jakarta Enterprise Beans Invocation failed on component CartBean for method public void com.example.shop.CartBean.add(long)",
    "[{user}] {word}",
    "bye ({n})",
  ],
};

export const program: Program = {
  name: "thread-in-parentheses",
  about:
    "WildFly and Keycloak: a padded level, the logger in brackets, a thread with blanks and dashes in parentheses, a code in front of some messages; stacks.",
  tz: "Asia/Jakarta",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const logger = pick(random, loggers[set]);
      const thread = pick(
        random,
        set === "sample"
          ? ["main", `default task-${whole(random, 1, 9)}`, `ServerService Thread Pool -- ${whole(random, 1, 90)}`, "executor-thread-1"]
          : ["Transaction Reaper Worker 0", `default task-${whole(random, 1, 400)}`, "MSC service thread 1-4", "EJB default - 12", "main"],
      );
      const said = message(random, set, messages);
      const body = `${said}${chance(random, level.text === "ERROR" ? 0.6 : 0) ? javaStack(random, set) : ""}`;
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")} ${level.text.padEnd(5)} [${logger}] (${thread}) ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          // The code may have been taken for a field.
          body: [body, said, ...[body, said].map((text) => text.replace(/^[A-Z-]+\d+: /, ""))],
          values: [logger, thread],
        },
      };
    }),
};
