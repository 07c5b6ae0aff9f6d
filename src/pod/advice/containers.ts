import type { Field } from "../validate/field.ts";

/** Advice about single containers: probes, resources, image. `serves`: the pod is there to be asked, not to finish work. */
export function adviseContainers(spec: Field, { serves }: { serves: boolean }): void {
  const init = spec.child("initContainers").items;
  const lasting = [...init.filter((each) => each.child("restartPolicy").text === "Always"), ...spec.child("containers").items];
  if (serves) for (const container of lasting) adviseProbes(container);
  for (const container of [...init, ...spec.child("containers").items]) {
    adviseImage(container.child("image"));
    adviseResources(container, spec.child("resources"));
  }
}

/** https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/ */
function adviseProbes(container: Field): void {
  if (container.child("ports").size === 0) return;
  const readiness = container.child("readinessProbe");
  const liveness = container.child("livenessProbe");
  if (!readiness.present)
    readiness.warn(
      "no-readiness-probe",
      "it has ports and no readinessProbe: it is sent traffic as soon as its process runs",
      "add readinessProbe: {httpGet: {path: /readyz, port: …}}",
    );
  if (!liveness.present)
    liveness.warn(
      "no-liveness-probe",
      "it has ports and no livenessProbe: a process that hangs is never restarted",
      "add livenessProbe: {httpGet: {path: /livez, port: …}}",
    );
}

/** https://kubernetes.io/docs/concepts/containers/images/#image-names */
function adviseImage(image: Field): void {
  const name = image.text.trim();
  if (name === "" || name.includes("@")) return;
  const [, tag] = /:([^:/]+)$/.exec(name) ?? [];
  if (tag !== undefined && tag !== "latest") return;
  image.warn(
    "mutable-tag",
    `${JSON.stringify(name)} has ${tag ? `the tag "latest"` : 'no tag, which means "latest"'}: it may be another image tomorrow`,
    `name a version, for example "${name.replace(/:latest$/, "")}:1.2.3", or a digest`,
  );
}

/** https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/; what the pod as a whole has counts. */
function adviseResources(container: Field, pod: Field): void {
  const resources = container.child("resources");
  const has = (name: string, of: readonly string[]) =>
    of.some((map) => [resources, pod].some((each) => new Map(each.child(map).entries).has(name)));
  // A limit without a request is the request as well.
  const unasked = ["cpu", "memory"].filter((name) => !has(name, ["requests", "limits"]));
  if (unasked.length > 0)
    resources.warn(
      "no-requests",
      `no request of ${unasked.join(" and ")}: the scheduler takes it for nothing, and a full node evicts such pods first`,
      `add resources: {requests: {${unasked.map((name) => `${name}: ${name === "cpu" ? "100m" : "128Mi"}`).join(", ")}}}`,
    );
  if (!has("memory", ["limits"]))
    resources.warn("no-limits", "no limit of memory: a leak takes the memory of the node", "add resources: {limits: {memory: 256Mi}}");
}
