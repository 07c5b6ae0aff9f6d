import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick, whole } from "../random.ts";
import { ipv4, message } from "../words.ts";

const ticking = {
  sample: ["2026-01-21T10:00:00Z", "2026-01-21T15:00:00Z"],
  other: ["2026-02-26T12:00:00Z", "2026-03-02T10:00:00Z"],
  digits: 3,
  zone: "America/New_York",
} as const;

const levels = {
  common: [
    ["INFO", 9, 80],
    ["WARN", 13, 20],
  ],
  rare: [
    ["ERROR", 17],
    ["DEBUG", 5],
    ["FATAL", 21],
  ],
} as const;

const messages = {
  sample: [
    "Accepted socket connection from /{ip}:{port}",
    "Closed socket connection for client /{ip}:{port} (no session established for client)",
    "Notification: 1 (message format version), 3 (n.leader), 0x{hex} (n.zxid), LOOKING (my state)",
    "Established session 0x{hex} with negotiated timeout {n}",
    "tickTime set to {n}",
    "caught end of stream exception",
  ],
  other: [
    "FOLLOWING - LEADER ELECTION TOOK - {n}",
    "Expiring session 0x{hex}, timeout of {n}ms exceeded",
    "[{n}] - {word}",
    "Cannot open channel to {n} at election address {host}/{ip}:{port}",
  ],
};

export const program: Program = {
  name: "thread-class-line",
  about:
    "ZooKeeper: a constant bracket and a dash before the padded level, then thread, class and line in one bracket, where threads hold colons and brackets.",
  tz: "America/New_York",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const thread = pick(
        random,
        set === "sample"
          ? ["main", "QuorumPeer[myid=2]/0.0.0.0:2181", "NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181", "WorkerReceiver[myid=2]"]
          : ["SyncThread:2", "QuorumPeer[myid=2]/0:0:0:0:0:0:0:0:2181", "main-EventThread", `LearnerHandler-/${ipv4(random, set)}:41212`],
      );
      const source = pick(
        random,
        set === "sample" ? ["NIOServerCnxn", "FastLeaderElection", "ZooKeeperServer"] : ["Follower", "QuorumCnxManager$Listener"],
      );
      const line = whole(random, 10, set === "sample" ? 999 : 2400);
      const body = message(random, set, messages);
      const bracket = `${thread}:${source}@${line}`;
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")} [myid:2] - ${level.text.padEnd(5)} [${bracket}] - ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body,
          values: [
            [thread, `${thread}:${source}`, bracket],
            [source, `${source}@${line}`, `${thread}:${source}`, bracket],
            [line, `${source}@${line}`, bracket],
          ],
        },
      };
    }),
};
