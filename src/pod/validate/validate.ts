import { type Manifest, readManifest } from "../read.ts";
import { checkConfigMap, checkSecret } from "./data.ts";
import { decode } from "./decode.ts";
import { Field } from "./field.ts";
import { byPlace, type Finding } from "./finding.ts";
import { checkCronJob, checkJob } from "./jobs.ts";
import { typeOf } from "./kinds.ts";
import { checkPod } from "./pod.ts";
import { newReport } from "./report.ts";
import { checkDaemonSet, checkDeployment, checkStatefulSet } from "./workloads.ts";

const rules: Readonly<Record<string, (object: Field) => void>> = {
  Pod: checkPod,
  ConfigMap: checkConfigMap,
  Secret: checkSecret,
  Deployment: checkDeployment,
  StatefulSet: checkStatefulSet,
  DaemonSet: checkDaemonSet,
  Job: checkJob,
  CronJob: checkCronJob,
};

/**
 * Checks a manifest as `kubectl apply` and the API server of Kubernetes 1.36 would, but reports all mistakes at once.
 *
 *     text ──read──▶ documents ──decode──▶ known fields of the right types ──rules──▶ findings
 *            │                     │                                             │
 *            └─ tabs, syntax,      └─ unknown fields, wrong types                └─ the server's validation, warnings
 *               duplicate keys        (strict decoding)
 *
 * ```ts
 * validateManifest(text, "pod.yaml").map(findingLine);
 * // ['pod.yaml:14:7 spec.containers[1].imaeg: unknown field; did you mean "image"?']
 * ```
 */
export function validateManifest(text: string, file: string): Finding[] {
  return checkManifest(readManifest(text, file));
}

/**
 * The objects of a manifest that no rule looks at, as `Service`, `Foo (example.com/v1)`; and `nothing` for a file without any object. A
 * caller that says "valid" has to say this too.
 */
export function uncheckedObjects({ documents }: Manifest): string[] {
  if (documents.length === 0) return ["nothing: there is no object in it"];
  const others = documents.filter(({ kind }) => kind && !Object.hasOwn(rules, kind));
  return [...new Set(others.map(({ kind, apiVersion }) => (apiVersion?.includes("/") ? `${kind} (${apiVersion})` : String(kind))))];
}

/** The same for a manifest that has been read already; documents of other kinds than those of the table are passed over. */
export function checkManifest(manifest: Manifest): Finding[] {
  const report = newReport(manifest);
  for (const document of manifest.documents) {
    if (document.doubtful) continue;
    const type = typeOf(document, report);
    if (type === undefined) continue;
    const decoded = decode(document.node, type, report);
    rules[type]?.(Field.root(decoded, report, manifest));
  }
  return byPlace([...manifest.findings, ...report.findings]);
}
