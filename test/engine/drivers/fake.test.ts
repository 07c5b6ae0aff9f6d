import { fakeDriver } from "../../../src/engine/drivers/fake.ts";
import { VirtualClock } from "../../../src/engine/drivers/virtual-clock.ts";
import { contractScript, describeDriver } from "../../support/driver-contract.ts";

describeDriver("fake", async () => {
  const clock = new VirtualClock(0);
  return {
    driver: fakeDriver({ clock, script: contractScript }),
    async until(holds) {
      const limit = clock.nowMs + 10_000;
      while (!holds()) {
        if ((clock.next() ?? Number.POSITIVE_INFINITY) > limit) throw new Error("it never held");
        clock.step();
      }
    },
  };
});
