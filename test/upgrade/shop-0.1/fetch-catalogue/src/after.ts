import type { After } from "../runtime/setup/fetch.ts";

/**
 * Your hook: runs once the download is in place, with the folder it was put into. An error that it throws fails the container.
 * This file is yours, the generator never touches it again.
 *
 *   export const after: After = async (into) => chmod(`${into}/bin/server`, 0o755);
 */
export const after: After | undefined = undefined;
