import type { Field } from "./field.ts";
import { between, dnsSubdomain } from "./format.ts";
import { checkDescendingPath } from "./paths.ts";

const highestId = 2 ** 31 - 1;

/** securityContext of a container (ValidateSecurityContext). */
export function checkContainerSecurity(context: Field, spec: Field): void {
  for (const name of ["runAsUser", "runAsGroup"]) checkId(context.child(name));
  const procMount = context.child("procMount");
  if (procMount.text !== "" && !["Default", "Unmasked"].includes(procMount.text))
    procMount.unsupported(procMount.text, ["Default", "Unmasked"]);
  else if (procMount.text === "Unmasked" && spec.child("hostUsers").flag !== false)
    procMount.invalid("Unmasked", "`hostUsers` must be false to use `Unmasked`", "add hostUsers: false under spec");
  checkSeccomp(context.child("seccompProfile"));
  checkAppArmor(context.child("appArmorProfile"));
  checkWindows(context.child("windowsOptions"));
  if (context.child("allowPrivilegeEscalation").flag !== false) return;
  if (context.child("privileged").flag === true)
    context.invalidHere("cannot set `allowPrivilegeEscalation` to false and `privileged` to true", "remove one of the two");
  if (
    context
      .child("capabilities")
      .child("add")
      .items.some((each) => each.text === "CAP_SYS_ADMIN")
  ) {
    context.invalidHere("cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN", "remove one of the two");
  }
}

/** spec.securityContext (validatePodSpecSecurityContext). */
export function checkPodSecurity(context: Field, spec: Field): void {
  for (const name of ["fsGroup", "runAsUser", "runAsGroup"]) checkId(context.child(name));
  for (const group of context.child("supplementalGroups").items) checkId(group);
  const share = spec.child("shareProcessNamespace");
  if (share.flag === true && spec.child("hostPID").flag === true) {
    share
      .as(`${context.path}.shareProcessNamespace`)
      .invalid(true, "ShareProcessNamespace and HostPID cannot both be enabled", "remove one of the two");
  }
  checkSysctls(context.child("sysctls"), spec);
  checkWord(context.child("fsGroupChangePolicy"), ["Always", "OnRootMismatch"]);
  checkWord(context.child("supplementalGroupsPolicy"), ["Merge", "Strict"]);
  checkWord(context.child("seLinuxChangePolicy"), ["MountOption", "Recursive"]);
  checkSeccomp(context.child("seccompProfile"));
  checkAppArmor(context.child("appArmorProfile"));
  checkWindows(context.child("windowsOptions"));
}

/** A field that takes one of a few words, or none. */
export function checkWord(field: Field, supported: readonly string[]): void {
  if (field.text !== "" && !supported.includes(field.text)) field.unsupported(field.text, supported);
}

function checkId(id: Field): void {
  if (id.number !== undefined && (id.number < 0 || id.number > highestId))
    id.invalid(id.number, between(0, highestId), "write an id of 0 or more");
}

const sysctlPattern = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";

function checkSysctls(sysctls: Field, spec: Field): void {
  const seen = new Map<string, Field>();
  const pattern = `^(${sysctlPattern}[\\./])*${sysctlPattern}$`;
  for (const sysctl of sysctls.items) {
    const name = sysctl.child("name");
    const first = seen.get(name.text);
    if (name.text === "") name.required("", 'for example "name: net.core.somaxconn"');
    else if (name.text.length > 253 || !new RegExp(pattern).test(name.text)) {
      name.invalid(name.text, `must have at most 253 characters and match regex ${pattern}`, "for example net.core.somaxconn");
    } else if (first) name.duplicate(name.text, first);
    if (spec.child("hostNetwork").flag === true && /^net[./]/.test(name.text))
      name.invalid(name.text, "may not be specified when 'hostNetwork' is true", "set it on the node");
    if (spec.child("hostIPC").flag === true && /^(kernel[./](shm|msg|sem)|fs[./]mqueue[./])/.test(name.text))
      name.invalid(name.text, "may not be specified when 'hostIPC' is true", "set it on the node");
    seen.set(name.text, name);
  }
}

function checkSeccomp(profile: Field): void {
  if (!profile.present) return;
  const type = profile.child("type");
  const local = profile.child("localhostProfile");
  if (type.text === "") type.required("type is required when seccompProfile is set", 'add "type: RuntimeDefault"');
  else checkWord(type, ["Localhost", "RuntimeDefault", "Unconfined"]);
  if (type.text === "Localhost") {
    if (!local.present) local.required("must be set when seccomp type is Localhost", 'add "localhostProfile: profiles/app.json"');
    else checkDescendingPath(local);
  } else if (local.present) local.invalidHere("can only be set when seccomp type is Localhost", "remove it, or write type: Localhost");
}

function checkAppArmor(profile: Field): void {
  if (!profile.present) return;
  const type = profile.child("type");
  const local = profile.child("localhostProfile");
  if (type.text === "") type.required("type is required when appArmorProfile is set", 'add "type: RuntimeDefault"');
  else checkWord(type, ["Localhost", "RuntimeDefault", "Unconfined"]);
  if (type.text === "Localhost") {
    if (local.text.trim() === "") local.required("must be set when AppArmor type is Localhost", 'add "localhostProfile: …"');
    else if (local.text !== local.text.trim())
      local.invalid(local.text, "must not be padded with whitespace", `write "${local.text.trim()}"`);
    if (local.text.length > 4095) local.tooLong(4095, "write the profile's name");
  } else if (local.present && type.text !== "")
    local.invalid(local.text, "can only be set when AppArmor type is Localhost", "remove it, or write type: Localhost");
}

function checkWindows(options: Field): void {
  const name = options.child("gmsaCredentialSpecName");
  if (name.present) for (const error of dnsSubdomain(name.text)) name.invalid(name.text, error, "write the name of the credential spec");
  const spec = options.child("gmsaCredentialSpec");
  if (spec.present && spec.text === "") spec.invalid("", "gmsaCredentialSpec cannot be an empty string", "remove it");
  const user = options.child("runAsUserName");
  if (!user.present) return;
  const parts = user.text.split("\\");
  const say = (detail: string) => user.invalid(user.text, detail, "write USER or DOMAIN\\USER");
  if (user.text === "") say("runAsUserName cannot be an empty string");
  else if (/[\u0000-\u001f\u007f]/.test(user.text)) say("runAsUserName cannot contain control characters");
  else if (parts.length > 2) say("runAsUserName cannot contain more than one backslash");
  else {
    const own = parts.at(-1) ?? "";
    if (own === "") say("runAsUserName's User cannot be empty");
    if (own.length > 104) say("runAsUserName's User length must not be longer than 104 characters");
    if (/^[. ]+$/.test(own)) say("runAsUserName's User cannot contain only periods or spaces");
    if (/["/\\:;|=,+*?<>@[\]]/.test(own)) say("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
  }
}
