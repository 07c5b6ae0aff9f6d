import type { Field } from "./field.ts";
import { checkName, dnsSubdomain } from "./format.ts";
import { checkSelector } from "./metadata.ts";
import { parseQuantity } from "./quantity.ts";

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/** The spec of a persistent volume claim, in an ephemeral volume or a StatefulSet (ValidatePersistentVolumeClaimSpec). */
export function checkClaimSpec(spec: Field): void {
  const modes = spec.child("accessModes");
  if (modes.size === 0) modes.required("at least 1 access mode is required", "for example accessModes: [ReadWriteOnce]");
  for (const mode of modes.items) if (!accessModes.includes(mode.text)) mode.as(modes.path).unsupported(mode.text, accessModes);
  const given = modes.items.map((mode) => mode.text);
  if (given.includes("ReadWriteOncePod") && given.some((mode) => mode !== "ReadWriteOncePod" && accessModes.includes(mode))) {
    modes.forbidden("may not use ReadWriteOncePod with other access modes", "keep one of the two");
  }
  checkSelector(spec.child("selector"));
  const resources = spec.child("resources");
  const storage = resources.child("requests").child("storage").as(`${resources.path}[storage]`);
  const size = parseQuantity(storage.text);
  if (!storage.present) storage.required("", "for example resources: {requests: {storage: 1Gi}}");
  else if (size.ok && size.nano <= 0n) storage.invalid(storage.text, "must be greater than zero", "for example 1Gi");
  const storageClass = spec.child("storageClassName");
  if (storageClass.text !== "") checkName(storageClass, dnsSubdomain);
  const mode = spec.child("volumeMode");
  if (mode.text !== "" && !["Block", "Filesystem"].includes(mode.text)) mode.unsupported(mode.text, ["Block", "Filesystem"]);
}
