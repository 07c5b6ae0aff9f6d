/**
 * What `kubectl kustomize` makes of a folder, for the fields that scaffold writes itself: resources, patches by path (strategic merge),
 * namespace, nameSuffix and labels. Any other field is an error with its place, never passed over.
 *
 *     resources --> patches --> namespace --> nameSuffix --> labels --> objects
 *         ^                                                                |
 *         +------------------------- a folder among them ------------------+
 */
import { join, relative, resolve } from "node:path";
import { Document } from "yaml";
import { type Issue, ScaffoldError } from "../../errors.ts";
import { readManifest } from "../read.ts";
import { readKustomization } from "./document.ts";
import { withLabels } from "./labels.ts";
import { patched, UnknownDirective } from "./merge.ts";
import { inNamespace, withSuffix } from "./names.ts";
import { type BuiltObject, changed, type Data, idOf, isData } from "./object.ts";

export interface KustomizationFiles {
  /** undefined: there is no such file. */
  read(path: string): string | undefined;
  isFolder(path: string): boolean;
  /** A path as messages name it. */
  shown(path: string): string;
}

export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** The kustomization of a folder; undefined when it has none. */
export function kustomizationIn(folder: string, files: KustomizationFiles): string | undefined {
  return kustomizationNames.map((name) => join(folder, name)).find((path) => !files.isFolder(path) && files.read(path) !== undefined);
}

/** The objects of a folder's kustomization as one manifest. Throws a ScaffoldError with all that keeps it from being built. */
export function buildKustomization(folder: string, files: KustomizationFiles): string {
  return build(folder, files, [])
    .map(({ value }) => new Document(value, { version: "1.1", aliasDuplicateObjects: false }))
    .map((document) => {
      document.directives = undefined as never;
      return document.toString({ lineWidth: 0, directives: false });
    })
    .join("---\n");
}

function build(folder: string, files: KustomizationFiles, around: readonly string[]): BuiltObject[] {
  const file = kustomizationIn(folder, files);
  if (file === undefined) throw new ScaffoldError("KUSTOMIZATION", `there is no kustomization.yaml in ${files.shown(folder)}`);
  const kustomization = readKustomization(files.read(file) ?? "", files.shown(file));
  const fail = (issue: Issue) => new ScaffoldError("KUSTOMIZATION", issue);

  const objects = kustomization.resources.flatMap((name, index) => {
    const path = resolve(folder, name);
    const wrong = (message: string, hint: string) => fail(kustomization.at(["resources", index], message, hint));
    if (files.isFolder(path)) {
      if ([...around, resolve(folder)].includes(path)) throw wrong(`${name} contains this kustomization`, "take it out of one of the two");
      return build(path, files, [...around, resolve(folder)]);
    }
    if (isOutside(folder, path))
      throw wrong(`${name} is outside this folder, which kustomize refuses`, "name its folder, with a kustomization");
    const text = files.read(path);
    if (text === undefined) throw wrong(`there is no ${name}`, "name a file or a folder beside this one");
    return documentsOf(text, files.shown(path)).map((value): BuiltObject => ({ value, ids: [idOf(value)] }));
  });
  const ids = objects.map(({ value }) => idOf(value));
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice) throw fail(kustomization.at(["resources"], `two resources are the same object: ${twice}`, "remove one, or rename it"));

  let now = objects;
  kustomization.patches.forEach((name, index) => {
    const path = resolve(folder, name);
    const wrong = (message: string, hint: string) => fail(kustomization.at(["patches", index], message, hint));
    const text = isOutside(folder, path) ? undefined : files.read(path);
    if (text === undefined) throw wrong(`there is no ${name} in this folder`, "a patch is a file beside the kustomization, or below it");
    for (const patch of documentsOf(text, files.shown(path)))
      now = applied(now, patch, (message, hint) => wrong(`${name}: ${message}`, hint));
  });
  const { namespace } = kustomization;
  if (namespace !== undefined) now = now.map((object) => inNamespace(object, namespace));
  if (kustomization.nameSuffix !== "") now = withSuffix(now, kustomization.nameSuffix);
  return kustomization.labels.reduce((all, rule) => all.map((object) => changed(object, withLabels(object.value, rule))), now);
}

function applied(objects: readonly BuiltObject[], patch: Data, wrong: (message: string, hint: string) => ScaffoldError): BuiltObject[] {
  const id = idOf(patch);
  const target = objects.find(({ ids }) => ids.includes(id));
  if (!target) {
    const hint = `its apiVersion, kind, name and namespace are those of a resource: ${objects.map(({ ids }) => ids[0]).join(", ") || "there is none"}`;
    throw wrong(`no resource is ${id}`, hint);
  }
  try {
    const value = patched(target.value, patch);
    return objects.flatMap((object) => (object !== target ? [object] : value ? [changed(object, value)] : []));
  } catch (error) {
    if (error instanceof UnknownDirective) throw wrong(error.message, "write the fields themselves, or use kubectl kustomize");
    throw error;
  }
}

function documentsOf(text: string, file: string): Data[] {
  const { documents, findings } = readManifest(text, file);
  const broken = findings.filter(({ severity }) => severity === "error");
  if (broken.length > 0)
    throw new ScaffoldError(
      "KUSTOMIZATION",
      broken.map(({ line, column, excerpt, message, hint }) => ({ message, where: { file, line, column, excerpt }, hint })),
    );
  return documents.map(({ value, place }) => {
    if (
      isData(value) &&
      idOf(value)
        .split(" ")
        .every((part) => part !== "" && !part.endsWith("/"))
    )
      return value;
    const hint = "an object and a patch have apiVersion, kind and metadata.name; other patches are not read here";
    throw new ScaffoldError("KUSTOMIZATION", { message: "this is no object with a name", where: place([]), hint });
  });
}

function isOutside(folder: string, path: string): boolean {
  return relative(folder, path).startsWith("..");
}
