import { Document, isCollection, isNode, isScalar, YAMLMap } from "yaml";
import type { Manifest } from "./compose.ts";

/**
 * A manifest as YAML text. Strings that YAML 1.1 would read as something else (`yes`, `0644`, `1:30`) are quoted, because that is the
 * version Kubernetes reads.
 */
export function writeManifest({ object, comments }: Manifest, header: string): string {
  const document = new Document(object, { version: "1.1", aliasDuplicateObjects: false });
  document.directives = undefined as never;
  document.commentBefore = header;
  for (const { path, text } of comments) comment(document, path, text);
  return document.toString({ lineWidth: 0, directives: false });
}

function comment(document: Document, path: readonly (string | number)[], text: string): void {
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (!isCollection(parent) || last === undefined) return;
  if (parent instanceof YAMLMap) {
    const pair = parent.items.find(({ key }) => (isScalar(key) ? key.value : key) === last);
    if (!pair) return;
    if (!isNode(pair.key)) pair.key = document.createNode(pair.key);
    if (isNode(pair.key)) pair.key.commentBefore = ` ${text}`;
    return;
  }
  const item = parent.get(last, true);
  if (isNode(item)) item.commentBefore = ` ${text}`;
}
