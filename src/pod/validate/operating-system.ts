import type { Field } from "./field.ts";

const podFields = [
  "appArmorProfile",
  "seLinuxOptions",
  "seccompProfile",
  "fsGroup",
  "fsGroupChangePolicy",
  "sysctls",
  "runAsUser",
  "runAsGroup",
  "supplementalGroups",
  "supplementalGroupsPolicy",
  "seLinuxChangePolicy",
];
const containerFields = [
  "appArmorProfile",
  "seLinuxOptions",
  "seccompProfile",
  "capabilities",
  "readOnlyRootFilesystem",
  "privileged",
  "allowPrivilegeEscalation",
  "procMount",
  "runAsUser",
  "runAsGroup",
];

/** spec.os.name decides which fields have a meaning (validateOS, validateLinux, validateWindows, validateWindowsHostProcessPod). */
export function checkOperatingSystem(spec: Field): void {
  const containers = [...spec.child("initContainers").items, ...spec.child("containers").items];
  const contexts = [spec.child("securityContext"), ...containers.map((container) => container.child("securityContext"))];
  const os = spec.child("os");
  const name = os.child("name");
  if (os.present && name.text === "") name.required("", 'add "name: linux"');
  else if (name.text === "linux") {
    for (const context of contexts)
      for (const field of context.set("windowsOptions")) field.forbidden("windows options cannot be set for a linux pod");
  } else if (name.text === "windows") {
    const host = spec.set(
      "hostUsers",
      ...(["hostPID", "hostIPC"] as const).filter((each) => spec.child(each).flag === true),
      "shareProcessNamespace",
    );
    const pod = spec.child("securityContext").set(...podFields);
    const own = containers.flatMap((container) => container.child("securityContext").set(...containerFields));
    for (const field of [...host, ...pod, ...own]) field.forbidden("cannot be set for a windows pod");
  } else if (name.text !== "") name.as(os.path).unsupported(name.text, ["linux", "windows"]);
  checkHostProcess(spec, containers);
}

function checkHostProcess(spec: Field, containers: readonly Field[]): void {
  const hostProcess = (at: Field) => at.child("securityContext").child("windowsOptions").child("hostProcess");
  const pod = hostProcess(spec).flag;
  let count = 0;
  for (const container of containers) {
    const own = hostProcess(container);
    if (pod !== undefined && own.flag !== undefined && pod !== own.flag)
      own.invalid(own.flag, `pod hostProcess value must be identical if both are specified, was ${pod}`, `write ${pod}`);
    if (own.flag ?? pod) count++;
  }
  if (count === 0) return;
  if (count !== containers.length)
    spec.invalid(
      "",
      "If pod contains any hostProcess containers then all containers must be HostProcess containers",
      "set hostProcess for the whole pod",
    );
  if (spec.child("hostNetwork").flag !== true)
    spec
      .child("hostNetwork")
      .invalid(false, "hostNetwork must be true if pod contains any hostProcess containers", "add hostNetwork: true");
}
