import { defineConfig } from "vitest/config";

/**
 * A test file named `*.full.test.ts` is slow by nature and runs in the full tier only, one at a time: it watches what real processes do
 * within tenths of seconds.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.full.test.ts", "test/fixtures/**", "test/upgrade/shop-*/**"],
          testTimeout: 20_000,
          maxWorkers: 2,
          setupFiles: ["test/support/properties.ts"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "full",
          include: ["test/**/*.full.test.ts"],
          exclude: ["test/fixtures/**", "test/upgrade/shop-*/**"],
          testTimeout: 300_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
