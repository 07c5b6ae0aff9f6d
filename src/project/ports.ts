import type { Host } from "../host.ts";
import { projectSchema } from "../patterns/index.ts";
import { editSpec } from "../spec/edit.ts";
import { listenedPorts } from "../spec/listen.ts";
import type { Spec } from "../spec/schema.ts";
import { type LoadedProject, parseProject } from "./load.ts";

const first = 9101;

/** The ports that a companion of each pattern has of its own. */
const ownPorts: Readonly<Record<string, readonly string[]>> = {
  sidecar: ["port"],
  adapter: ["port"],
  ambassador: ["port", "admin"],
};

/**
 * Ports for the companions that have none yet: the lowest from 9101 up that neither the app nor another companion uses, since all
 * containers of a pod share one address. `{ "log-agent": 9101 }`; a port that is not the companion's `port` by its name too:
 * `{ "db-proxy": 9101, "db-proxy.admin": 9102 }`
 */
export function missingPorts(spec: Pick<Spec, "app" | "companions">): Record<string, number> {
  const used = new Set<unknown>([
    ...spec.app.ports.map((port) => (typeof port === "number" ? port : port.port)),
    ...Object.values(spec.companions).flatMap(({ port, admin, listen }) => [
      port,
      admin,
      listen,
      ...listenedPorts(listen).map((one) => one?.port),
    ]),
  ]);
  const assigned: Record<string, number> = {};
  for (const [name, companion] of Object.entries(spec.companions)) {
    for (const key of ownPorts[companion.pattern] ?? []) {
      if (companion[key] !== undefined) continue;
      let port = first;
      while (used.has(port)) port += 1;
      used.add(port);
      assigned[key === "port" ? name : `${name}.${key}`] = port;
    }
  }
  return assigned;
}

/** The document with a port for every companion that needs one. */
export function withPorts(project: LoadedProject, host: Host): LoadedProject {
  const ports = Object.entries(missingPorts(project.spec));
  if (ports.length === 0) return project;
  const edits = ports.map(([id, port]) => {
    const [name = "", key = "port"] = id.split(".");
    return { set: ["companions", name, key], to: port };
  });
  return parseProject(project.place, editSpec(project.text, edits, projectSchema()), host);
}
