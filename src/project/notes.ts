import type { Spec } from "../spec/schema.ts";

/** What is in order in a document, and yet is seldom meant: a sentence for whoever generates, each with what to do. */
export function notesOn({ companions }: Spec): string[] {
  return Object.entries(companions)
    .filter(([, companion]) => companion["source"] === "stdin")
    .map(
      ([name]) =>
        `${name} has source: stdin, and a container of a pod gets nothing on standard input: there it ends at once, again and again, and the app does not start. Take source: out, and for a file at hand run \`WATCH=- npm start\` in ${name}`,
    );
}
