import { readFileSync } from "node:fs";

export interface ManifestCase {
  readonly name: string;
  /** `spec.containers[0].image Required value`, one per error; none for a valid manifest. */
  readonly want: readonly string[];
  readonly text: string;
}

/**
 * The cases of a file: each begins with `# ---- name`, what it wants stands in lines `# want: PATH REASON` (PATH `-`: none), the rule's
 * source in `# why:`. `‹x×5000›` stands for 5,000 times x.
 */
export function readCases(file: string): ManifestCase[] {
  const [, ...blocks] = readFileSync(new URL(`cases/${file}`, import.meta.url), "utf8").split(/^# ---- /m);
  return blocks.map((block) => {
    const end = block.indexOf("\n");
    const text = block.slice(end + 1).replace(/‹(.)×(\d+)›/gu, (_, repeated: string, times: string) => repeated.repeat(Number(times)));
    const want = [...text.matchAll(/^# want: (.*)$/gm)].map(([, each = ""]) => each);
    return { name: block.slice(0, end), want, text: text.replace(/^# want: .*\n/gm, "") };
  });
}
