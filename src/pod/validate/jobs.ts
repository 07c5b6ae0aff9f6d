import type { Field } from "./field.ts";
import { between, dnsLabel, dnsSubdomain, labelValue, qualifiedName } from "./format.ts";
import { checkMetadata, checkSelector } from "./metadata.ts";
import { checkPodTemplate } from "./pod.ts";
import { scheduleError } from "./schedule.ts";
import { checkWord } from "./security.ts";
import { checkCounts, checkNonNegative } from "./workloads.ts";

/** batch/v1 Job (ValidateJob). The server generates the selector and its labels. */
export function checkJob(job: Field): void {
  const metadata = job.child("metadata");
  checkMetadata(metadata, dnsSubdomain);
  const spec = job.child("spec");
  checkJobSpec(spec);
  const selector = spec.child("selector");
  checkSelector(selector);
  if (selector.present && spec.child("manualSelector").flag !== true) {
    selector.invalidHere("`selector` not auto-generated", "remove it: a Job's selector is made by the server");
  }
  const name = metadata.child("name");
  warnOfName(name);
  // The server writes the name into labels of the pods.
  if (spec.child("manualSelector").flag !== true && dnsSubdomain(name.text).length === 0)
    for (const error of labelValue(name.text)) name.as(`${spec.path}.template.labels`).invalid(name.text, error, "use a shorter name");
  const completions = spec.child("completions").number ?? 0;
  if (spec.child("completionMode").text !== "Indexed" || completions < 1 || name.text === "") return;
  const last = `${name.text}-${completions - 1}`;
  if (dnsLabel(last).length > 0 && dnsSubdomain(name.text).length === 0) {
    name.invalid(name.text, `will not able to create pod with invalid DNS label: ${last}`, "choose a shorter name without dots");
  }
}

