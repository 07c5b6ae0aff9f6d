import { type Issue, ScaffoldError } from "../../errors.ts";
import { nearest } from "../../suggest.ts";
import { type ManifestDocument, readManifest } from "../read.ts";
import type { Step } from "../yaml-node.ts";
import type { LabelRule } from "./labels.ts";
import { isData } from "./object.ts";

export interface Kustomization {
  readonly resources: readonly string[];
  readonly patches: readonly string[];
  readonly namespace: string | undefined;
  readonly nameSuffix: string;
  readonly labels: readonly LabelRule[];
  /** Where a field stands, for what is found out later. */
  at(path: readonly Step[], message: string, hint: string): Issue;
}

const known = ["apiVersion", "kind", "resources", "patches", "namespace", "nameSuffix", "labels"];

/** A kustomization.yaml with the fields that are read here, which are those that scaffold writes. Throws a ScaffoldError for any other. */
export function readKustomization(text: string, file: string): Kustomization {
  const manifest = readManifest(text, file);
  const [document, second] = manifest.documents;
  const issues: Issue[] = manifest.findings.map(({ line, column, excerpt, message, hint }) => ({
    message,
    where: { file, line, column, excerpt },
    hint,
  }));
  if (!document || !isData(document.value) || second)
    throw new ScaffoldError("KUSTOMIZATION", issues.length > 0 ? issues : { message: `${file} is not one kustomization` });
  const at = (path: readonly Step[], message: string, hint: string): Issue => ({ message, where: placeOf(document, path), hint });
  const build = `kubectl kustomize ${file.replace(/\/?[^/]*$/, "") || "."} > built.yaml, and name built.yaml instead`;
  const refuse = (path: readonly Step[], name: string) => {
    const close = nearest(name, known);
    issues.push(at(path, `"${name}" of a kustomization is not read here`, close ? `did you mean "${close}"?` : build));
  };
  const fields = document.value;
  for (const name of Object.keys(fields)) if (!known.includes(name)) refuse([name], name);

  const list = (name: string): readonly unknown[] => {
    const value = fields[name] ?? [];
    if (Array.isArray(value)) return value;
    issues.push(at([name], `"${name}" is a list`, `write "${name}: [...]"`));
    return [];
  };
  const word = (name: string): string => {
    const value = fields[name] ?? "";
    if (typeof value === "string") return value;
    issues.push(at([name], `"${name}" is text`, `put quotes around it: "${String(value)}"`));
    return "";
  };

  const resources = list("resources").flatMap((each, index) => {
    if (typeof each === "string" && !/^[\w.+-]+:\/\/|^git@|^github\.com\//.test(each)) return [each];
    issues.push(at(["resources", index], "a resource is a file or a folder on this machine here", build));
    return [];
  });
  const patches = list("patches").flatMap((each, index) => {
    const inner = isData(each) ? each : {};
    const others = Object.keys(inner).filter((name) => name !== "path");
    for (const name of others) refuse(["patches", index, name], name);
    if (typeof inner["path"] === "string") return [inner["path"]];
    if (others.length === 0) issues.push(at(["patches", index], "a patch has a path here", 'write "- path: environment.yaml"'));
    return [];
  });
  const labels = list("labels").flatMap((each, index) => {
    const inner = isData(each) ? each : {};
    for (const name of Object.keys(inner).filter((field) => !["pairs", "includeSelectors", "includeTemplates"].includes(field)))
      refuse(["labels", index, name], name);
    const pairs = Object.entries(isData(inner["pairs"]) ? inner["pairs"] : {});
    for (const [key, value] of pairs.filter(([, label]) => typeof label !== "string"))
      issues.push(at(["labels", index, "pairs", key], `the label "${key}" is text`, `put quotes around it: "${String(value)}"`));
    return [
      {
        pairs: Object.fromEntries(pairs.map(([key, value]) => [key, String(value)])),
        includeSelectors: inner["includeSelectors"] === true,
        includeTemplates: inner["includeTemplates"] === true,
      },
    ];
  });
  const namespace = word("namespace");
  const nameSuffix = word("nameSuffix");
  if (issues.length > 0) throw new ScaffoldError("KUSTOMIZATION", issues);
  return { resources, patches, namespace: namespace === "" ? undefined : namespace, nameSuffix, labels, at };
}

function placeOf(document: ManifestDocument, path: readonly Step[]) {
  const { excerpt = "", ...place } = document.place(path, "key");
  return { ...place, excerpt };
}
