/**
 * Path prefixes in texts that were written for a container's own file system, replaced by the real directories.
 *
 *   rewritePaths([{ from: "/data", to: "/tmp/x" }])('cat /data/a "/data" /database')   ->   'cat /tmp/x/a "/tmp/x" /database'
 *
 * The rule. A path is found where it stands alone:
 *  - before it: the start of the text, white space, one of `= : , ; ( [ { < > | & @ !` or a backtick, an opening quote (a quote, possibly
 *    escaped, in front of which one of the same stands), a one-letter option (`-I/data`), a URL's scheme and empty host (`file:///data`,
 *    `sqlite:////data/db`), or a shell default (`${DIR:-/data}`);
 *  - behind it: the end of the text, `/`, white space, one of `: , ; ) ] } < > | & = #` or a backtick, or a quote.
 * So `"$HOME"/data`, `$ROOT/data`, `a/data`, `/data2`, `/data-old` and `http://host/data` stay as they are.
 * The longest path wins, and what was put in is never looked at again.
 */
export interface PathRule {
  readonly from: string;
  readonly to: string;
}

export type Rewrite = (text: string) => string;

const opens = "(?:^|[\\s=:,;(\\[{<>|&@!`])";
const before = `(?<=${opens}(?:\\\\*["'])*|${opens}-[A-Za-z]|[A-Za-z]:///?|\\$\\{\\w+:?[-+=?])`;
const behind = "(?=$|[/\\s:,;)\\]}<>|&=#`]|\\\\*[\"'])";

export function rewritePaths(rules: readonly PathRule[]): Rewrite {
  const targets = new Map(rules.filter(({ from }) => from !== "/").map(({ from, to }) => [from, to]));
  if (targets.size === 0) return (text) => text;
  const longestFirst = [...targets.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`${before}(?:${longestFirst.map(literal).join("|")})${behind}`, "g");
  return (text) => text.replace(pattern, (from) => targets.get(from) ?? from);
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
