import { projectSchema } from "../patterns/index.ts";
import { watchesFiles } from "../patterns/watching.ts";
import { editSpec } from "../spec/edit.ts";
import type { Spec } from "../spec/schema.ts";
import { type LoadedProject, parseProject } from "./load.ts";

const first = 9101;

/**
 * Ports for the companions that have none yet: the lowest from 9101 up that neither the app nor another companion uses, since all
 * containers of a pod share one address. `{ "log-agent": 9101 }`
 */
export function missingPorts(spec: Pick<Spec, "app" | "companions">): Record<string, number> {
  const used = new Set<unknown>([
    ...spec.app.ports.map((port) => (typeof port === "number" ? port : port.port)),
    ...Object.values(spec.companions).map((companion) => companion["port"]),
  ]);
  const assigned: Record<string, number> = {};
  for (const [name, companion] of Object.entries(spec.companions)) {
    if (!watchesFiles(companion) || companion["port"] !== undefined) continue;
    let port = first;
    while (used.has(port)) port += 1;
    used.add(port);
    assigned[name] = port;
  }
  return assigned;
}

/** The document with a port for every companion that needs one. */
export function withPorts(project: LoadedProject): LoadedProject {
  const ports = Object.entries(missingPorts(project.spec));
  if (ports.length === 0) return project;
  const edits = ports.map(([name, port]) => ({ set: ["companions", name, "port"], to: port }));
  return parseProject(project.place, editSpec(project.text, edits, projectSchema()));
}
