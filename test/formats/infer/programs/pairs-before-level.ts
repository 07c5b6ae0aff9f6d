import { moments, print } from "../clock.ts";
import type { LineSet, Program } from "../program.ts";
import { chance, drawLevel, hex, pick, type Random, whole } from "../random.ts";
import { chatter, fill, message, word } from "../words.ts";

const ticking = {
  sample: ["2026-01-15T09:00:00Z", "2026-01-15T12:00:00Z"],
  other: ["2026-04-27T12:00:00Z", "2026-05-02T10:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["INFO", 9, 80],
    ["WARN", 13, 20],
  ],
  rare: [
    ["DEBUG", 5],
    ["ERROR", 17],
    ["FATAL", 21],
  ],
} as const;

const idle = {
  sample: [
    "Booted Rails 7.1.3 application in production environment",
    "Running in ruby 3.3.0 (2023-12-25 revision 5124f9ac75)",
    'Sidekiq 7.2.4 connecting to Redis with options {:size=>{n}, :url=>"redis://{host}:6379/0"}',
  ],
  other: ["Shutting down", "Pausing to allow jobs to finish...", "Adding dead {word} job {hex}", "heartbeat: {n}", "INFO: {word}"],
};

function backtrace(random: Random, set: LineSet): string {
  const frame = () =>
    `/srv/app/${pick(random, ["app/jobs", "lib", "vendor/bundle/ruby/3.3.0/gems/redis-5.2.0/lib"])}/${word(random, set)}.rb:${whole(random, 1, 900)}:in \`${pick(random, ["perform", "block in each", "<main>"])}'`;
  return Array.from({ length: whole(random, 2, 6) }, frame).join("\n");
}

export const program: Program = {
  name: "pairs-before-level",
  about:
    "Sidekiq: name=value between the time and the level, class and id only within jobs and seconds only at their end, a level and a colon; objects or a backtrace for a message, the latter with lines that are not indented.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const pairs: [name: string, value: string | number][] = [
        ["pid", whole(random, 1, set === "sample" ? 999 : 4_000_000)],
        ["tid", hex(random, 2) + pick(random, ["x", "gq", "oz"])],
      ];
      let said = message(random, set, idle);
      if (chance(random, 0.85)) {
        pairs.push([
          "class",
          pick(
            random,
            set === "sample" ? ["MailJob", "Orders::SyncJob"] : ["Orders::SyncJob", "ActiveStorage::AnalyzeJob", "V2::PurgeJob"],
          ),
        ]);
        pairs.push(["jid", hex(random, 24)]);
        const step = random();
        if (level.text === "INFO" && step < 0.35) said = "start";
        else if (level.text === "INFO" && step < 0.7) {
          said = pick(random, ["done", "done", "fail"]);
          pairs.push(["elapsed", (whole(random, 1, set === "sample" ? 9000 : 9_000_000) / 1000).toFixed(3)]);
        } else if (level.text === "WARN" && step < 0.4) said = backtrace(random, set);
        else if (level.text === "WARN" && step < 0.7)
          said = fill(random, set, '{"context":"Job raised exception","job":{"retry":true,"queue":"{word}","args":[{n}]}}');
        else said = message(random, set, chatter);
      }
      return {
        text: `${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")} ${pairs.map(([name, value]) => `${name}=${value}`).join(" ")} ${level.text}: ${said}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: said,
          values: pairs.map(([name, value]) => (name === "elapsed" ? Number(value) : value)),
        },
      };
    }),
};
