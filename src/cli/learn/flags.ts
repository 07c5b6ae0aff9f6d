import type { Argv } from "yargs";

/** Options of an adapter that learns what is new in a log. */
export function learnFlags(yargs: Argv): Argv {
  return yargs
    .option("learn", {
      type: "string",
      requiresArg: true,
      describe:
        "a newer log of an adapter that there is: formats for what none of its formats takes are found in it and shown as a diff; nothing is written",
    })
    .option("apply", { type: "boolean", describe: "with --learn: write it, and generate" });
}
