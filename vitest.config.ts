import { defineConfig } from "vitest/config";

/** A test file named `*.full.test.ts` is slow by nature and runs in the full tier only. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.full.test.ts", "test/fixtures/**"],
          testTimeout: 20_000,
        },
      },
      { test: { name: "full", include: ["test/**/*.full.test.ts"], exclude: ["test/fixtures/**"], testTimeout: 300_000 } },
    ],
  },
});
