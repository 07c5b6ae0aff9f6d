/** One container in `describe` (kubectl/pkg/describe/describe.go describeContainers). */
import type { Container, ContainerState, ContainerStatus, EnvVar, HttpGet, Probe } from "../../pod/model.ts";
import { longTime } from "../human-duration.ts";

export function describeContainer(container: Container, status: ContainerStatus | undefined): string[] {
  const { name, image = "", ports = [], command, args, resources, env = [], envFrom = [], volumeMounts = [] } = container;
  const many = ports.length > 1 ? "s" : "";
  const portTexts = ports.map(({ containerPort, protocol = "TCP" }) => `${containerPort}/${protocol}`);
  const hostTexts = ports.map(({ hostPort = 0, protocol = "TCP" }) => `${hostPort}/${protocol}`);
  return [
    `  ${name}:`,
    `    Container ID:\t${status?.containerID ?? ""}`,
    `    Image:\t${image}`,
    `    Image ID:\t${status?.imageID ?? ""}`,
    `    Port${many}:\t${portTexts.join(", ") || "<none>"}`,
    `    Host Port${many}:\t${hostTexts.join(", ") || "<none>"}`,
    ...words("Command", command),
    ...words("Args", args),
    ...(status ? stateLines("State", status.state) : []),
    ...(status?.lastState.terminated ? stateLines("Last State", status.lastState) : []),
    ...(status ? [`    Ready:\t${status.ready ? "True" : "False"}`, `    Restart Count:\t${status.restartCount}`] : []),
    ...amounts("Limits", resources?.limits),
    ...amounts("Requests", resources?.requests),
    ...probeLine("Liveness", container.livenessProbe),
    ...probeLine("Readiness", container.readinessProbe),
    ...probeLine("Startup", container.startupProbe),
    ...environmentSources(envFrom),
    ...(env.length === 0
      ? ["    Environment:\t<none>"]
      : ["    Environment:", ...env.map((one) => `      ${one.name}:\t${valueText(one)}`)]),
    ...(volumeMounts.length === 0
      ? ["    Mounts:\t<none>"]
      : [
          "    Mounts:",
          ...volumeMounts
            .toSorted((a, b) => (a.mountPath < b.mountPath ? -1 : 1))
            .map((one) => `      ${one.mountPath} from ${one.name} (${[one.readOnly ? "ro" : "rw", ...subPath(one.subPath)].join(",")})`),
        ]),
  ];
}

const subPath = (path: string | undefined): string[] => (path ? [`path="${path}"`] : []);

function words(title: string, texts: readonly string[] | undefined): string[] {
  if (!texts?.length) return [];
  return [`    ${title}:`, ...texts.flatMap((text) => text.replaceAll("\t", "  ").split("\n").map((line) => `      ${line}`))]; // biome-ignore format: short
}

function stateLines(title: string, { waiting, running, terminated }: ContainerState): string[] {
  if (running) return [`    ${title}:\tRunning`, `      Started:\t${longTime(running.startedAt)}`];
  if (terminated) {
    return [
      `    ${title}:\tTerminated`,
      `      Reason:\t${terminated.reason}`,
      ...(terminated.message ? [`      Message:\t${terminated.message.trim()}`] : []),
      `      Exit Code:\t${terminated.exitCode}`,
      `      Started:\t${terminated.startedAt ? longTime(terminated.startedAt) : "<unknown>"}`,
      `      Finished:\t${terminated.finishedAt ? longTime(terminated.finishedAt) : "<unknown>"}`,
    ];
  }
  return [`    ${title}:\tWaiting`, ...(waiting?.reason ? [`      Reason:\t${waiting.reason}`] : [])];
}

function amounts(title: string, values: Readonly<Record<string, string | number>> | undefined): string[] {
  const names = Object.keys(values ?? {}).sort();
  return names.length === 0 ? [] : [`    ${title}:`, ...names.map((name) => `      ${name}:\t${values?.[name]}`)];
}

/** `http-get http://:8080/health delay=0s timeout=1s period=10s #success=1 #failure=3` */
function probeLine(title: string, probe: Probe | undefined): string[] {
  if (!probe) return [];
  const { initialDelaySeconds = 0, timeoutSeconds = 1, periodSeconds = 10, successThreshold = 1, failureThreshold = 3 } = probe;
  const numbers = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
  return [`    ${title}:\t${handlerText(probe)} ${numbers}`];
}

function handlerText({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec [${(exec.command ?? []).join(" ")}]`;
  if (httpGet) return `http-get ${urlText(httpGet)}`;
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ""}:${tcpSocket.port}`;
  return grpc ? `grpc <pod>:${grpc.port} ${grpc.service ?? ""}` : "unknown";
}

const urlText = ({ scheme = "HTTP", host = "", port, path = "" }: HttpGet): string =>
  `${scheme.toLowerCase()}://${host}:${port}${path === "" || path.startsWith("/") ? path : `/${path}`}`;

function environmentSources(sources: NonNullable<Container["envFrom"]>): string[] {
  if (sources.length === 0) return [];
  const rows = sources.map(({ prefix, configMapRef, secretRef }) => {
    const [kind, from] = configMapRef ? ["ConfigMap", configMapRef] : ["Secret", secretRef];
    return `      ${from?.name}\t${kind}${prefix ? ` with prefix '${prefix}'` : ""}\tOptional: ${from?.optional ?? false}`;
  });
  return ["    Environment Variables from:", ...rows];
}

function valueText({ value = "", valueFrom }: EnvVar): string {
  if (!valueFrom) return value.split("\n").join("\n      \t");
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  if (fieldRef) return ` (${fieldRef.apiVersion ?? "v1"}:${fieldRef.fieldPath})`;
  if (resourceFieldRef) return ` (${resourceFieldRef.resource})`;
  const [ref, kind] = configMapKeyRef ? [configMapKeyRef, "of config map"] : [secretKeyRef, "in secret"];
  if (ref) return `<set to the key '${ref.key}' ${kind} '${ref.name}'>\tOptional: ${ref.optional ?? false}`;
  return `<set to the key '${fileKeyRef?.key}' in file '${fileKeyRef?.path}' of volume '${fileKeyRef?.volumeName}'>`;
}
