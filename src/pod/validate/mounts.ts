import type { Field } from "./field.ts";
import { checkDescendingPath } from "./paths.ts";

/** The pod's volumes as mounts see them. */
export interface VolumeSet {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Declared, but with a mistake of its own: the server then also says "Not found" of its mounts. */
  isBroken(name: string): boolean;
  isClaim(name: string): boolean;
  isEmptyDir(name: string): boolean;
}

/** volumeMounts and volumeDevices of a container (ValidateVolumeMounts, ValidateVolumeDevices). */
export function checkMounts(container: Field, volumes: VolumeSet): void {
  const mounts = container.child("volumeMounts");
  const devices = container.child("volumeDevices");
  const deviceNames = new Set(devices.items.map((device) => device.child("name").text));
  const devicePaths = new Set(devices.items.map((device) => device.child("devicePath").text));
  const taken = new Map<string, Field>();
  for (const mount of mounts.items) {
    const name = mount.child("name");
    const path = mount.child("mountPath");
    checkVolumeName(name, volumes);
    if (path.text === "") path.required("", 'say where it appears in the container: "mountPath: /data"');
    else {
      const first = taken.get(path.text);
      if (first) path.invalid(path.text, "must be unique", `something is mounted there already, see line ${first.line}`);
      else taken.set(path.text, path);
    }
    if (name.text !== "" && deviceNames.has(name.text))
      name.invalid(name.text, "must not already exist in volumeDevices", "use it as a file system or as a device");
    if (path.text !== "" && devicePaths.has(path.text))
      path.invalid(path.text, "must not already exist as a path in volumeDevices", "choose another path");
    checkSubPath(mount, mounts.path);
    checkPropagation(mount, mounts.path, container);
  }
  checkDevices(devices, mounts, volumes);
}

function checkVolumeName(name: Field, volumes: VolumeSet): void {
  if (name.text === "") name.required("", "name the volume to mount");
  else if (!volumes.has(name.text) && !volumes.isBroken(name.text)) {
    name.notFound(
      name.text,
      volumes.names,
      volumes.names.length === 0 ? `declare it: "volumes: [{name: ${name.text}, emptyDir: {}}]" under spec` : undefined,
    );
  }
}

/** The server names these four without the mount's index. */
function checkSubPath(mount: Field, list: string): void {
  const subPath = mount.child("subPath").as(`${list}.subPath`);
  const expression = mount.child("subPathExpr");
  if (subPath.text !== "") checkDescendingPath(subPath);
  if (expression.text === "") return;
  if (subPath.text !== "") expression.invalid(expression.text, "subPathExpr and subPath are mutually exclusive", "keep one of the two");
  checkDescendingPath(expression.as(`${list}.subPathExpr`));
}

function checkPropagation(mount: Field, list: string, container: Field): void {
  const propagation = mount.child("mountPropagation").as(`${list}.mountPropagation`);
  if (propagation.text !== "") {
    const supported = ["Bidirectional", "HostToContainer", "None"];
    if (!supported.includes(propagation.text)) propagation.unsupported(propagation.text, supported);
    const privileged = container.child("securityContext").child("privileged").flag === true;
    if (propagation.text === "Bidirectional" && !privileged)
      propagation.forbidden("Bidirectional mount propagation is available only to privileged containers", "use HostToContainer");
  }
  const recursive = mount.child("recursiveReadOnly").as(`${list}.recursiveReadOnly`);
  if (recursive.text === "" || recursive.text === "Disabled") return;
  if (recursive.text !== "Enabled" && recursive.text !== "IfPossible") {
    recursive.unsupported(recursive.text, ["Disabled", "Enabled", "IfPossible"]);
    return;
  }
  if (mount.child("readOnly").flag !== true) recursive.forbidden("may only be specified when readOnly is true", "add readOnly: true");
  if (propagation.text !== "" && propagation.text !== "None")
    recursive.forbidden("may only be specified when mountPropagation is None or not specified");
}

function checkDevices(devices: Field, mounts: Field, volumes: VolumeSet): void {
  const mountNames = new Set(mounts.items.map((mount) => mount.child("name").text));
  const mountPaths = new Set(mounts.items.map((mount) => mount.child("mountPath").text));
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const device of devices.items) {
    const name = device.child("name");
    const path = device.child("devicePath");
    if (name.text === "" || !volumes.has(name.text)) checkVolumeName(name, volumes);
    else if (!volumes.isClaim(name.text)) {
      name.invalid(
        name.text,
        "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode",
        "mount it with volumeMounts",
      );
    }
    if (name.text !== "" && names.has(name.text)) name.invalid(name.text, "must be unique", "list each volume once");
    if (path.text === "") path.required("", 'say where the device appears: "devicePath: /dev/xvda"');
    if (path.text !== "" && paths.has(path.text)) path.invalid(path.text, "must be unique", "choose another path");
    if (path.text.split("/").includes("..")) path.invalid(path.text, "can not contain backsteps ('..')", 'write the path without ".."');
    if (name.text !== "" && mountNames.has(name.text))
      name.invalid(name.text, "must not already exist in volumeMounts", "use it as a file system or as a device");
    if (path.text !== "" && mountPaths.has(path.text))
      path.invalid(path.text, "must not already exist as a path in volumeMounts", "choose another path");
    names.add(name.text);
    paths.add(path.text);
  }
}
