import { listenedPorts } from "./listen.ts";
import type { Path } from "./path.ts";
import type { Spec } from "./schema.ts";

/** Says that what stands at `path` breaks a rule. `hint`: what to type instead. `character`: where in the text at `path`, from 1. */
type Report = (path: Path, reason: string, hint?: string, character?: number) => void;

/**
 * A rule over more than one field of the document; rules over one field are in the schema. Patterns bring their own.
 * A rule also sees documents that have mistakes elsewhere, without the refused parts.
 */
export type Rule = (spec: Spec, report: Report) => void;

/** The app's container and image are called like the pod, and `app` is where the document speaks of it. */
function companionsAreNotTheApp({ name, companions }: Spec, report: Report): void {
  for (const companion of Object.keys(companions)) {
    if (companion === name)
      report(["companions", companion], `"${name}" is the app's own container`, `give it another name, such as ${name}-agent`);
    if (companion === "app")
      report(["companions", companion], `"app" stands for the app itself`, "give it another name, such as app-agent");
    if (companion === "kustomize")
      report(["companions", companion], `the folder "kustomize" holds the overlays`, "give it another name, such as kustomize-agent");
  }
}

/** A companion's folder is generated; sources of the app would be in the way. */
function foldersAreApart({ app, out, companions }: Spec, report: Report): void {
  const folder = segments(app.folder);
  for (const name of Object.keys(companions)) {
    if (name === "app") continue;
    if (segments(`${out}/${name}`).join("/") === folder.join("/")) {
      report(["companions", name], `its folder ${folder.join("/")} is the app's`, "give the companion another name, or set app.folder");
    }
  }
}

function segments(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** All containers of a pod share one network: a port can be listened on once. UDP has ports of its own. */
function portsAreUnique({ app, companions }: Spec, report: Report): void {
  const ports = { TCP: new Map<number, string>(), UDP: new Map<number, string>() };
  const claim = (port: number, owner: string, path: Path, protocol: keyof typeof ports = "TCP") => {
    const takenBy = ports[protocol];
    const other = takenBy.get(port);
    if (other) report(path, `port ${port} is used by ${other} already`, `give ${owner} another port, such as ${freePort(port, takenBy)}`);
    else takenBy.set(port, owner);
  };
  app.ports.forEach((port, index) => {
    if (typeof port === "number") claim(port, "the app", ["app", "ports", index]);
    else claim(port.port, "the app", ["app", "ports", index, "port"]);
  });
  for (const [name, companion] of Object.entries(companions)) {
    for (const key of ["port", "admin", "listen"]) {
      const port = companion[key];
      if (typeof port === "number") claim(port, name, ["companions", name, key]);
    }
    for (const [index, one] of listenedPorts(companion["listen"]).entries())
      if (one) claim(one.port, name, ["companions", name, "listen", index], one.protocol);
  }
}

function freePort(from: number, taken: ReadonlyMap<number, string>): number {
  let port = from;
  do port = port === 65535 ? 1024 : port + 1;
  while (taken.has(port));
  return port;
}

/** Kubernetes: unique within the container; an IANA service name, at most 15 characters (RFC 6335, section 5.1). */
function portNamesAreServiceNames({ app }: Spec, report: Report): void {
  const seen = new Set<string>();
  app.ports.forEach((port, index) => {
    if (typeof port === "number") return;
    const path = ["app", "ports", index, "name"];
    if (port.name.length > 15) report(path, `expected at most 15 characters; got ${port.name.length}`);
    if (!/[a-z]/.test(port.name)) report(path, "expected at least one letter", `write "p-${port.name}"`);
    if (seen.has(port.name)) report(path, `the name "${port.name}" is used by another port`);
    seen.add(port.name);
  });
}

function replicasNeedADeployment({ pod }: Spec, report: Report): void {
  if (pod.replicas !== undefined && pod.kind !== "Deployment")
    report(["pod", "replicas"], "only a Deployment has replicas", "add kind: Deployment");
}

/** Each environment is one folder beside kustomize/base. */
function environmentsAreUnique({ pod }: Spec, report: Report): void {
  pod.environments.forEach((name, index) => {
    if (pod.environments.indexOf(name) < index)
      report(["pod", "environments", index], `"${name}" is listed twice`, "remove one of the two");
    if (name === "base") report(["pod", "environments", index], '"base" is the folder the overlays build on', "give it another name");
  });
}

/** A namespace is a DNS label (RFC 1123), and each overlay's is the document's with the environment's name behind it. */
function namespacesAreLabels({ pod }: Spec, report: Report): void {
  pod.environments.forEach((name, index) => {
    const namespace = `${pod.namespace}-${name}`;
    if (pod.namespace !== undefined && namespace.length > 63)
      report(["pod", "environments", index], `the namespace ${namespace} would be longer than 63 characters`, "shorten one of the two");
  });
}

/** The rules of every document. */
export const documentRules: readonly Rule[] = [
  companionsAreNotTheApp,
  foldersAreApart,
  portsAreUnique,
  portNamesAreServiceNames,
  replicasNeedADeployment,
  environmentsAreUnique,
  namespacesAreLabels,
];
