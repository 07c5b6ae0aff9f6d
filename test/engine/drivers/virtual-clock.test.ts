import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../src/engine/drivers/virtual-clock.ts";

test("work is done in the order of its time, work for the same time in the order it came, and what was called off never", () => {
  const work = fc.record({ delay: fc.constantFrom(0, 0, 1, 2, 5, 9), off: fc.boolean(), more: fc.constantFrom(undefined, 0, 3) });
  fc.assert(
    fc.property(fc.array(work, { maxLength: 200 }), (list) => {
      const clock = new VirtualClock(100);
      const expected: { at: number; turn: number }[] = [];
      const done: { at: number; turn: number }[] = [];
      let turn = 0;
      const add = (delay: number, more?: number) => {
        const entry = { at: clock.nowMs + delay, turn: turn++ };
        expected.push(entry);
        return clock.after(delay, () => {
          expect(clock.nowMs).toBe(entry.at);
          done.push(entry);
          if (more !== undefined) add(more);
        });
      };
      for (const { delay, off, more } of list) {
        const callOff = add(delay, more);
        if (off) {
          callOff();
          expected.pop();
        }
      }
      while (clock.next() !== undefined) clock.step();
      expect(clock.step()).toBe(false);
      expect(done).toEqual(expected.toSorted((a, b) => a.at - b.at || a.turn - b.turn));
    }),
    { numRuns: 100 },
  );
});
