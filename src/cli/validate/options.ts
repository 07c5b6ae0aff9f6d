/** The flags of `scaffold validate` as values, or all that is wrong with them. */
import { type Issue, ScaffoldError } from "../../errors.ts";
import { type Finding, type WarningName, warningNames } from "../../pod/validate/finding.ts";
import { schemaTable } from "../../pod/validate/table.ts";
import { nearest } from "../../suggest.ts";

export interface ValidateOptions {
  readonly files: readonly string[];
  readonly fix: boolean;
  readonly json: boolean;
  /** Warnings that count as errors. */
  readonly errors: ReadonlySet<WarningName>;
  /** Minor version of the cluster: 29 for 1.29. */
  readonly kube: number;
}

export function readValidateOptions(argv: Readonly<Record<string, unknown>>): ValidateOptions {
  const issues: Issue[] = [];
  const list = (name: string) => (Array.isArray(argv[name]) ? argv[name].map(String) : []);
  const isName = (name: string): name is WarningName => warningNames.some((each) => each === name);
  const named = list("error").flatMap((value) => value.split(",").filter((name) => name !== ""));
  for (const name of named.filter((each) => !isName(each))) {
    const close = nearest(name, warningNames);
    issues.push({
      message: `--error ${name}: there is no warning of that name`,
      hint: close ? `did you mean ${close}?` : `they are ${warningNames.join(", ")}`,
    });
  }
  const version = typeof argv["kube"] === "string" ? argv["kube"] : schemaTable().kubernetes;
  const [, minor] = /^v?1\.(\d{1,3})(\.\d+)?$/.exec(version) ?? [];
  if (minor === undefined) issues.push({ message: `--kube ${version} is not a version of Kubernetes`, hint: "for example --kube 1.29" });
  if (issues.length > 0) throw new ScaffoldError("USAGE", issues);
  return {
    files: list("files"),
    fix: argv["fix"] === true,
    json: argv["json"] === true,
    errors: new Set(argv["strict"] === true ? warningNames : named.filter(isName)),
    kube: Number(minor),
  };
}

/** A warning that was asked to be an error is one. */
export function promoted(finding: Finding, errors: ReadonlySet<WarningName>): Finding {
  return finding.name && errors.has(finding.name) ? { ...finding, severity: "error" } : finding;
}
