import { stringify } from "yaml";
import type { Manifest } from "./compose.ts";

/**
 * Overlays for `kubectl apply -k kustomize/overlays/<environment>`. The base holds a copy of pod.yaml, because kustomize reads no file
 * outside its own folder and refuses a base that contains the overlay.
 */
export function kustomizeFiles(
  manifest: Manifest,
  environments: readonly string[],
  namespace: string | undefined,
): { path: string; content: string }[] {
  // Deployments of two environments in one namespace must not select each other's pods.
  const selects = manifest.object["kind"] === "Deployment";
  const base = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources: ["pod.yaml"] };
  return [
    { path: "kustomize/base/kustomization.yaml", content: stringify(base) },
    ...environments.flatMap((environment) => {
      const overlay = {
        apiVersion: "kustomize.config.k8s.io/v1beta1",
        kind: "Kustomization",
        ...(namespace && { namespace: `${namespace}-${environment}` }),
        nameSuffix: `-${environment}`,
        resources: ["../../base"],
        labels: [{ pairs: { "app.kubernetes.io/environment": environment }, ...(selects && { includeSelectors: true }) }],
        patches: [{ path: "environment.yaml" }],
      };
      const folder = `kustomize/overlays/${environment}`;
      return [
        { path: `${folder}/kustomization.yaml`, content: `# kubectl apply -k ${folder}\n${stringify(overlay)}` },
        {
          path: `${folder}/environment.yaml`,
          content: `# What differs in ${environment}. Add your own fields: they are kept.\n${stringify(environmentPatch(manifest, environment))}`,
        },
      ];
    }),
  ];
}

/** A strategic-merge patch that tells every container which environment it is in. */
function environmentPatch({ object }: Manifest, environment: string): unknown {
  const { apiVersion, kind, metadata, spec } = object as {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string };
    spec: Record<string, unknown>;
  };
  const podSpec = (kind === "Pod" ? spec : (spec["template"] as { spec: unknown }).spec) as {
    containers: { name: string }[];
    initContainers?: { name: string }[];
  };
  const patch = ({ name }: { name: string }) => ({ name, env: [{ name: "ENVIRONMENT", value: environment }] });
  const patched = {
    ...(podSpec.initContainers && { initContainers: podSpec.initContainers.map(patch) }),
    containers: podSpec.containers.map(patch),
  };
  return {
    apiVersion,
    kind,
    metadata: { name: metadata.name, ...(metadata.namespace && { namespace: metadata.namespace }) },
    spec: kind === "Pod" ? patched : { template: { spec: patched } },
  };
}
