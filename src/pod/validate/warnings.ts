import type { Field } from "./field.ts";
import { fractionOfMilli, parseQuantity } from "./quantity.ts";

/** What the server accepts, saying that it is probably not what was meant (pkg/api/pod/warnings.go). `pod`: a Pod or a template. */
export function warnOfPod(pod: Field): void {
  const spec = pod.child("spec");
  const containers = [...spec.child("initContainers").items, ...spec.child("containers").items];
  for (const container of containers) {
    warnOfEnv(container.child("env"));
    warnOfFractions(container.child("resources"));
  }
  warnOfPorts(containers);
  warnOfVolumes(spec.child("volumes"));
  warnOfLabels(pod, spec);
  const grace = spec.child("terminationGracePeriodSeconds");
  if ((grace.number ?? 0) < 0)
    grace.warn("negative-grace", "must be >= 0; negative values are invalid and will be treated as 1", "write 0 or more");
  warnOfRepeats(spec.child("hostAliases"), "ip", "ip");
  warnOfRepeats(spec.child("imagePullSecrets"), "name", "name");
  for (const secret of spec.child("imagePullSecrets").items) {
    if (secret.child("name").text === "") secret.child("name").warn("empty-name", 'invalid empty name ""', "name the secret");
  }
}

/** A second definition that builds on the first, PATH=$(PATH):/opt, is meant. */
function warnOfEnv(env: Field): void {
  const seen = new Map<string, Field>();
  for (const variable of env.items) {
    const name = variable.child("name").text;
    const first = seen.get(name);
    if (!first) {
      seen.set(name, variable);
      continue;
    }
    const reference = `$(${name})`;
    const value = variable.child("value").text;
    if (variable.child("valueFrom").present || value === reference || !value.includes(reference)) {
      variable.warn(
        "hidden-variable",
        `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
        `first defined on line ${first.line}: remove one of the two`,
      );
    }
  }
}

function warnOfFractions(resources: Field): void {
  for (const map of [resources.child("limits"), resources.child("requests")]) {
    for (const [name, amount] of map.entries) {
      const value = parseQuantity(amount.text);
      if ((name !== "memory" && name !== "ephemeral-storage") || !value.ok || !fractionOfMilli(value.nano)) continue;
      const mega = /^\d+m$/.test(amount.text)
        ? `"m" means a thousandth: did you mean "${amount.text.slice(0, -1)}M" or "${amount.text.slice(0, -1)}Mi"?`
        : "write a whole number of bytes";
      amount.warn("fractional-bytes", `fractional byte value ${JSON.stringify(amount.text)} is invalid, must be an integer`, mega);
    }
  }
}

function warnOfPorts(containers: readonly Field[]): void {
  const all = new Map<string, Field[]>();
  const names = new Map<string, Field>();
  for (const container of containers) {
    for (const port of container.child("ports").items) {
      const [hostIP, hostPort] = [port.child("hostIP").text, port.child("hostPort").number ?? 0];
      if (hostIP !== "" && hostPort === 0) port.warn("host-ip", "hostIP set without hostPort", "add hostPort, or remove hostIP");
      const number = port.child("containerPort").number;
      if (number === undefined) continue;
      const key = `${number}/${port.child("protocol").text || "TCP"}`;
      const others = all.get(key) ?? [];
      // The first is enough: those between have been told of it themselves.
      const clash = others.map((other) => ({ other, word: clashOf(port, other) })).find(({ word }) => word !== undefined);
      if (clash) {
        const hint = `line ${clash.other.line} has port ${key} already; containers of a pod share one network`;
        port.warn("port-clash", `${clash.word} port definition with ${clash.other.path}`, hint);
      }
      all.set(key, [...others, port]);
      const name = port.child("name").text;
      const first = names.get(name);
      const sameContainer = first?.path.split(".ports[")[0] === port.path.split(".ports[")[0];
      if (name !== "" && first && !sameContainer) {
        port.warn(
          "port-clash",
          `duplicate port name ${JSON.stringify(name)} with ${first.path}, services and probes that select ports by name will use ${first.path}`,
          "give each port of the pod its own name",
        );
      } else if (name !== "" && !first) names.set(name, port);
    }
  }
}

/** How two definitions of one port of the pod stand to each other. */
function clashOf(port: Field, other: Field): string | undefined {
  const [hostIP, hostPort] = [port.child("hostIP").text, port.child("hostPort").number ?? 0];
  const [otherIP, otherPort] = [other.child("hostIP").text, other.child("hostPort").number ?? 0];
  if (hostIP === otherIP && hostPort === otherPort) return "duplicate";
  if (hostPort === 0 || otherPort === 0) return "overlapping";
  return hostPort === otherPort && (hostIP === "") !== (otherIP === "") ? "dangerously ambiguous" : undefined;
}

const deprecatedVolumes: Readonly<Record<string, string>> = {
  photonPersistentDisk: "deprecated in v1.11, non-functional in v1.16+",
  gitRepo: "deprecated in v1.11, and disabled by default in v1.33+",
  scaleIO: "deprecated in v1.16, non-functional in v1.22+",
  flocker: "deprecated in v1.22, non-functional in v1.25+",
  storageos: "deprecated in v1.22, non-functional in v1.25+",
  quobyte: "deprecated in v1.22, non-functional in v1.25+",
  glusterfs: "deprecated in v1.25, non-functional in v1.26+",
  cephfs: "deprecated in v1.28, non-functional in v1.31+",
  rbd: "deprecated in v1.28, non-functional in v1.31+",
};

function warnOfVolumes(volumes: Field): void {
  for (const volume of volumes.items) {
    for (const source of volume.set(...Object.keys(deprecatedVolumes))) {
      const kind = source.path.split(".").at(-1) ?? "";
      const other = kind === "gitRepo" ? "clone in an init container, into an emptyDir" : "use a CSI volume or a persistentVolumeClaim";
      source.warn("deprecated", deprecatedVolumes[kind] ?? "", other);
    }
    for (const source of volume.set("configMap", "secret", "downwardAPI")) {
      const paths = source.child("items").items.map((item) => item.child("path"));
      paths.forEach((path, index) => {
        const own = `${path.text.replace(/\/+$/, "")}/`;
        const other = paths
          .slice(0, index)
          .find((each) => each.text !== "" && (`${each.text}/`.startsWith(own) || own.startsWith(`${each.text}/`)));
        if (path.text !== "" && other)
          path.warn(
            "overlapping-paths",
            `overlapping paths: ${JSON.stringify(path.text)} with ${JSON.stringify(other.text)}`,
            `line ${other.line} writes there: choose another file name`,
          );
      });
    }
  }
}

const deprecatedLabels = new Map(
  Object.entries({
    "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
    "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
    "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
  }),
);

function warnOfLabels(pod: Field, spec: Field): void {
  const use = (text: string) => `write ${/use (".*?")/.exec(text)?.[1] ?? "another one"}`;
  for (const [key, value] of spec.child("nodeSelector").entries) {
    const message = deprecatedLabels.get(key);
    if (message) value.warn("deprecated", message, use(message));
  }
  for (const constraint of spec.child("topologySpreadConstraints").items) {
    const key = constraint.child("topologyKey");
    const message = deprecatedLabels.get(key.text);
    if (message) key.warn("deprecated", `${key.text} is ${message}`, use(message));
    if (!constraint.child("labelSelector").present)
      constraint
        .child("labelSelector")
        .warn("null-selector", "a null labelSelector results in matching no pod", "add a labelSelector with the pod's labels");
  }
  const annotations = pod.child("metadata").child("annotations");
  for (const [key, value] of annotations.entries) {
    if (key.startsWith("container.seccomp.security.alpha.kubernetes.io/") || key === "seccomp.security.alpha.kubernetes.io/pod") {
      value.warn("deprecated", 'non-functional in v1.27+; use the "seccompProfile" field instead', "add securityContext.seccompProfile");
    }
    if (key.startsWith("container.apparmor.security.beta.kubernetes.io/"))
      value.warn("deprecated", 'deprecated since v1.30; use the "appArmorProfile" field instead', "add securityContext.appArmorProfile");
  }
}

function warnOfRepeats(list: Field, name: string, word: string): void {
  const seen = new Map<string, Field>();
  for (const item of list.items) {
    const field = item.child(name);
    const first = seen.get(field.text);
    if (first && field.text !== "")
      field.warn(
        "duplicate-entry",
        `duplicate ${word} ${JSON.stringify(field.text)}`,
        `first on line ${first.line}: remove one of the two`,
      );
    else seen.set(field.text, field);
  }
}
