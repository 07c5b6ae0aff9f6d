import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick } from "../random.ts";
import { fill, javaStack, message } from "../words.ts";

const ticking = {
  sample: ["2026-04-21T10:00:00Z", "2026-04-21T11:30:00Z"],
  other: ["2026-10-29T12:00:00Z", "2026-11-02T10:00:00Z"],
  digits: 3,
  zone: "Europe/Dublin",
} as const;

const levels = {
  common: [
    ["INFO", 9, 80],
    ["WARN", 13, 12],
    ["ERROR", 17, 8],
  ],
  rare: [
    ["DEBUG", 5],
    ["FATAL", 21],
    ["TRACE", 1],
  ],
} as const;

const messages = {
  sample: [
    "Enabling request processing.",
    "Rolled new log segment at offset {n} in {n} ms.",
    "Preparing to rebalance group {word} in state Empty with old generation {n} (reason: a member joined)",
    "Loading producer state till offset {n} with message format version 2",
    "Error while fetching metadata with correlation id {n} : {{word}=LEADER_NOT_AVAILABLE}",
  ],
  other: [
    "shutting down",
    "Member {uuid} in group {word} has failed, removing it from the group",
    "Skipping {n} of {n} (not ready yet) [will retry]",
    "Connection to node {n} ({host}/{ip}:{port}) could not be established.",
  ],
};
const contexts = {
  sample: ["[SocketServer listenerType=BROKER, nodeId={n}] ", "[GroupCoordinator {n}]: ", "[Partition {word}-0 broker={n}] ", "", ""],
  other: ["[ReplicaFetcher replicaId={n}, leaderId={n}] ", "[BrokerLifecycleManager id={n}] ", "Log[{word}-{n}]: ", ""],
};
const loggers = {
  sample: ["kafka.network.SocketServer", "kafka.log.LogManager", "state.change.logger"],
  other: ["org.apache.kafka.clients.NetworkClient", "kafka.server.ReplicaManager$", "kafka.log.LogManager"],
};

export const program: Program = {
  name: "logger-behind",
  about:
    "Kafka: the logger in parentheses behind the message, which may itself hold parentheses; a bracket of context in front of some messages; stacks.",
  tz: "Europe/Dublin",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const context = fill(random, set, pick(random, contexts[set]));
      const said = message(random, set, messages);
      const logger = pick(random, loggers[set]);
      const stack = level.text === "ERROR" && chance(random, 0.5) ? javaStack(random, set) : "";
      const body = `${context}${said}`;
      return {
        text: `[${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")}] ${level.text} ${body} (${logger})${stack}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, `${body}${stack}`, `${said}`, `${said}${stack}`],
          values: [logger],
        },
      };
    }),
};
