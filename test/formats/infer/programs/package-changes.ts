import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick, whole } from "../random.ts";

const ticking = {
  sample: ["2026-03-02T06:00:00Z", "2026-03-02T06:40:00Z"],
  other: ["2026-07-28T12:00:00Z", "2026-08-02T10:00:00Z"],
  digits: 0,
  zone: "Europe/Vilnius",
} as const;

export const program: Program = {
  name: "package-changes",
  about:
    "dpkg: a verb, a state, a package with its architecture and versions, of which one may be missing; columns that depend on the verb; no level.",
  tz: "Europe/Vilnius",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const name = pick(
        random,
        set === "sample" ? ["libc6", "openssl", "man-db"] : ["g++-13", "error-tools", "libc6", "linux-image-6.8.0-31"],
      );
      const item = `${name}:${pick(random, set === "sample" ? ["amd64", "all"] : ["i386", "amd64"])}`;
      const version = () =>
        `${chance(random, 0.3) ? "1:" : ""}${whole(random, 0, 9)}.${whole(random, 0, set === "sample" ? 40 : 2000)}-1ubuntu${whole(random, 1, 9)}`;
      const [from, to] = [chance(random, 0.2) ? "<none>" : version(), version()];
      const state = pick(
        random,
        set === "sample" ? ["installed", "unpacked", "half-configured"] : ["triggers-pending", "installed", "config-files"],
      );
      const verb = pick(random, ["upgrade", "install", ...(set === "sample" ? [] : ["remove", "purge"])]);
      const words = chance(random, 0.6)
        ? ["status", state, item, to]
        : chance(random, 0.2)
          ? ["startup", "archives", pick(random, ["unpack", "install"])]
          : [chance(random, 0.4) ? "configure" : verb, item, from, to];
      const rests = words.map((_, index) => words.slice(index).join(" "));
      const wanted = words.filter((word) => word !== "<none>");
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss")} ${words.join(" ")}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: 0,
          body: undefined,
          // As columns, or as a message that begins at any of them.
          values: wanted.map((word) => [word, ...rests.filter((rest) => ` ${rest} `.includes(` ${word} `))]),
        },
      };
    }),
};
