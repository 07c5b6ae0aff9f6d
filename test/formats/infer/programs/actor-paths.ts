import { moments, print } from "../clock.ts";
import type { LineSet, Program } from "../program.ts";
import { chance, drawLevel, pick, type Random, whole } from "../random.ts";
import { ipv4, javaStack, message, word } from "../words.ts";

const ticking = {
  sample: ["2026-05-20T12:00:00Z", "2026-05-21T12:00:00Z"],
  other: ["2026-09-01T12:00:00Z", "2026-09-08T10:00:00Z"],
  digits: 3,
  zone: "Europe/Zurich",
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARN", 13, 12],
    ["ERROR", 17, 13],
  ],
  rare: [["DEBUG", 5]],
} as const;

const messages = {
  sample: [
    "Message [com.example.shop.Cart$Add] from Actor[akka://shop/user/api#{n}] to Actor[akka://shop/user/cart#{n}] was not delivered. [{n}] dead letters encountered.",
    "Starting up, Akka version [2.9.3] ...",
    "Remoting started; listening on addresses :[akka://shop@{ip}:25520]",
    "{n} {word} processed",
    "Cluster Node [akka://shop@{ip}:25520] - Node joined, roles [dc-default]",
    "received {word} {uuid}",
  ],
  other: [
    "[{word}] restarted {n} times",
    "Association to [akka://shop@{ip}:25520] having UID [{n}] has been stopped.",
    "swallowing exception during message send",
    "no configuration setting found for key '{word}'",
    "bye",
  ],
};

function actor(random: Random, set: LineSet): string {
  const leaf = word(random, "sample");
  if (set === "sample")
    return pick(random, [`akka://shop/user/${leaf}`, "akka://shop/system/remoting", "akka.remote.Remoting(akka://shop)"]);
  return pick(random, [
    `akka://shop/user/${leaf}/$${pick(random, ["a", "b", "Qc"])}`,
    `akka://shop@${ipv4(random, set)}:25520/system/sharding/cart/${whole(random, 1, 99)}`,
    "akka.actor.ActorSystemImpl(shop)",
  ]);
}

export const program: Program = {
  name: "actor-paths",
  about:
    "Akka's own logger: four brackets, the level, a date as in the United States, a thread and the path of an actor that may be a class with parentheses; messages full of brackets; stacks.",
  tz: "Europe/Zurich",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = pick(
        random,
        set === "sample"
          ? [`shop-akka.actor.default-dispatcher-${whole(random, 2, 20)}`, "main"]
          : [`shop-akka.actor.internal-dispatcher-${whole(random, 2, 400)}`, "scala-execution-context-global-17", "main"],
      );
      const source = actor(random, set);
      const said = message(random, set, messages);
      const stack = level.text === "ERROR" && chance(random, 0.6) ? javaStack(random, set) : "";
      return {
        text: `[${level.text}] [${print(moment, "MM/dd/yyyy HH:mm:ss.SSS")}] [${thread}] [${source}] ${said}${stack}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [said, `${said}${stack}`],
          values: [thread, source],
        },
      };
    }),
};