/** batch/v1 CronJob (ValidateCronJobCreate). */
export function checkCronJob(cronJob: Field): void {
  const metadata = cronJob.child("metadata");
  checkMetadata(metadata, dnsSubdomain);
  const name = metadata.child("name");
  if (name.text.length > 52) name.invalid(name.text, "must be no more than 52 characters", "its jobs add 11 characters to it");
  warnOfName(name);
  const spec = cronJob.child("spec");
  const schedule = spec.child("schedule");
  if (schedule.text === "") schedule.required("", 'for example schedule: "*/5 * * * *"');
  else if (schedule.text.includes("TZ"))
    schedule.invalid(
      schedule.text,
      "cannot use TZ or CRON_TZ in schedule, use timeZone field instead",
      "add timeZone: Europe/Berlin under spec",
    );
  else {
    const error = scheduleError(schedule.text);
    if (error) schedule.invalid(schedule.text, error, 'five fields: minute hour day-of-month month day-of-week, for example "*/5 * * * *"');
  }
  checkTimeZone(spec.child("timeZone"));
  checkWord(spec.child("concurrencyPolicy"), ["Allow", "Forbid", "Replace"]);
  checkCounts(spec, ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"]);
  const job = spec.child("jobTemplate").child("spec");
  checkJobSpec(job);
  if (job.child("selector").present) job.child("selector").invalidHere("`selector` will be auto-generated", "remove it");
  if (job.child("manualSelector").flag === true) job.child("manualSelector").unsupported(true, ["nil", "false"], "remove it");
}

function warnOfName(name: Field): void {
  if (name.text !== "" && dnsSubdomain(name.text).length === 0 && dnsLabel(name.text).length > 0) {
    name.warn(
      "dotted-name",
      "this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended",
      "use a name without dots, at most 63 characters",
    );
  }
}

function checkTimeZone(zone: Field): void {
  if (!zone.present) return;
  if (zone.text === "") zone.invalid("", "timeZone must be nil or non-empty string", "for example Europe/Berlin");
  else if (zone.text.toLowerCase() === "local")
    zone.invalid(
      zone.text,
      "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
      "for example Europe/Berlin",
    );
  else if (!knownZone(zone.text)) zone.invalid(zone.text, `unknown time zone ${zone.text}`, "for example Europe/Berlin, or Etc/UTC");
}

function knownZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const counts = [
  "parallelism",
  "completions",
  "activeDeadlineSeconds",
  "backoffLimit",
  "ttlSecondsAfterFinished",
  "backoffLimitPerIndex",
  "maxFailedIndexes",
];

function checkJobSpec(spec: Field): void {
  checkCounts(spec, counts);
  const indexed = spec.child("completionMode").text === "Indexed";
  checkWord(spec.child("completionMode"), ["NonIndexed", "Indexed"]);
  const completions = spec.child("completions");
  const failed = spec.child("maxFailedIndexes");
  const perIndex = spec.child("backoffLimitPerIndex");
  if (failed.present && !perIndex.present) perIndex.required("when maxFailedIndexes is specified", 'add "backoffLimitPerIndex: 1"');
  if (indexed) {
    if (!completions.present) completions.required("when completion mode is Indexed", 'add "completions: 3"');
    const parallelism = spec.child("parallelism");
    if ((parallelism.number ?? 0) > 100_000)
      parallelism.invalid(parallelism.number, "must be less than or equal to 100000 when completion mode is Indexed", "write less");
    if (completions.number !== undefined && (failed.number ?? 0) > completions.number)
      failed.invalid(failed.number, "must be less than or equal to completions", `write ${completions.number} or less`);
  } else {
    for (const field of spec.set("backoffLimitPerIndex", "maxFailedIndexes"))
      field.invalid(field.number, "requires indexed completion mode", 'add "completionMode: Indexed"');
    if (spec.child("successPolicy").present)
      spec.child("successPolicy").invalidHere("requires indexed completion mode", 'add "completionMode: Indexed"');
  }
  const failurePolicy = spec.child("podFailurePolicy");
  if (failurePolicy.present) checkFailurePolicy(failurePolicy, spec);
  if (indexed && spec.child("successPolicy").present) checkSuccessPolicy(spec.child("successPolicy"), completions.number ?? 0);
  const replacement = spec.child("podReplacementPolicy");
  checkWord(replacement, failurePolicy.present ? ["Failed"] : ["Failed", "TerminatingOrFailed"]);
  const managedBy = spec.child("managedBy");
  if (managedBy.text.length > 63) managedBy.tooLong(63, "write a shorter name");
  if (managedBy.present && !/^[^/]+\/.+/.test(managedBy.text))
    managedBy.invalid(managedBy.text, 'must be a domain-prefixed path (such as "acme.io/foo")', "for example example.com/queue");
  checkPodTemplate(spec.child("template"));
  checkJobRestartPolicy(spec.child("template").child("spec").child("restartPolicy"), failurePolicy.present);
}

/** A Job ends: its pods may not restart for ever, and the default would. */
function checkJobRestartPolicy(policy: Field, failurePolicy: boolean): void {
  if (policy.text === "" || policy.text === "Always")
    policy.required(
      'valid values: "OnFailure", "Never"',
      policy.present ? "write OnFailure or Never" : 'add "restartPolicy: Never" to the pod template: the default, Always, is not for jobs',
    );
  else if (failurePolicy && policy.text === "OnFailure")
    policy.invalid(policy.text, 'only "Never" is supported when podFailurePolicy is specified', "write Never");
}

const failureActions = ["Count", "FailIndex", "FailJob", "Ignore"];

function checkFailurePolicy(policy: Field, spec: Field): void {
  const rules = policy.child("rules");
  if (rules.size > 20) rules.tooMany(rules.size, 20);
  const pod = spec.child("template").child("spec");
  const names = [...pod.child("containers").items, ...pod.child("initContainers").items].map((container) => container.child("name").text);
  for (const rule of rules.items) {
    const action = rule.child("action");
    if (action.text === "")
      action.required(`valid values: ${JSON.stringify(failureActions).replaceAll(",", " ")}`, 'add "action: FailJob"');
    else if (action.text === "FailIndex" && !spec.child("backoffLimitPerIndex").present)
      action.invalid(action.text, "requires the backoffLimitPerIndex to be set", "add backoffLimitPerIndex under spec");
    else checkWord(action, failureActions);
    const codes = rule.child("onExitCodes");
    const conditions = rule.child("onPodConditions");
    if (codes.present) checkExitCodes(codes, names);
    if (conditions.size > 20) conditions.tooMany(conditions.size, 20);
    for (const condition of conditions.items) {
      for (const error of qualifiedName(condition.child("type").text))
        condition.child("type").invalid(condition.child("type").text, error, "for example DisruptionTarget");
      checkWord(condition.child("status"), ["False", "True", "Unknown"]);
    }
    if (codes.present && conditions.size > 0)
      rule.invalidHere("specifying both OnExitCodes and OnPodConditions is not supported", "write two rules");
    if (!codes.present && conditions.size === 0 && !rule.mayHide())
      rule.invalidHere("specifying one of OnExitCodes and OnPodConditions is required", "add onExitCodes: {operator: In, values: [42]}");
  }
}

function checkExitCodes(codes: Field, names: readonly string[]): void {
  const operator = codes.child("operator");
  if (operator.text === "") operator.required('valid values: ["In" "NotIn"]', 'add "operator: In"');
  else checkWord(operator, ["In", "NotIn"]);
  const container = codes.child("containerName");
  if (container.present && !names.includes(container.text)) {
    container.invalid(
      container.text,
      "must be one of the container or initContainer names in the pod template",
      `use one of ${names.join(", ")}`,
    );
  }
  const values = codes.child("values");
  if (values.size === 0 && !values.unreadable) values.invalid([], "at least one value is required", "for example values: [42]");
  else if (values.size > 255) values.tooMany(values.size, 255);
  const seen = new Map<number, Field>();
  let before = Number.NEGATIVE_INFINITY;
  let ordered = true;
  for (const value of values.items) {
    const code = value.number ?? 0;
    if (operator.text === "In" && code === 0) value.invalid(0, "must not be 0 for the In operator", "0 is success: remove it");
    const first = seen.get(code);
    if (first) value.duplicate(code, first);
    seen.set(code, value);
    ordered &&= before <= code;
    before = code;
  }
  if (!ordered)
    values.invalid(
      values.items.map((value) => value.number),
      "must be ordered",
      `write [${[...seen.keys()].sort((a, b) => a - b).join(", ")}]`,
    );
}

function checkSuccessPolicy(policy: Field, completions: number): void {
  const rules = policy.child("rules");
  if (rules.size === 0)
    rules.required("at least one rules must be specified when the successPolicy is specified", "for example rules: [{succeededCount: 1}]");
  if (rules.size > 20) rules.tooMany(rules.size, 20);
  for (const rule of rules.items) {
    const count = rule.child("succeededCount");
    const indexes = rule.child("succeededIndexes");
    if (!count.present && !indexes.present)
      rule.required("at least one of succeededCount or succeededIndexes must be specified", "add succeededCount: 1");
    checkNonNegative(count);
    if ((count.number ?? 0) > completions)
      count.invalid(
        count.number,
        `must be less than or equal to ${completions} (the number of specified completions)`,
        `write ${completions} or less`,
      );
    if (indexes.present && !/^(\d+(-\d+)?)(,\d+(-\d+)?)*$/.test(indexes.text)) {
      indexes.invalid(
        indexes.text,
        `error parsing succeededIndexes: cannot convert string to integer for index: ${JSON.stringify(indexes.text)}`,
        'for example "0,2-4"',
      );
    } else {
      const over = indexes.text.split(/[,-]/).find((index) => index !== "" && Number(index) >= completions);
      if (over !== undefined)
        indexes.invalid(
          indexes.text,
          `error parsing succeededIndexes: too large index: ${JSON.stringify(over)}`,
          `indexes ${between(0, completions - 1).replace("must be ", "are ")}`,
        );
    }
  }
}
