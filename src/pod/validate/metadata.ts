import type { Field } from "./field.ts";
import { asName, checkName, dnsLabel, labelValue, qualifiedName, type Rule } from "./format.ts";

const annotationBytes = 256 * 1024;

/** metadata of an object that has a name of its own (apimachinery, ValidateObjectMeta). */
export function checkMetadata(metadata: Field, nameRule: Rule): void {
  const name = metadata.child("name");
  const generated = metadata.child("generateName");
  if (generated.text !== "") {
    // A random suffix follows: the prefix may end in a dash.
    const masked = generated.text.length > 1 && generated.text.endsWith("-") ? `${generated.text.slice(0, -2)}a` : generated.text;
    for (const error of nameRule(masked)) generated.invalid(generated.text, error, `for example "${asName(generated.text)}-"`);
  }
  if (name.text !== "") checkName(name, nameRule);
  else if (generated.text === "") name.required("name or generateName is required", 'add "name:" under metadata');
  const namespace = metadata.child("namespace");
  if (namespace.text !== "") checkName(namespace, dnsLabel);
  checkLabels(metadata.child("labels"));
  checkAnnotations(metadata.child("annotations"));
  metadata.child("finalizers").items.forEach((finalizer) => {
    for (const error of qualifiedName(finalizer.text))
      finalizer.as(metadata.child("finalizers").path).invalid(finalizer.text, error, 'use a form such as "example.com/my-finalizer"');
    if (
      finalizer.text !== "" &&
      !finalizer.text.includes("/") &&
      !["kubernetes", "orphan", "foregroundDeletion"].includes(finalizer.text)
    ) {
      finalizer.invalid(
        finalizer.text,
        "name is neither a standard finalizer name nor is it fully qualified",
        'use a form such as "example.com/my-finalizer"',
      );
    }
  });
  checkOwners(metadata.child("ownerReferences"));
}

/** Reported on the map itself, as the server does; the place is the label's. */
export function checkLabels(labels: Field): void {
  for (const [key, value] of labels.entries) {
    for (const error of qualifiedName(key)) value.as(labels.path).invalid(key, error, labelHint(key));
    for (const error of labelValue(value.text)) value.as(labels.path).invalid(value.text, error, labelHint(value.text));
  }
}

export function checkAnnotations(annotations: Field): void {
  let bytes = 0;
  for (const [key, value] of annotations.entries) {
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value.text);
    for (const error of qualifiedName(key.toLowerCase())) value.as(annotations.path).invalid(key, error, labelHint(key));
  }
  if (bytes > annotationBytes) annotations.tooLong(annotationBytes, "keep large data in a ConfigMap");
}

function labelHint(word: string): string {
  const better = word
    .split("/")
    .map((part) => part.replace(/[^-A-Za-z0-9_.]+/g, "-").replace(/^[-_.]+|[-_.]+$/g, ""))
    .join("/");
  return better && better !== word && better.length <= 63
    ? `for example "${better}"`
    : "use letters, digits, '-', '_' and '.', at most 63, beginning and ending with a letter or digit";
}

function checkOwners(owners: Field): void {
  let controller: string | undefined;
  for (const owner of owners.items) {
    for (const name of ["apiVersion", "kind", "name", "uid"]) {
      const field = owner.child(name);
      if (field.text === "")
        field
          .as(`${owners.path}.${name}`)
          .invalid("", name === "apiVersion" ? "version must not be empty" : "must not be empty", `add "${name}:"`);
    }
    if (owner.child("controller").flag !== true) continue;
    const own = `${owner.child("kind").text}/${owner.child("name").text}`;
    if (controller === undefined) controller = own;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${own}`;
      owner.as(owners.path).invalidHere(detail, "set controller: true on one of them");
    }
  }
}

/** A labelSelector (matchLabels, matchExpressions). */
export function checkSelector(selector: Field): void {
  checkLabels(selector.child("matchLabels"));
  for (const expression of selector.child("matchExpressions").items) {
    const values = expression.child("values");
    const operator = expression.child("operator");
    switch (operator.text) {
      case "In":
      case "NotIn":
        if (values.size === 0) values.required("must be specified when `operator` is 'In' or 'NotIn'");
        break;
      case "Exists":
      case "DoesNotExist":
        if (values.size > 0) values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        break;
      default:
        operator.invalid(operator.text, "not a valid selector operator", "use In, NotIn, Exists or DoesNotExist");
    }
    checkLabelKey(expression.child("key"));
    for (const value of values.items) for (const error of labelValue(value.text)) value.invalid(value.text, error, labelHint(value.text));
  }
}

export function checkLabelKey(key: Field): void {
  for (const error of qualifiedName(key.text)) key.invalid(key.text, error, labelHint(key.text));
}

/** What LabelSelectorAsSelector can read. */
function isSound(selector: Field): boolean {
  const isPair = ([key, value]: readonly [string, Field]) => qualifiedName(key).length + labelValue(value.text).length === 0;
  const isExpression = (each: Field) => {
    const values = each.child("values").items;
    const counted = ["In", "NotIn"].includes(each.child("operator").text) ? values.length > 0 : values.length === 0;
    return counted && qualifiedName(each.child("key").text).length === 0 && values.every(({ text }) => labelValue(text).length === 0);
  };
  return selector.child("matchLabels").entries.every(isPair) && selector.child("matchExpressions").items.every(isExpression);
}

/** Whether a selector picks these labels; undefined when the selector itself is wrong, of which the server then says no more. */
export function selects(selector: Field, labels: ReadonlyMap<string, string>): boolean | undefined {
  if (!isSound(selector)) return undefined;
  for (const [key, value] of selector.child("matchLabels").entries) if (labels.get(key) !== value.text) return false;
  for (const expression of selector.child("matchExpressions").items) {
    const own = labels.get(expression.child("key").text);
    const values = expression.child("values").items.map((value) => value.text);
    switch (expression.child("operator").text) {
      case "In":
        if (own === undefined || !values.includes(own)) return false;
        break;
      case "NotIn":
        if (own !== undefined && values.includes(own)) return false;
        break;
      case "Exists":
        if (own === undefined) return false;
        break;
      case "DoesNotExist":
        if (own !== undefined) return false;
        break;
      default:
        return undefined;
    }
  }
  return true;
}
