import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { adviseManifest } from "../../pod/advice/advise.ts";
import { readManifest } from "../../pod/read.ts";
import { byPlace, type Finding } from "../../pod/validate/finding.ts";
import { fixManifest } from "../../pod/validate/fix.ts";
import { uncheckedObjects, validateManifest } from "../../pod/validate/validate.ts";
import { replaceFile } from "../../project/files.ts";
import { type ManifestFile, manifestFiles } from "../manifest-files.ts";
import { findingData, renderFinding } from "../report/finding.ts";
import { renderIssue } from "../report/issue.ts";
import { promoted, readValidateOptions } from "../validate/options.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("files", {
      type: "string",
      array: true,
      describe: "manifests, folders of manifests or with a kustomization, or - for standard input; default: the project's pod.yaml",
    })
    .option("fix", { type: "boolean", describe: "rewrite indentation tabs and unambiguous misspellings, and print the difference" })
    .option("kube", {
      type: "string",
      requiresArg: true,
      defaultDescription: "1.36",
      describe: "the cluster's version, e.g. 1.29: warns of fields that it does not know yet",
    })
    .option("strict", { type: "boolean", describe: "every warning is an error" })
    .option("error", {
      type: "string",
      array: true,
      requiresArg: true,
      nargs: 1,
      describe: "NAME[,NAME]: warnings that are errors; may be repeated",
    })
    .option("json", { type: "boolean", describe: "print the findings as JSON" })
    .example("scaffold validate pod.yaml", "every mistake at once, with its place and what to type instead")
    .example("scaffold validate --fix deploy/", "correct what can be corrected in all manifests below deploy/")
    .example("scaffold validate --kube 1.29 --error newer-than-kube", "fail on what an older cluster would refuse or ignore")
    .epilogue(
      "Rules exist for Pod, Deployment, StatefulSet, DaemonSet, Job, CronJob, ConfigMap and Secret; other kinds are named as not checked. " +
        "Warnings do not change the exit code unless they are made errors; each ends with its name in [brackets].",
    );
}

/** Exit 0: nothing the API server would refuse; 1: something it would, or a warning that was made an error; 2: a file that cannot be read. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const { files: named, fix, json, errors, kube } = readValidateOptions(argv);
  const { files, issues } = manifestFiles(named, host);
  if (files.length === 0 && issues.length > 0) throw new ScaffoldError("UNREADABLE", issues);
  const findings: Finding[] = [];
  const fixed: Finding[] = [];
  for (const file of files) {
    const found = validateManifest(file.text, file.name);
    const { text, applied, left } = fix && !file.built ? fixManifest(file.text, found) : { text: file.text, applied: [], left: found };
    const all = byPlace([...left, ...adviseManifest(readManifest(text, file.name), kube)]);
    findings.push(...all.map((finding) => promoted(finding, errors)));
    if (!fix || file.built) continue;
    fixed.push(...applied);
    if (file.path === undefined) host.stdout(json ? "" : text);
    else if (text !== file.text) {
      // Through a link it is the file behind it that changes.
      replaceFile(host.fs, host.fs.realPath(file.path) ?? file.path, text);
      if (!json) host.stdout(await difference(file, text));
    }
  }
  if (json)
    host.stdout(
      `${JSON.stringify({ findings: findings.map(findingData), ...(fix && { fixed: fixed.map(findingData) }), ...(issues.length > 0 && { issues }) })}\n`,
    );
  else {
    // The corrected text of standard input is the answer then, and the findings are talk.
    const say = fix && files.some(({ path }) => path === undefined) ? host.stderr : host.stdout;
    for (const finding of findings) say(`${renderFinding(finding)}\n`);
    for (const { name, text } of files) {
      const unchecked = uncheckedObjects(readManifest(text, name));
      if (unchecked.length > 0) host.stderr(`note: ${name}: not checked: ${unchecked.join(", ")}\n`);
    }
    host.stderr(summary(files, findings, fix ? fixed.length : undefined));
  }
  for (const issue of issues) host.stderr(renderIssue(issue));
  if (issues.length > 0) return EXIT.usage;
  return findings.some(({ severity }) => severity === "error") ? EXIT.findings : EXIT.ok;
}

async function difference({ name, text }: ManifestFile, fixed: string): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  const patch = createTwoFilesPatch(name, name, text, fixed, "", "", { context: 3 });
  return `${patch.slice(patch.indexOf("--- "))}\n`;
}

/** `2 errors and 1 warning in pod.yaml`, `pod.yaml is valid, with 1 warning`, `3 manifests are valid` */
function summary(files: readonly ManifestFile[], findings: readonly Finding[], fixed: number | undefined): string {
  const [first] = files;
  if (!first) return "";
  const where = files.length === 1 ? first.name : `${files.length} manifests`;
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length > errors ? counted(findings.length - errors, "warning") : "";
  const done = fixed === undefined ? "" : fixed === 0 ? "nothing to fix; " : `${counted(fixed, "finding")} fixed; `;
  if (errors > 0) return `${done}${counted(errors, "error")}${warnings && ` and ${warnings}`} in ${where}\n`;
  return `${done}${where} ${files.length === 1 ? "is" : "are"} valid${warnings && `, with ${warnings}`}\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
