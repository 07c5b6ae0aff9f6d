import type { Field } from "./field.ts";
import { checkName, dnsLabel, dnsSubdomain, labelValue } from "./format.ts";
import { checkLabelKey, checkSelector } from "./metadata.ts";
import { checkWord } from "./security.ts";

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** spec.tolerations (ValidateTolerations). */
export function checkTolerations(tolerations: Field): void {
  for (const toleration of tolerations.items) {
    const key = toleration.child("key");
    const operator = toleration.child("operator");
    const value = toleration.child("value");
    const effect = toleration.child("effect");
    if (key.text !== "") checkLabelKey(key);
    else if (operator.text !== "Exists") {
      operator.invalid(
        operator.text,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        "add the taint's key, or write operator: Exists",
      );
    }
    if (toleration.child("tolerationSeconds").present && effect.text !== "NoExecute") {
      effect.invalid(
        effect.text,
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
        "write effect: NoExecute, or remove tolerationSeconds",
      );
    }
    switch (operator.text) {
      case "":
      case "Equal": {
        const errors = labelValue(value.text);
        if (errors.length > 0) value.as(operator.path).invalid(value.text, errors.join(";"), "write the taint's value");
        break;
      }
      case "Exists":
        if (value.text !== "")
          value
            .as(operator.path)
            .invalid(value.text, "value must be empty when `operator` is 'Exists'", "remove the value, or write operator: Equal");
        break;
      case "Lt":
      case "Gt":
        // Needs the gate TaintTolerationComparisonOperators (alpha).
        operator.unsupported(operator.text, ["Equal", "Exists", "Lt", "Gt"], "use Equal or Exists: comparing values is off by default");
        break;
      default:
        operator.unsupported(operator.text, ["Equal", "Exists"]);
    }
    checkWord(effect, effects);
  }
}

/** spec.affinity (validateAffinity). */
export function checkAffinity(affinity: Field): void {
  const node = affinity.child("nodeAffinity");
  const required = node.child("requiredDuringSchedulingIgnoredDuringExecution");
  if (required.present) {
    const terms = required.child("nodeSelectorTerms");
    if (terms.size === 0) terms.required("must have at least one node selector term", "add a term with matchExpressions");
    for (const term of terms.items) checkNodeTerm(term, true);
  }
  for (const preferred of node.child("preferredDuringSchedulingIgnoredDuringExecution").items) {
    checkWeight(preferred);
    checkNodeTerm(preferred.child("preference"), false);
  }
  for (const name of ["podAffinity", "podAntiAffinity"]) {
    for (const term of affinity.child(name).child("requiredDuringSchedulingIgnoredDuringExecution").items) checkPodTerm(term);
    for (const preferred of affinity.child(name).child("preferredDuringSchedulingIgnoredDuringExecution").items) {
      checkWeight(preferred);
      checkPodTerm(preferred.child("podAffinityTerm"));
    }
  }
}

function checkWeight(preferred: Field): void {
  const weight = preferred.child("weight");
  if ((weight.number ?? 0) <= 0 || (weight.number ?? 0) > 100)
    weight.invalid(weight.number ?? 0, "must be in the range 1-100", "write a weight from 1 to 100");
}

function checkNodeTerm(term: Field, strictValues: boolean): void {
  for (const expression of term.child("matchExpressions").items) {
    const operator = expression.child("operator");
    const values = expression.child("values");
    switch (operator.text) {
      case "In":
      case "NotIn":
        if (values.size === 0) values.required("must be specified when `operator` is 'In' or 'NotIn'");
        break;
      case "Exists":
      case "DoesNotExist":
        if (values.size > 0) values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        break;
      case "Gt":
      case "Lt":
        if (values.size !== 1) values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
        break;
      default:
        operator.invalid(operator.text, "not a valid selector operator", "use In, NotIn, Exists, DoesNotExist, Gt or Lt");
    }
    checkLabelKey(expression.child("key"));
    if (!strictValues) continue;
    for (const value of values.items)
      for (const error of labelValue(value.text)) value.invalid(value.text, error, "write the node label's value");
  }
  for (const expression of term.child("matchFields").items) {
    const operator = expression.child("operator");
    const values = expression.child("values");
    const key = expression.child("key");
    if (operator.text !== "In" && operator.text !== "NotIn")
      operator.invalid(operator.text, "not a valid selector operator", "use In or NotIn");
    else if (values.size !== 1) values.required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    if (key.text !== "metadata.name") key.invalid(key.text, "not a valid field selector key", "write metadata.name");
    else for (const value of values.items) checkName(value, dnsSubdomain);
  }
}

function checkPodTerm(term: Field): void {
  checkSelector(term.child("labelSelector"));
  checkSelector(term.child("namespaceSelector"));
  for (const namespace of term.child("namespaces").items) checkName(namespace.as(`${term.path}.namespace`), dnsLabel);
  checkLabelKeys(term, ["matchLabelKeys", "mismatchLabelKeys"]);
  const key = term.child("topologyKey");
  if (key.text === "") key.required("can not be empty", 'for example "topologyKey: kubernetes.io/hostname"');
  else checkLabelKey(key);
}

function checkLabelKeys(at: Field, names: readonly string[]): void {
  for (const list of at.set(...names)) {
    if (list.size > 0 && !at.child("labelSelector").present)
      list.forbidden("must not be specified when labelSelector is not set", "add a labelSelector");
    else for (const key of list.items) checkLabelKey(key);
  }
}

/** spec.topologySpreadConstraints (validateTopologySpreadConstraints). */
export function checkTopologySpread(constraints: Field): void {
  const pairs = constraints.items.map((each) => `{${each.child("topologyKey").text}, ${each.child("whenUnsatisfiable").text}}`);
  for (const [index, constraint] of constraints.items.entries()) {
    const skew = constraint.child("maxSkew");
    const key = constraint.child("topologyKey");
    const when = constraint.child("whenUnsatisfiable");
    if ((skew.number ?? 0) <= 0) skew.invalid(skew.number ?? 0, "must be greater than zero", "write maxSkew: 1 or more");
    if (key.text === "") key.required("can not be empty", 'for example "topologyKey: topology.kubernetes.io/zone"');
    if (!["DoNotSchedule", "ScheduleAnyway"].includes(when.text)) when.unsupported(when.text, ["DoNotSchedule", "ScheduleAnyway"]);
    // Said of the earlier of the two (ValidateSpreadConstraintNotRepeat).
    const pair = pairs[index] ?? "";
    const again = constraints.items[pairs.indexOf(pair, index + 1)];
    if (again)
      constraint
        .as(`${constraint.path}.{topologyKey, whenUnsatisfiable}`)
        .duplicate(pair, again, `line ${again.line} says the same: remove one of the two`);
    const domains = constraint.child("minDomains");
    if (domains.number !== undefined && domains.number <= 0)
      domains.invalid(domains.number, "must be greater than zero", "write 1 or more");
    if (domains.number !== undefined && when.text !== "DoNotSchedule") {
      domains.invalid(
        domains.number,
        `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${when.text}`,
        "remove it, or write whenUnsatisfiable: DoNotSchedule",
      );
    }
    checkWord(constraint.child("nodeAffinityPolicy"), ["Honor", "Ignore"]);
    checkWord(constraint.child("nodeTaintsPolicy"), ["Honor", "Ignore"]);
    checkLabelKeys(constraint, ["matchLabelKeys"]);
    checkSelector(constraint.child("labelSelector"));
  }
}
