import { createProcessDriver } from "../../../src/engine/drivers/process.ts";
import { createObjects } from "../../../src/engine/objects.ts";
import { describeDriver } from "../../support/driver-contract.ts";

describeDriver("process", async (pod) => {
  const driver = createProcessDriver({ pod, objects: createObjects({}), env: process.env, directory: "/" });
  return {
    driver,
    async until(holds) {
      for (const end = Date.now() + 10_000; !holds(); ) {
        if (Date.now() > end) throw new Error("did not happen within ten seconds");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
});
