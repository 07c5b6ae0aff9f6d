import type { Field } from "./field.ts";

/** A path inside a volume. */
export function checkDescendingPath(field: Field): void {
  if (field.text.startsWith("/")) field.invalid(field.text, "must be a relative path", `write "${field.text.replace(/^\/+/, "") || "."}"`);
  checkPathNoBacksteps(field);
}

export function checkPathNoBacksteps(field: Field): void {
  if (field.text.split("/").includes("..")) field.invalid(field.text, "must not contain '..'", 'write the path without ".."');
}

/** A file that the kubelet writes: names that begin with two dots are its own. */
export function checkLocalPath(field: Field): void {
  checkDescendingPath(field);
  if (field.text.startsWith("..") && !field.text.startsWith("../"))
    field.invalid(field.text, "must not start with '..'", "choose another file name");
}

/** A file mode, 0 to 0777. In YAML `0644` is octal and `644` is not. */
export function checkMode(mode: Field): void {
  const value = mode.number;
  if (value === undefined || (value >= 0 && value <= 0o777)) return;
  const meant = /^[0-7]{3}$/.test(String(value)) ? `write it in octal, with a leading zero: 0${value}` : "write an octal mode such as 0644";
  mode.invalid(value, "must be a number between 0 and 0777 (octal), both inclusive", meant);
}
