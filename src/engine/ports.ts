/**
 * The pod's ports on a machine whose ports are taken by others too.
 *
 * `--port-map 5432=15432` moves a port. The rule: in every container the port changes in `ports`, probes and hooks, and where it stands
 * as a whole number in env values (from wherever they come), command, args, exec probes and hooks, and `--run` command lines. A whole
 * number has no letter, digit or `_` at either side, no `.` in front and no `.` with a digit behind: `:5432/` and `port=5432` change,
 * `15432`, `1.5432`, `5432ms` stay. All mapped ports change in one pass, so `--port-map 1=2 --port-map 2=1` swaps them.
 */
import { createServer } from "node:net";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { Container, Handler, Pod } from "../pod/model.ts";
import type { Rewrite } from "./mounts-rewrite.ts";

/** Port as the manifest has it -> port on this machine. */
export type PortMap = ReadonlyMap<number, number>;

/** Reads `["5432=15432"]`. */
export function parsePortMap(values: readonly string[]): PortMap {
  return new Map(
    values.map((value) => {
      const [from = 0, to = 0] = /^\d+=\d+$/.test(value) ? value.split("=").map(Number) : [];
      const valid = [from, to].every((port) => port >= 1 && port <= 65535);
      if (!valid)
        throw new ScaffoldError("PORT_MAP", `--port-map ${value} is not PORT=PORT`, { hint: "for example --port-map 5432=15432" });
      return [from, to];
    }),
  );
}

/** The pod with its ports moved; texts are left to `portRewrite`, because some values are known only when a container starts. */
export function mapPorts(pod: Pod, map: PortMap): Pod {
  if (map.size === 0) return pod;
  const mapped = (port: number): number => map.get(port) ?? port;
  const { initContainers, containers } = pod.spec;
  const spec = { ...pod.spec, containers: containers.map((container) => mapContainer(container, mapped)) };
  return {
    ...pod,
    spec: initContainers ? { ...spec, initContainers: initContainers.map((container) => mapContainer(container, mapped)) } : spec,
  };
}

type Mapped = (port: number) => number;

function mapContainer(container: Container, mapped: Mapped): Container {
  const copy = structuredClone(container);
  for (const port of copy.ports ?? []) {
    port.containerPort = mapped(port.containerPort);
    if (port.hostPort !== undefined) port.hostPort = mapped(port.hostPort);
  }
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = copy;
  for (const handler of [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop])
    if (handler) mapHandler(handler, mapped);
  return copy;
}

function mapHandler(handler: Handler, mapped: Mapped): void {
  const inText = (port: number | string): number | string => (/^\d+$/.test(String(port)) ? mapped(Number(port)) : port);
  if (handler.httpGet) handler.httpGet.port = inText(handler.httpGet.port);
  if (handler.tcpSocket) handler.tcpSocket.port = inText(handler.tcpSocket.port);
  if (handler.grpc) handler.grpc.port = mapped(handler.grpc.port);
}

export function portRewrite(map: PortMap): Rewrite {
  if (map.size === 0) return (text) => text;
  const pattern = new RegExp(`(?<![\\w.])(?:${[...map.keys()].join("|")})(?!\\w|\\.\\d)`, "g");
  return (text) => text.replace(pattern, (port) => String(map.get(Number(port)) ?? port));
}

/** A port that a container listens on, as the manifest has it. */
export interface WantedPort {
  readonly port: number;
  readonly container: string;
}

/**
 * Fails with every port of the pod that someone else listens on, before anything is started. `more`: ports on loopback alone, which no
 * `containerPort` names. `map`: where ports are on this machine.
 */
export async function requireFreePorts(unmapped: Pod, map: PortMap = new Map(), more: readonly WantedPort[] = []): Promise<void> {
  const pod = mapPorts(unmapped, map);
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  const wanted = new Map<number, { container: string; hosts: readonly string[] }>();
  for (const { name, ports = [] } of containers) {
    for (const { containerPort, hostPort, protocol = "TCP" } of ports) {
      if (protocol !== "TCP") continue;
      for (const port of [containerPort, hostPort]) if (port && !wanted.has(port)) wanted.set(port, { container: name, hosts: everywhere });
    }
  }
  for (const { port, container } of more) {
    const mapped = map.get(port) ?? port;
    if (!wanted.has(mapped)) wanted.set(mapped, { container, hosts: loopback });
  }
  const written = new Map([...map].map(([from, to]) => [to, from]));
  const issues = [];
  for (const [port, { container, hosts }] of wanted) {
    if (await isFree(port, hosts)) continue;
    issues.push({
      message: `port ${port} of container "${container}" is taken on this machine`,
      hint: `--port-map ${written.get(port) ?? port}=${await freePort(port)}`,
    });
  }
  if (issues.length > 0) throw new ScaffoldError("PORT_TAKEN", issues, { exit: EXIT.failed });
}

/** Loopback and any address are tried one after the other: BSD systems allow the one while the other is taken. */
const everywhere = ["127.0.0.1", "0.0.0.0"];
const loopback = ["127.0.0.1", "::1"];

async function isFree(port: number, hosts: readonly string[]): Promise<boolean> {
  for (const host of hosts) if (!(await canListen(port, host))) return false;
  return true;
}

/** A port that may not be bound by this user counts as free: the program may not want to bind it either, and will say so. */
function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function freePort(taken: number): Promise<number> {
  for (const port of [taken + 10_000, taken + 20_000, taken + 1])
    if (port < 65536 && (await isFree(port, [...everywhere, ...loopback]))) return port;
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
