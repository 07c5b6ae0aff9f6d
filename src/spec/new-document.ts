import { Document, isScalar, type Scalar, visit, type YAMLMap } from "yaml";
import type { Spec } from "./schema.ts";

/** First line of every document: where the YAML language server finds its schema, relative to the document. */
const schemaComment = " yaml-language-server: $schema=.scaffold/scaffold.schema.json";

type Written<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What a new document starts with. */
export interface FirstSpec {
  readonly name: string;
  readonly app?: Written<Spec["app"]>;
  readonly pod?: Written<Spec["pod"]>;
  readonly images?: Written<Spec["images"]>;
  readonly out?: string;
}

const comments: Readonly<Record<string, string>> = {
  name: " The pod's name.",
  app: " Your container: the one that the others serve.",
  companions: " The containers beside it, by name. `scaffold sidecar`, `adapter`, `ambassador` and `init` add some.",
  pod: " The pod as a whole.",
  images: " How the images are named: prefix/name:tag.",
  out: " Where everything is generated, seen from here.",
};

/** The text of a new document, with a short comment on each part. It has no companions yet: {@link editSpec} adds them. */
export function newDocument({ name, app = {}, pod, images, out }: FirstSpec): string {
  const document = new Document(
    {
      name,
      app,
      companions: {},
      ...(pod && { pod }),
      ...(images && { images }),
      ...(out !== undefined && { out }),
    },
    { aliasDuplicateObjects: false },
  );
  const root = document.contents as YAMLMap<Scalar<string>>;
  for (const { key } of root.items) {
    const comment = comments[key.value];
    if (comment) key.commentBefore = comment;
    key.spaceBefore = key.value !== "name";
  }
  visit(document, {
    Seq(_, seq) {
      if (seq.items.every(isScalar)) seq.flow = true;
    },
  });
  document.commentBefore = schemaComment;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
