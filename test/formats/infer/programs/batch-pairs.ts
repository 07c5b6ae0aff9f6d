import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick, sized, whole } from "../random.ts";
import { user } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T16:00:00Z"],
  other: ["2026-08-28T12:00:00Z", "2026-09-02T10:00:00Z"],
  digits: 0,
  zone: "Asia/Kolkata",
} as const;

export const program: Program = {
  name: "batch-pairs",
  about:
    "A batch system: `name: value` between semicolons behind the time, values with blanks and colons, some pairs only for some states; no level.",
  tz: "Asia/Kolkata",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const two = (value: number) => String(value).padStart(2, "0");
      const state = pick(random, set === "sample" ? ["queued", "running", "done"] : ["held", "running", "error", "done"]);
      const pairs: (readonly [name: string, value: string | number])[] = [
        ["job", sized(random, set === "sample" ? 4 : 8)],
        ["user", user(random, set)],
        ["queue", pick(random, set === "sample" ? ["short", "long"] : ["gpu-big", "short"])],
        ["state", state],
      ];
      if (state !== "queued") pairs.push(["nodes", pick(random, set === "sample" ? ["n01,n02", "n07"] : ["rack3/n112", "n01,n02"])]);
      if (chance(random, 0.5))
        pairs.push(["walltime", `${two(whole(random, 0, 99))}:${two(whole(random, 0, 59))}:${two(whole(random, 0, 59))}`]);
      if (state === "done") pairs.push(["exit", whole(random, 0, set === "sample" ? 2 : 255)]);
      if (chance(random, 0.3))
        pairs.push([
          "note",
          pick(random, set === "sample" ? ["waits for data", "rerun of 17"] : ["killed: out of memory", "rerun of 4 (late)"]),
        ]);
      return {
        text: `${print(moment, "yyyy/MM/dd HH:mm:ss")} ${pairs.map(([name, value]) => `${name}: ${value}`).join("; ")}`,
        // An error is a state of a job here, and no level of a line.
        expected: { timeUnixNano: String(moment.nanos), severityNumber: 0, body: undefined, values: pairs.map(([, value]) => value) },
      };
    }),
};
