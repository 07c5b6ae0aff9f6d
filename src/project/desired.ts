import { imageName } from "../patterns/image.ts";
import { companionsOf, projectSchema } from "../patterns/index.ts";
import type { DesiredFile, Ownership } from "../plan/file.ts";
import { compose, type Manifest } from "../pod/compose.ts";
import { kustomizeFiles } from "../pod/kustomize.ts";
import { forPodman } from "../pod/podman.ts";
import { objectReferences, secretExample } from "../pod/references.ts";
import { writeManifest } from "../pod/write.ts";
import { type Overrides, renderWith } from "../render/template.ts";
import { jsonSchema } from "../spec/json-schema.ts";
import type { Spec } from "../spec/schema.ts";

/** Where the pod's manifest is, relative to the project, and the copy that kustomize reads. */
export const manifestPath = "pod.yaml";
export const baseManifestPath = "kustomize/base/pod.yaml";

function manifestHeader({ pod }: Spec): string {
  const needs =
    pod.lifecycle === "together"
      ? "1.36 or later: its restart rules"
      : pod.sidecars === "classic"
        ? "any version: companions are plain containers"
        : "1.29 or later: companions are native sidecars";
  return ` Made from scaffold.yaml; what you change here is kept when it is generated again.
 On this machine:   npx pod-scaffold run
 On Kubernetes:     kubectl apply -f pod.yaml   (${needs})`;
}

function podmanHeader(needsSecrets: boolean): string {
  const secrets = "\n   podman kube play secret.yaml                (secret.example.yaml with your values; from Podman 4.4 on)";
  return ` pod.yaml for podman: without the probes and the environment that \`podman kube play\` does not know. Made from scaffold.yaml; edits are kept.
   npx pod-scaffold images --engine podman     (the commands that build the images)${needsSecrets ? secrets : ""}
   podman kube play podman.yaml`;
}

/** The pod that a document describes. */
export function manifestOf(spec: Spec): Manifest {
  return compose(
    spec,
    imageName(spec, spec.app.image ?? spec.name),
    companionsOf(spec).map((companion) => companion.part()),
  );
}

/** Every file that a document stands for. Pure: the same document and templates give the same bytes, on every machine. */
export function desiredFiles(spec: Spec, templates: Overrides = new Map()): DesiredFile[] {
  return renderWith(templates, () => everyFile(spec));
}

function everyFile(spec: Spec): DesiredFile[] {
  const manifest = manifestOf(spec);
  const files: DesiredFile[] = companionsOf(spec).flatMap((companion) => companion.files());
  const add = (path: string, ownership: Ownership, content: string) => files.push({ path, content, ownership, group: "" });
  add(manifestPath, "merged", writeManifest(manifest, manifestHeader(spec)));
  const references = objectReferences(manifest);
  if (spec.pod.sidecars === "classic")
    add("podman.yaml", "merged", writeManifest(forPodman(manifest), podmanHeader(references.length > 0)));
  for (const { path, content } of kustomizeFiles(manifest, spec.pod.environments, spec.pod.namespace)) add(path, "merged", content);
  if (references.length > 0) add("secret.example.yaml", "managed", secretExample(references, spec.pod.namespace));
  add(
    ".scaffold/scaffold.schema.json",
    "managed",
    `${JSON.stringify(jsonSchema(projectSchema(), { extending: spec.extends !== undefined }), null, 2)}\n`,
  );
  const out = spec.out === "." ? "" : `${spec.out.replace(/\/$/, "")}/`;
  return files.map((file) => (file.path.startsWith(".scaffold/") ? file : { ...file, path: out + file.path }));
}
