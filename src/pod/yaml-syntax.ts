import { type Document, isCollection, parseAllDocuments, parseDocument, visit } from "yaml";

export interface SyntaxFault {
  readonly start: number;
  readonly message: string;
  readonly hint: string;
}

/**
 * Parses as kubectl's parser would. Offsets in the documents are offsets in the text.
 *
 * kubectl lets the lines of a [list], of a {map} and of quoted text begin anywhere, this parser wants them indented: where that is
 * all that is wrong they are parsed as one line. (What quoted text then stands for is read from the text itself, see `quotedText`.)
 */
export function parseYaml(text: string): Document.Parsed[] {
  const asWritten = [...parseAllDocuments(text, options)];
  let source = text;
  let documents = asWritten;
  for (let round = 0; round < 100; round++) {
    const joined = documents.reduce((all, doc) => joinLines(doc, all), source);
    if (joined === source) break;
    source = joined;
    documents = [...parseAllDocuments(source, options)];
  }
  const faults = (docs: readonly Document.Parsed[]) => docs.filter((doc) => doc.errors.length > 0).length;
  return faults(documents) < faults(asWritten) ? documents : asWritten;
}

/** What quoted text of several lines stands for, wherever its lines begin. */
export function quotedText(raw: string): string {
  return String(parseDocument(raw.replaceAll("\n", "\n "), options).toJS());
}

const options = { version: "1.1", schema: "failsafe", uniqueKeys: false, prettyErrors: false, logLevel: "silent" } as const;
const openedQuote = /^Missing closing .quote/;
const flowIndent = /^Flow .* must be sufficiently indented/;
const indentation = "check that this line is indented like its siblings";

/** The first thing in a document that kubectl could not parse either, where the mistake is rather than where it is noticed. */
export function syntaxError(doc: Document.Parsed, text: string): SyntaxFault | undefined {
  // A comment right behind a closing quote is fine with kubectl's parser.
  const error = doc.errors.find(({ message }) => !message.startsWith("Comments must be separated"));
  const control = controlCharacter(doc, text);
  if (!error) return control;
  if (control && control.start <= error.pos[0]) return control;
  const [at] = error.pos;
  const message = `cannot read this as YAML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1).split("\n")[0]}`;
  if (error.code === "BLOCK_AS_IMPLICIT_KEY") return mappingInValue(at, text);
  if (/closing .quote/.test(error.message))
    return { start: openQuote(doc, at) ?? at, message, hint: "close the quote, or write the value without quotes" };
  const flow = flowIndent.test(error.message) ? openFlow(doc, at) : undefined;
  if (flow !== undefined) return { start: flow, message, hint: `close the "${text[flow]}"` };
  return { start: at, message, hint: hintFor(error.code, error.message, rowAt(at, text)) };
}

/** `a: b: c`, or a line that is indented deeper than the one above although that one has a value already. */
function mappingInValue(at: number, text: string): SyntaxFault {
  const message = "cannot read this as YAML: mapping values are not allowed in this context";
  const colon = text.slice(at).search(/:(?=\s|$)/);
  const lineStart = text.lastIndexOf("\n", at + colon) + 1;
  if (colon < 0) return { start: at, message, hint: indentation };
  if (lineStart <= at)
    return { start: at, message, hint: 'a value that contains ": " needs quotes; a nested block begins on the next line' };
  const start = lineStart + text.slice(lineStart).search(/\S/);
  return { start, message, hint: "this line is indented deeper than the one above, which has a value already" };
}

/** A quote that is never closed is noticed at the end of the file. */
function openQuote(doc: Document.Parsed, errorAt: number): number | undefined {
  let start: number | undefined;
  visit(doc, {
    Scalar(_, { type, range }) {
      if (type?.startsWith("QUOTE") && range && range[0] < errorAt && range[1] >= errorAt) start = range[0];
    },
  });
  return start;
}

/** Where the outermost bracket opens that is still open at an offset. */
function openFlow(doc: Document.Parsed, errorAt: number): number | undefined {
  let start: number | undefined;
  visit(doc, (_, node) => {
    if (start === undefined && isCollection(node) && node.flow && node.range && node.range[0] < errorAt && node.range[1] >= errorAt)
      start = node.range[0];
  });
  return start;
}

/** Quoted text, a comment, the begin or end of a document, or one character. */
const token = /"(?:\\[\s\S]|[^"\\])*"|'(?:''|[^'])*'|(?<=\s)#.*|^(?:---|\.\.\.)(?=\s)|[\s\S]/gm;

/** The text with the lines of one badly indented flow collection or quoted text joined, every other character in its place. */
function joinLines(doc: Document.Parsed, text: string): string {
  const error = doc.errors.find(({ message }) => flowIndent.test(message) || openedQuote.test(message));
  const start = error && (openFlow(doc, error.pos[0]) ?? openQuote(doc, error.pos[0]));
  if (start === undefined) return text;
  const open: string[] = [];
  let out = "";
  // Up to the bracket that closes the first one; quoted text is a single token.
  for (const [part] of text.slice(start).matchAll(token)) {
    if (part === "---" || part === "...") return text;
    out += part.startsWith("#") ? " ".repeat(part.length) : part.replace(/[\r\n]/g, " ");
    if (part === "[" || part === "{") open.push(part);
    if (part === "]" || part === "}") open.pop();
    if (open.length === 0) return text.slice(0, start) + out + text.slice(start + out.length);
  }
  return text;
}

function controlCharacter(doc: Document.Parsed, text: string): SyntaxFault | undefined {
  const [from, , to] = doc.range;
  const found = text.slice(from, to).search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/);
  if (found < 0) return undefined;
  return {
    start: from + found,
    message: "cannot read this as YAML: control characters are not allowed",
    hint: "remove the invisible character",
  };
}

function rowAt(offset: number, text: string): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? undefined : end);
}

function hintFor(code: string, message: string, row: string): string {
  if (/:\s+[@`%]/.test(row)) return "put quotes around a value that begins with @, ` or %";
  if (/^\s*(- +)?[A-Za-z][\w-]*:[^\s/]/.test(row)) return "a colon needs a space behind it: name: value";
  if (["BAD_INDENT", "MULTILINE_IMPLICIT_KEY", "UNEXPECTED_TOKEN"].includes(code) || message.includes("without - indicator"))
    return indentation;
  if (code === "MISSING_CHAR") return "a bracket, a colon or a dash is missing here or just above";
  return "check the indentation and the quotes of this line and the one above";
}
