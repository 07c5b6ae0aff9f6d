import { stringify } from "yaml";
import type { Inference } from "../../formats/infer/types.ts";
import { namesIn } from "./drawing.ts";
import type { Entries } from "./entries.ts";
import type { Pictured, Segment } from "./picture.ts";
import { shareText } from "./report.ts";

/** So many hues are told apart; further names begin again. */
const hues = 12;

const style = `
:root { color-scheme: light dark; --light: 88%; --strong: 30%; }
@media (prefers-color-scheme: dark) { :root { --light: 24%; --strong: 78%; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 100rem; padding: 0 1rem; }
pre { font: 13px/1.7 ui-monospace, monospace; overflow-x: auto; padding: .5rem 0; }
.record { display: block; border-left: 3px solid transparent; padding-left: .5rem; }
.record.unparsed { border-color: hsl(0 70% 50%); opacity: .75; }
b { font-weight: inherit; border-radius: 3px; padding: .1em 0; }
td, th { text-align: left; vertical-align: top; padding: .15rem 1rem .15rem 0; }
${Array.from({ length: hues }, (_, hue) => `.f${hue} { background: hsl(${(hue * 137) % 360} 70% var(--light)); color: hsl(${(hue * 137) % 360} 80% var(--strong)); }`).join("\n")}
`;

/** An inference as one page of HTML that needs nothing else: no script, no request. */
export function inferencePage(
  inference: Inference,
  { name, entries, pictured }: { readonly name: string; readonly entries: Entries; readonly pictured: readonly Pictured[] },
): string {
  const names = namesIn(pictured);
  const lines = pictured.map((record) => recordHtml(record, names)).join("\n");
  const written =
    entries.formats.length > 0 ? `<h2>In scaffold.yaml</h2>\n<pre>${escapeHtml(stringify(entries, { lineWidth: 0 }))}</pre>\n` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(name)}: formats</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(name)}</h1>
<p>${escapeHtml(shareText(inference))}</p>
${written}<h2>Lines</h2>
<p>${names.map((field) => `<b class="${classOf(field, names)}">${escapeHtml(field)}</b>`).join(" ")}</p>
<pre>${lines}</pre>
${table(
  "Why",
  ["about", "decided", "because", "otherwise"],
  inference.evidence.map(({ about, decided, because, ambiguous, override = "" }) => [
    about,
    decided,
    ambiguous ? `nothing in the lines decides it: ${because}` : because,
    override,
  ]),
)}${table(
  "Taken by no format",
  ["line", "text", "reason"],
  inference.unparsed.map(({ line, text, reason }) => [String(line), text, reason]),
)}</body>
</html>
`;
}

function recordHtml({ segments, unparsed }: Pictured, names: readonly string[]): string {
  const title = unparsed === undefined ? "" : ` title="${escapeHtml(unparsed)}"`;
  const text = segments.map((segment) => segmentHtml(segment, names)).join("");
  return `<span class="record${unparsed === undefined ? "" : " unparsed"}"${title}>${text || " "}</span>`;
}

function segmentHtml({ text, name, value }: Segment, names: readonly string[]): string {
  if (name === undefined) return escapeHtml(text);
  return `<b class="${classOf(name, names)}" title="${escapeHtml(`${name}: ${value ?? text}`)}">${escapeHtml(text)}</b>`;
}

function classOf(name: string, names: readonly string[]): string {
  return `f${names.indexOf(name) % hues}`;
}

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const head = heads.map((text) => `<th>${text}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((text) => `<td>${escapeHtml(text)}</td>`).join("")}</tr>`).join("\n");
  return `<h2>${title}</h2>\n<table>\n<tr>${head}</tr>\n${body}\n</table>\n`;
}

/** Text of HTML, and of its attributes. What HTML has no way to write becomes U+FFFD. */
function escapeHtml(text: string): string {
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, "\uFFFD").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
