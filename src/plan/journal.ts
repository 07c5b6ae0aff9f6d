import { z } from "zod";
import { JOURNAL } from "./folder.ts";
import { checkPath, checkPaths } from "./paths.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const staged = z.number().int().nonnegative();

/*
 * Everything that is needed to complete a run. It is renamed into place when all next contents are staged on the disk: before
 * that the run has changed nothing, after it the run is certain. Every step says what must be on the disk before it, so a step
 * that is already done, or whose file a person changed since, is recognised. `before` is absent where there is no file.
 */
const schema = z.strictObject({
  version: z.literal(1),
  deletes: z.array(z.strictObject({ path: z.string(), before: hash })),
  emptied: z.array(z.string()),
  writes: z.array(z.strictObject({ path: z.string(), before: hash.optional(), after: hash, staged })),
  /** Paths of the project whose pristine copies are written. */
  base: z.array(z.strictObject({ path: z.string(), after: hash, staged })),
  baseDeletes: z.array(z.string()),
  manifest: z.strictObject({ before: hash.optional(), next: z.strictObject({ after: hash, staged }).optional() }),
});

export type Journal = z.infer<typeof schema>;

export function printJournal(journal: Journal): string {
  return `${JSON.stringify(journal)}\n`;
}

/** undefined when it is not a journal of this toolkit. Unsafe paths in it are refused with an error: somebody put it there. */
export function parseJournal(text: string): Journal | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(data);
  if (!parsed.success) return undefined;
  const journal = parsed.data;
  checkPaths(new Set([...journal.writes, ...journal.base].map(({ path }) => path)), JOURNAL);
  for (const path of [...journal.deletes.map((step) => step.path), ...journal.emptied, ...journal.baseDeletes]) checkPath(path, JOURNAL);
  return journal;
}
