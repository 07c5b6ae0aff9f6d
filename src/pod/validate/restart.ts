import type { Field } from "./field.ts";

const policies = ["Always", "Never", "OnFailure"];

/** restartPolicy and restartPolicyRules of a container (KEP-753, KEP-5307, KEP-5532; validateContainerRestartPolicy). */
export function checkRestartPolicy(container: Field): void {
  const policy = container.child("restartPolicy");
  const rules = container.child("restartPolicyRules");
  if (!policy.present) {
    if (rules.size > 0)
      policy.required(
        "must specify restartPolicy when restart rules are used",
        'add the policy for all other exits: "restartPolicy: Never"',
      );
  } else if (!policies.includes(policy.text)) policy.unsupported(policy.text, policies);
  if (rules.size > 20) rules.tooMany(rules.size, 20);
  for (const rule of rules.items) {
    const action = rule.child("action");
    if (!["Restart", "RestartAllContainers"].includes(action.text)) action.unsupported(action.text, ["Restart", "RestartAllContainers"]);
    const codes = rule.child("exitCodes");
    if (!codes.present) {
      codes.required("must be specified", "for example exitCodes: {operator: In, values: [42]}");
      continue;
    }
    const operator = codes.child("operator");
    const values = codes.child("values");
    if (!["In", "NotIn"].includes(operator.text)) operator.unsupported(operator.text, ["In", "NotIn"]);
    if (values.size > 255) values.tooMany(values.size, 255);
  }
}

/** resizePolicy of a container; the server names the list, not the entry. */
export function checkResizePolicy(policy: Field, podRestartPolicy: string): void {
  const seen = new Map<string, Field>();
  for (const entry of policy.items) {
    const resource = entry.child("resourceName");
    const restart = entry.child("restartPolicy");
    const first = seen.get(resource.text);
    if (first) entry.duplicate(resource.text, first);
    seen.set(resource.text, entry);
    if (resource.text === "") resource.as(policy.path).required("", 'add "resourceName: cpu" or memory');
    else if (!["cpu", "memory"].includes(resource.text)) resource.as(policy.path).unsupported(resource.text, ["cpu", "memory"]);
    if (restart.text === "") restart.as(policy.path).required("", 'add "restartPolicy: NotRequired" or RestartContainer');
    else if (!["NotRequired", "RestartContainer"].includes(restart.text))
      restart.as(policy.path).unsupported(restart.text, ["NotRequired", "RestartContainer"]);
    else if (podRestartPolicy === "Never" && restart.text !== "NotRequired") {
      restart.as(policy.path).invalid(restart.text, "must be 'NotRequired' when pod `restartPolicy` is 'Never'", "write NotRequired");
    }
  }
}
