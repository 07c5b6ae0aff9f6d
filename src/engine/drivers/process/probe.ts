/**
 * One run of one probe.
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
import { connect } from "node:net";
import type { Container, HttpGet, Probe } from "../../../pod/model.ts";
import { dialText, httpGet } from "./http-get.ts";
import type { Instance } from "./instance.ts";

export interface ProbeOutcome {
  /** `unknown`: the probe itself could not be run; `warning`: a redirect to another host, which counts as a success. */
  readonly result: "success" | "warning" | "failure" | "unknown";
  readonly output: string;
}

export interface ProbeTarget {
  readonly container: Container;
  readonly podIP: string;
  readonly instance: Instance;
  /** The probe's command as it is executed here. */
  readonly command: (command: readonly string[]) => readonly string[];
  /** The run ends: let go of sockets and timers. */
  readonly signal: AbortSignal;
}

const success = (output: string): ProbeOutcome => ({ result: "success", output });
const failure = (output: string): ProbeOutcome => ({ result: "failure", output });

export async function runProbe(probe: Probe, target: ProbeTarget): Promise<ProbeOutcome> {
  const timeoutMs = (probe.timeoutSeconds || 1) * 1000;
  try {
    if (probe.exec) return await execProbe(probe.exec.command ?? [], timeoutMs, target);
    if (probe.httpGet) return await httpProbe(probe.httpGet, timeoutMs, target);
    if (probe.tcpSocket) return await tcpProbe(probe.tcpSocket, timeoutMs, target);
    if (probe.grpc) return await grpcProbe(probe.grpc, timeoutMs, target);
    return { result: "unknown", output: "missing probe handler" };
  } catch (error) {
    return { result: "unknown", output: error instanceof Error ? error.message : String(error) };
  }
}

async function execProbe(command: readonly string[], timeoutMs: number, { instance, command: here }: ProbeTarget): Promise<ProbeOutcome> {
  const { exitCode, output, timedOut } = await instance.exec(here(command), timeoutMs);
  if (timedOut) return failure(`command timed out: "${command.join(" ")}" timed out after ${timeoutMs / 1000}s`);
  return exitCode === 0 ? success(output) : failure(output);
}

async function httpProbe(get: HttpGet, timeoutMs: number, { container, podIP, signal }: ProbeTarget): Promise<ProbeOutcome> {
  const url = httpAddress(get, container, podIP);
  try {
    const { status, body, elsewhere } = await httpGet(url, { headers: get.httpHeaders ?? [], timeoutMs, signal });
    if (elsewhere) return { result: "warning", output: `Probe terminated redirects, Response body: ${body}` };
    return status >= 200 && status < 400 ? success(body) : failure(`HTTP probe failed with statuscode: ${status}`);
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
}

/** Shared by probes and hooks. Throws when the port's name is unknown. */
export function httpAddress(get: HttpGet, container: Container, podIP: string): URL {
  const host = get.host || podIP;
  const path = get.path || "/";
  const scheme = (get.scheme ?? "HTTP").toLowerCase();
  return new URL(
    `${scheme}://${host.includes(":") ? `[${host}]` : host}:${portNumber(get.port, container)}${path.startsWith("/") ? "" : "/"}${path}`,
  );
}

/** A name is looked up among the container's own ports; a number in quotes is tried last. */
export function portNumber(port: number | string, container: Container): number {
  const number = typeof port === "number" ? port : (container.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port));
  if (Number.isInteger(number) && number > 0 && number < 65536) return number;
  throw new Error(`couldn't find port: ${port} in container "${container.name}"`);
}

async function tcpProbe(tcp: NonNullable<Probe["tcpSocket"]>, timeoutMs: number, target: ProbeTarget): Promise<ProbeOutcome> {
  const host = tcp.host || target.podIP;
  const port = portNumber(tcp.port, target.container);
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal: target.signal });
    const settle = (outcome: ProbeOutcome): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => settle(failure(`dial tcp ${host}:${port}: i/o timeout`)), timeoutMs);
    socket.once("connect", () => settle(success("")));
    socket.once("error", (error) => settle(failure(dialText({ hostname: host, port }, error))));
  });
}

async function grpcProbe(
  grpc: { readonly port: number; readonly service?: string },
  timeoutMs: number,
  { podIP, signal }: ProbeTarget,
): Promise<ProbeOutcome> {
  const { checkHealth } = await import("./grpc-health.ts");
  const { healthy, output } = await checkHealth(podIP, grpc.port, grpc.service ?? "", timeoutMs, signal);
  return healthy ? success(output) : failure(output);
}
