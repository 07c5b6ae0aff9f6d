import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { drawLevel, pick } from "../random.ts";
import { message } from "../words.ts";

const ticking = {
  sample: ["2026-08-19T09:00:00Z", "2026-08-19T13:00:00Z"],
  other: ["2026-10-30T21:00:00Z", "2026-11-03T01:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["*", 10, 80],
    ["#", 13, 20],
  ],
  rare: [
    ["-", 5],
    [".", 5],
  ],
} as const;

const messages = {
  sample: [
    "monotonic clock: POSIX clock_gettime",
    "{n} changes in {n} seconds. Saving...",
    "Background saving started by pid {n}",
    "DB saved on disk",
    "RDB: {n} MB of memory used by copy-on-write",
    "Replica {ip}:{port} asks for synchronization",
    "WARNING: The TCP backlog setting of {n} cannot be enforced",
    "Ready to accept connections tcp",
    "Error condition on socket for SYNC: Connection refused",
  ],
  other: [
    "User requested shutdown...",
    "Accepted {ip}:{port}",
    "Client id={n} addr={ip}:{port} closed: output buffer is full",
    "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
    "{n} clients connected ({n} replicas), {n} bytes in use",
    "* is no user",
    "MASTER <-> REPLICA sync: Finished with success",
  ],
};

export const program: Program = {
  name: "marks-and-roles",
  about: "Redis: the process and a letter for its role before the time, and a mark for the level after it.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const pid = pick(random, set === "sample" ? [1, 1, 4711] : [1, 88_123, 23]);
      const role = pick(random, set === "sample" ? ["M", "M", "C"] : ["M", "S", "X"]);
      const body = message(random, set, messages);
      return {
        text: `${pid}:${role} ${print(moment, "dd MMM yyyy HH:mm:ss.SSS")} ${level.text} ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          body,
          values: [
            [pid, `${pid}:${role}`],
            [role, `${pid}:${role}`],
          ],
        },
      };
    }),
};
