import type { Field } from "./field.ts";
import { checkName, dnsLabel } from "./format.ts";
import type { VolumeSet } from "./mounts.ts";
import { schemaTable } from "./table.ts";
import { checkVolumeSource } from "./volume-source.ts";

/** spec.volumes (ValidateVolumes). `claims` are the volumes that a StatefulSet's volumeClaimTemplates add. */
export function checkVolumes(volumes: Field, podName: string, claims: readonly string[] = []): VolumeSet {
  const sources = Object.keys(schemaTable().types.Volume?.fields ?? {}).filter((name) => name !== "name");
  const good = new Map<string, string>(claims.map((name) => [name, "persistentVolumeClaim"]));
  const broken = new Set<string>();
  const first = new Map<string, Field>();
  const ephemeral = volumes.items
    .filter((volume) => volume.child("ephemeral").present)
    .map((volume) => `${podName}-${volume.child("name").text}`);
  for (const volume of volumes.items) {
    const name = volume.child("name");
    // A claim template of that name takes its place.
    if (name.text !== "" && claims.includes(name.text)) continue;
    const given = volume.set(...inOrder(sources));
    checkSources(given);
    if (name.text === "") name.required("", 'give the volume a name: "- name: data"');
    else checkName(name, dnsLabel);
    const before = first.get(name.text);
    if (name.text !== "" && before) name.duplicate(name.text, before);
    if (name.text !== "" && !before) first.set(name.text, name);
    const claim = volume.child("persistentVolumeClaim").child("claimName");
    if (podName !== "" && ephemeral.includes(claim.text))
      claim.invalid(claim.text, "must not reference a PVC that gets created for an ephemeral volume", "mount the ephemeral volume itself");
    if (volume.unreadable || volume.mayHide() || given.length > 1 || given.some((source) => source.unreadable)) broken.add(name.text);
    // Without a source it is an emptyDir.
    good.set(name.text, kindOf(given[0]) ?? "emptyDir");
  }
  return {
    names: [...good.keys()].filter((name) => name !== ""),
    has: (name) => good.has(name) || volumes.unreadable,
    isBroken: (name) => broken.has(name) || volumes.unreadable,
    isClaim: (name) => ["persistentVolumeClaim", "ephemeral"].includes(good.get(name) ?? ""),
    isEmptyDir: (name) => good.get(name) === "emptyDir",
  };
}

/** The order in which the server looks at them decides which one counts and which is one too many. */
const serverOrder =
  "emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker persistentVolumeClaim rbd cinder cephfs quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk storageos projected scaleIO csi ephemeral image".split(
    " ",
  );

function inOrder(sources: readonly string[]): string[] {
  return [...sources].sort((a, b) => rank(a) - rank(b));
}

function rank(source: string): number {
  const at = serverOrder.indexOf(source);
  return at < 0 ? serverOrder.length : at;
}

function checkSources(given: readonly Field[]): void {
  const [first, ...more] = given;
  if (first) checkVolumeSource(first);
  for (const extra of more)
    extra.forbidden("may not specify more than 1 volume type", `a volume has one source: keep ${given.map(kindOf).join(" or ")}`);
}

function kindOf(source: Field | undefined): string | undefined {
  return source?.path.split(".").at(-1);
}
