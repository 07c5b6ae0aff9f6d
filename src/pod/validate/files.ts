import { checkFieldRef, checkResourceFieldRef, volumePaths } from "./env.ts";
import type { Field } from "./field.ts";
import { checkLocalPath, checkMode } from "./paths.ts";

/** configMap and secret: which keys, under which names, with which mode. */
export function checkFiles(source: Field): void {
  checkMode(source.child("defaultMode"));
  for (const item of source.child("items").items) checkKeyToPath(item);
}

export function checkKeyToPath(item: Field): void {
  const path = item.child("path");
  if (item.child("key").text === "") item.child("key").required("", 'add the key to show: "key: …"');
  if (path.text === "") path.required("", 'add the file name: "path: …"');
  else checkLocalPath(path);
  checkMode(item.child("mode"));
}

/** The server leaves the item's index out: `downwardAPI.path`. */
export function checkDownwardFile(file: Field, source: string): void {
  const path = file.child("path").as(`${source}.path`);
  if (path.text === "") path.required("", 'add the file name: "path: labels"');
  else checkLocalPath(path);
  const field = file.child("fieldRef");
  const resource = file.child("resourceFieldRef");
  checkFieldRef(field.as(`${source}.fieldRef`), volumePaths);
  if (field.present && resource.present)
    file.as(source).invalid("resource", "fieldRef and resourceFieldRef can not be specified simultaneously", "keep one of the two");
  else if (resource.present) checkResourceFieldRef(resource.as(`${source}.resourceFieldRef`), true);
  else if (!field.present && !file.mayHide())
    file.as(source).required("one of fieldRef and resourceFieldRef is required", "for example fieldRef: {fieldPath: metadata.labels}");
  checkMode(file.child("mode").as(`${source}.mode`));
}
