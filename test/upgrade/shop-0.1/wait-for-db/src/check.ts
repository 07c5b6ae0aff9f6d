import type { Check } from "../runtime/setup/wait.ts";

/**
 * Your hook: one more thing that has to be true before the app starts. Return true, or the reason why it is not so yet.
 * This file is yours, the generator never touches it again.
 *
 *   export const check: Check = async () => (await migrated()) || "migrations are still running";
 */
export const check: Check | undefined = undefined;
