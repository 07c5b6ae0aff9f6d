import { Document, isScalar, isSeq, visit } from "yaml";

const widestList = 100;

/** A value that occurs twice is written twice, never as an anchor. */
const writtenOut = { aliasDuplicateObjects: false };

/** How a document is written, so that what is added looks alike. */
export interface Style {
  /** Spaces per level. */
  readonly step: number;
  readonly eol: "\n" | "\r\n";
}

/** A value as block YAML whose lines begin with `indent` and end with a line break. Short lists of scalars stay on one line. */
export function blockText(value: unknown, indent: string, { step, eol }: Style): string {
  const document = new Document(value, writtenOut);
  visit(document, {
    Seq(_, seq) {
      if (seq.items.every(isScalar) && JSON.stringify(seq).length <= widestList) seq.flow = true;
    },
  });
  if (isSeq(document.contents)) document.contents.flow = false;
  return document
    .toString({ indent: step, lineWidth: 0, flowCollectionPadding: false })
    .replace(/^(?=.)/gm, indent)
    .replaceAll("\n", eol);
}

/** A value as it stands inside `[…]`, `{…}` or behind a key on the same line. */
export function inlineText(value: unknown): string {
  // The value is read off a flow list, where a comma or bracket in plain text is quoted.
  const document = new Document([value], writtenOut);
  visit(document, {
    Collection(_, node) {
      node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd().slice(1, -1);
}
