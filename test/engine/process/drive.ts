/** A process driver whose events can be waited for. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { DriverEvent, ProbeKind } from "../../../src/engine/driver.ts";
import { createProcessDriver, type ProcessDriver, type ProcessDriverOptions } from "../../../src/engine/drivers/process.ts";
import { createObjects } from "../../../src/engine/objects.ts";
import type { Container, Handler, PodSpec, Probe } from "../../../src/pod/model.ts";

type Kind = DriverEvent["kind"];
type EventOf<K extends Kind> = Extract<DriverEvent, { kind: K }>;

export interface Drive {
  readonly driver: ProcessDriver;
  readonly runtime: string;
  readonly events: readonly DriverEvent[];
  /** stdout and stderr of all containers. */
  output(): string;
  next<K extends Kind>(kind: K, holds?: (event: EventOf<K>) => boolean): Promise<EventOf<K>>;
  start(name: string, instance?: number): Promise<DriverEvent>;
  /** Starts the container and waits for its end. */
  run(name: string, instance?: number): Promise<EventOf<"exited">>;
  probe(name: string, spec: Probe, kind?: ProbeKind): Promise<EventOf<"probed">>;
  hook(name: string, handler: Handler, hook?: "postStart" | "preStop"): Promise<EventOf<"hookDone">>;
}

export const shell = (name: string, script: string, more: Partial<Container> = {}): Container => ({
  name,
  command: ["/bin/sh", "-c", script],
  ...more,
});

/** Everything is cleaned up when the test is over. `setUp` has been answered when this returns, unless told otherwise. */
export async function drive(
  containers: Container[],
  options: Partial<ProcessDriverOptions> & { readonly spec?: Partial<PodSpec>; readonly await?: Kind } = {},
): Promise<Drive> {
  const runtime = mkdtempSync(join(tmpdir(), "scaffold-drive-"));
  const events: DriverEvent[] = [];
  const waiting = new Set<() => void>();
  let text = "";
  let lastId = 0;
  const driver = createProcessDriver({
    pod: { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop", uid: "u-1" }, spec: { containers, ...options.spec } },
    objects: createObjects({}),
    env: { PATH: process.env["PATH"], HOME: "/nowhere", XDG_RUNTIME_DIR: runtime, SECRET_OF_CALLER: "x", TZ: "UTC" },
    directory: runtime,
    onOutput: ({ bytes }) => {
      text += Buffer.from(bytes).toString();
    },
    ...options,
  });
  driver.onEvent((event) => {
    events.push(event);
    for (const look of waiting) look();
  });
  onTestFinished(async () => {
    await driver.close();
    rmSync(runtime, { recursive: true, force: true });
  });

  function next<K extends Kind>(kind: K, holds: (event: EventOf<K>) => boolean = () => true): Promise<EventOf<K>> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${kind} within ten seconds, only ${JSON.stringify(events)}`)), 10_000);
      const look = (): void => {
        const found = events.find((event): event is EventOf<K> => event.kind === kind && holds(event as EventOf<K>));
        if (!found) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  }

  const named = (name: string): Container => {
    const found = containers.find((container) => container.name === name);
    if (!found) throw new Error(`no container ${name}`);
    return found;
  };

  function start(name: string, instance = 1): Promise<DriverEvent> {
    driver.execute({ kind: "start", container: named(name), instance, restartCount: instance - 1 });
    const mine = (event: { container: string; instance: number }): boolean => event.container === name && event.instance === instance;
    return Promise.race([next("started", mine), next("startFailed", mine)]);
  }

  driver.execute({ kind: "setUp" });
  await next(options.await ?? "podReady");
  return {
    driver,
    runtime,
    events,
    output: () => text,
    next,
    start,
    async run(name, instance = 1) {
      const begun = await start(name, instance);
      if (begun.kind !== "started") throw new Error(JSON.stringify(begun));
      return next("exited", (event) => event.container === name && event.instance === instance);
    },
    probe(name, spec, kind = "liveness") {
      const id = ++lastId;
      driver.execute({ kind: "probe", id, container: named(name), instance: 1, probe: kind, spec });
      return next("probed", (event) => event.id === id);
    },
    hook(name, handler, hook = "preStop") {
      const id = ++lastId;
      driver.execute({ kind: "hook", id, container: named(name), instance: 1, hook, handler });
      return next("hookDone", (event) => event.id === id);
    },
  };
}
