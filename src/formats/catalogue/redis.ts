import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level = "<level:.=5 -=5 *=10 #=13>";

/** https://github.com/redis/redis/blob/unstable/src/server.c: `serverLogRaw`, and what Redis 2.x wrote. */
export const redis: LayoutFormat = {
  name: "redis",
  about: "log of Redis and Valkey; the marks . - * # are its levels",
  examples: [
    "1:M 29 Aug 2023 13:47:38.984 * monotonic clock: POSIX clock_gettime",
    "[4018] 14 Nov 07:01:22.119 # Server started, Redis version 2.6.16",
  ],
  layouts: [
    layoutOf(`<pid:int>:<redis.role:name> <time:d MMM yyyy HH:mm:ss.SSS> ${level} <message>`),
    layoutOf(`[<pid:int>] <time:d MMM HH:mm:ss.SSS> ${level} <message>`),
  ],
  constants: { "db.system.name": "redis" },
};
