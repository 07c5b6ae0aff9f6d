import type { Field } from "./field.ts";
import { between, portName, portNumber } from "./format.ts";

/** Ports of one container (validateContainerPorts). That two containers use one port number is legal, and fails when they bind it. */
export function checkPorts(ports: Field): void {
  const names = new Map<string, Field>();
  for (const port of ports.items) {
    const name = port.child("name");
    if (name.text !== "") {
      const errors = portName(name.text);
      const first = names.get(name.text);
      for (const error of errors) name.invalid(name.text, error, portNameHint(name.text));
      if (errors.length === 0 && first) name.duplicate(name.text, first);
      else if (errors.length === 0) names.set(name.text, name);
    }
    const number = port.child("containerPort");
    if (!number.number) number.required("", 'add the port the program listens on: "containerPort: 8080"');
    else for (const error of portNumber(number.number)) number.invalid(number.number, error, "use a port from 1 to 65535");
    const host = port.child("hostPort");
    if (host.number) for (const error of portNumber(host.number)) host.invalid(host.number, error, "use a port from 1 to 65535");
    const protocol = port.child("protocol");
    if (protocol.text !== "" && !["TCP", "UDP", "SCTP"].includes(protocol.text))
      protocol.unsupported(protocol.text, ["SCTP", "TCP", "UDP"]);
  }
}

function portNameHint(name: string): string {
  const better = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 15)
    .replace(/-$/, "");
  return better !== "" && portName(better).length === 0
    ? `for example "${better}"`
    : 'a port name has 1 to 15 of a-z, 0-9 and "-", at least one letter: for example "http"';
}

/**
 * One port of the node can be given once: the same protocol, address and number (AccumulateUniqueHostPorts). `onHost`: a Pod on the
 * node's network, whose ports are the node's without being named so (SetDefaults_Pod; pod templates are not defaulted like that).
 */
export function checkHostPorts(containers: readonly Field[], onHost: boolean): void {
  const taken = new Map<string, Field>();
  for (const container of containers) {
    for (const port of container.child("ports").items) {
      const host = port.child("hostPort");
      const number = host.number || (onHost ? port.child("containerPort").number : undefined);
      if (!number) continue;
      const key = `${port.child("protocol").text || "TCP"}/${port.child("hostIP").text}/${number}`;
      const first = taken.get(key);
      if (first) host.duplicate(key, first);
      else taken.set(key, host);
    }
  }
}

/** With hostNetwork the container's port is the node's port (validatePodHostNetworkDeps). */
export function checkHostNetworkPorts(spec: Field): void {
  if (spec.child("hostNetwork").flag !== true) return;
  for (const container of spec.child("containers").items) {
    for (const port of container.child("ports").items) {
      const host = port.child("hostPort");
      if (host.number && host.number !== port.child("containerPort").number) {
        host.invalid(host.number, "must match `containerPort` when `hostNetwork` is true", "remove hostPort");
      }
    }
  }
}

export function checkPortNumberOrName(port: Field): void {
  if (!port.present) {
    // The zero value of the API's port type is the number 0.
    port.invalid(0, between(1, 65535), 'add "port:", a number or the name of a container port');
    return;
  }
  if (typeof port.value === "number") {
    for (const error of portNumber(port.value)) port.invalid(port.value, error, "use a port from 1 to 65535");
    return;
  }
  const digits = /^\d+$/.test(port.text);
  for (const error of portName(port.text))
    port.invalid(port.text, error, digits ? `a number has no quotes here: ${port.text}` : portNameHint(port.text));
}
