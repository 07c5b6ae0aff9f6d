import type { PodContext } from "./container.ts";
import type { Field } from "./field.ts";
import { httpHeader } from "./format.ts";
import { checkPortNumberOrName } from "./ports.ts";

const probeHandlers = ["exec", "httpGet", "tcpSocket", "grpc"];
const hookHandlers = ["exec", "httpGet", "tcpSocket", "sleep"];

/** The three probes of a container (validateProbe). */
export function checkProbes(container: Field): void {
  for (const probe of container.set("livenessProbe", "readinessProbe", "startupProbe")) {
    checkHandler(probe, probeHandlers);
    for (const name of ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"]) {
      const field = probe.child(name);
      if ((field.number ?? 0) < 0) field.invalid(field.number, "must be greater than or equal to 0", "write 0 or more");
    }
    const readiness = probe.path.endsWith("readinessProbe");
    const success = probe.child("successThreshold");
    if (!readiness && success.number && success.number !== 1)
      success.invalid(success.number, "must be 1", "remove it: only a readinessProbe may ask for more than one success");
    const grace = probe.child("terminationGracePeriodSeconds");
    if (grace.number === undefined) continue;
    if (grace.number <= 0) grace.invalid(grace.number, "must be greater than 0", "write 1 or more");
    if (readiness)
      grace.invalid(grace.number, "must not be set for readinessProbes", "remove it: a failed readiness probe never stops the container");
  }
}

/** postStart, preStop, stopSignal (validateLifecycle). */
export function checkLifecycle(lifecycle: Field, pod: PodContext): void {
  for (const hook of lifecycle.set("postStart", "preStop")) {
    checkHandler(hook, hookHandlers);
    const seconds = hook.child("sleep").child("seconds");
    const wait = seconds.number ?? 0;
    if (wait < 0 || wait > pod.gracePeriod) {
      // The server puts the mistake on the handler.
      const most = `must be non-negative and less than terminationGracePeriodSeconds (${pod.gracePeriod})`;
      seconds
        .as(hook.child("sleep").path)
        .invalid(wait, most, wait < 0 ? "write 0 or more" : `raise spec.terminationGracePeriodSeconds above ${wait}, or sleep for less`);
    }
  }
  checkStopSignal(lifecycle.child("stopSignal"), pod.spec.child("os").child("name"));
}

/** One action, and only one (validateHandler). */
function checkHandler(at: Field, names: readonly string[]): void {
  const [first, ...more] = at.set(...names);
  for (const extra of more) extra.forbidden("may not specify more than 1 handler type", `keep one of ${names.join(", ")}`);
  if (!first) {
    if (!at.mayHide()) at.required("must specify a handler type", `add one of ${names.join(", ")}`);
    return;
  }
  if (first.path.endsWith(".exec")) {
    const command = first.child("command");
    if (command.size === 0) command.required("", 'for example command: ["cat", "/tmp/ready"]');
  } else if (first.path.endsWith(".httpGet")) checkHttpGet(first);
  else if (!first.path.endsWith(".sleep")) checkPortNumberOrName(first.child("port"));
}

function checkHttpGet(http: Field): void {
  checkPortNumberOrName(http.child("port"));
  const scheme = http.child("scheme");
  if (scheme.text !== "" && !["HTTP", "HTTPS"].includes(scheme.text)) scheme.unsupported(scheme.text, ["HTTP", "HTTPS"]);
  const headers = http.child("httpHeaders");
  for (const header of headers.items) {
    const name = header.child("name");
    for (const error of httpHeader(name.text)) name.as(headers.path).invalid(name.text, error, 'for example "X-Probe"');
  }
}

const steps = (count: number, name: (step: number) => string) => Array.from({ length: count }, (_, index) => name(index + 1));
const linuxSignals = [
  ..."ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT RTMAX".split(" "),
  ...steps(14, (step) => `RTMAX-${step}`),
  "RTMIN",
  ...steps(15, (step) => `RTMIN+${step}`),
  ..."SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ".split(" "),
].map((name) => `SIG${name}`);

function checkStopSignal(signal: Field, os: Field): void {
  if (signal.text === "") return;
  const supported = os.text === "windows" ? ["SIGKILL", "SIGTERM"] : linuxSignals;
  if (os.text === "") signal.forbidden("may not be set for containers with empty `spec.os.name`", 'add "os: {name: linux}" under spec');
  else if (!supported.includes(signal.text))
    signal.unsupported(signal.text, supported, signal.text.startsWith("SIG") ? undefined : `did you mean "SIG${signal.text}"?`);
}
