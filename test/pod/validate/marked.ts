/** A Pod with one container, to which lines are added; the offending line ends in `# <-`. */
export function podWith({ container = [], spec = [] }: { container?: string[]; spec?: string[] }): string {
  return [
    "apiVersion: v1",
    "kind: Pod",
    "metadata:",
    "  name: web",
    "spec:",
    ...spec.map((line) => `  ${line}`),
    "  containers:",
    "    - name: app",
    "      image: nginx:1.29",
    ...container.map((line) => `      ${line}`),
    "",
  ].join("\n");
}

/** The line, from 1, that ends in the mark. */
export function markedLine(text: string): number {
  const at = text.split("\n").findIndex((line) => line.endsWith("# <-"));
  if (at < 0) throw new Error(`no line is marked in:\n${text}`);
  return at + 1;
}
