import fc from "fast-check";
import type { Place } from "./disk.ts";
import { type Fault, faults } from "./faulty-sink.ts";

type Line = { readonly parts: number; readonly wide: boolean; readonly end: "\n" | "\r\n" | "" };

/** What happens to the files, to the agent, and to the sink. */
export type Step =
  | { readonly do: "write"; readonly name: string; readonly lines: readonly Line[] }
  | { readonly do: "rotate"; readonly name: string; readonly place: Place; readonly create: boolean }
  | { readonly do: "copytruncate"; readonly name: string; readonly place: Exclude<Place, "outside"> }
  | { readonly do: "truncate"; readonly name: string; readonly share: number }
  | { readonly do: "delete"; readonly name: string }
  | { readonly do: "replace"; readonly name: string; readonly keep: boolean; readonly lines: readonly Line[] }
  /** Time passes. */
  | { readonly do: "pause"; readonly ms: number }
  /** The sink is well again, and there is time enough for everything. */
  | { readonly do: "calm" }
  /** In the middle of what the agent is doing then; it starts again when time passes. */
  | { readonly do: "kill"; readonly ms: number; readonly turns: number }
  | { readonly do: "restart" }
  | { readonly do: "fault"; readonly faults: readonly Fault[] }
  | { readonly do: "close sink" };

const name = fc.constantFrom("a.log", "a.log", "b.log");
const end = fc.constantFrom("\n" as const, "\n" as const, "\r\n" as const);
const line = fc.record({
  parts: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 8 }) }, fc.integer({ min: 60, max: 200 })),
  wide: fc.boolean(),
  end,
});
const lines = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 9 }), fc.boolean())
  .map(([all, open]) => all.map((one, index) => (open && index === all.length - 1 ? { ...one, end: "" as const } : one)));

/** Most sequences write, and then do something to what was written. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: fc.record({ do: fc.constant("write" as const), name, lines }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("rotate" as const),
        name,
        place: fc.constantFrom<Place[]>("numbered", "numbered", "dated", "outside"),
        create: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("copytruncate" as const),
        name,
        place: fc.constantFrom("numbered" as const, "dated" as const),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("truncate" as const), name, share: fc.constantFrom(0, 0, 0.3, 0.8) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), name }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("replace" as const), name, keep: fc.boolean(), lines }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("pause" as const), ms: fc.constantFrom(30, 200, 1500, 4500) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("calm" as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("kill" as const), ms: fc.constantFrom(0, 25, 130), turns: fc.integer({ min: 0, max: 6 }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("fault" as const),
        faults: fc.array(fc.constantFrom(...faults), { minLength: 1, maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("close sink" as const) }) },
  ),
  { minLength: 1, maxLength: 14, size: "max" },
);
