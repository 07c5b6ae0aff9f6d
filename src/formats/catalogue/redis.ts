import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level = "<level:.=5 -=5 *=10 #=13>";

/** https://github.com/redis/redis/blob/unstable/src/server.c: `serverLogRaw`, and what Redis 2.x wrote. */
export const redis: LayoutFormat = {
  name: "redis",
  about: "log of Redis and Valkey; the marks . - * # are its levels",
  examples: [
    "1:M 11 May 2024 08:14:22.984 * Ready to accept connections tcp",
    "[4018] 14 Nov 07:01:22.119 * Background saving terminated with success",
  ],
  layouts: [
    layoutOf(`<pid:int>:<redis.role:name> <time:d MMM yyyy HH:mm:ss.SSS> ${level} <message>`),
    layoutOf(`[<pid:int>] <time:d MMM HH:mm:ss.SSS> ${level} <message>`),
    // What a handler of signals can write without a calendar.
    layoutOf("<pid:int>:signal-handler (<time:epoch>) <message>"),
  ],
  begins: "(?:\\d+:(?:[A-Z]|signal-handler)|\\[\\d+\\]) \\(?\\d",
  constants: { "db.system.name": "redis" },
};
