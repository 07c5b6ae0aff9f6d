import type { Field } from "../validate/field.ts";

interface Circumstances {
  /** The pod is to end by itself. */
  readonly ends: boolean;
  readonly kube: number;
}

/** Advice about how a pod comes to its end. */
export function adviseEnding(spec: Field, { ends, kube }: Circumstances): void {
  const containers = spec.child("containers").items;
  if (ends) adviseHelpers(containers, kube);
  const grace = spec.child("terminationGracePeriodSeconds").number ?? 30;
  const sidecars = spec.child("initContainers").items.filter((each) => each.child("restartPolicy").text === "Always");
  for (const container of [...sidecars, ...containers]) adviseGrace(container.child("lifecycle").child("preStop"), grace);
}

const helperName =
  /(^|-)(sidecar|proxy|agent|exporter|shipper|forwarder|collector|watcher|envoy|istio|linkerd|fluentd?|fluent-bit|vector|filebeat|promtail|otel|adapter|ambassador|cloudsql|pgbouncer|metrics|logs?|logger|logging|tail|tailer)(-|$)/;
const endless = /\btail\b[^;|&]*\s-(-follow|\w*[fF])|\bsleep\s+(infinity|inf)\b|\bwhile\s+(true|:)/;

/** A pod ends when all its containers have ended: a helper that serves the others for ever keeps it. */
function adviseHelpers(containers: readonly Field[], kube: number): void {
  const helpers = containers.filter((container) => {
    const words = [...container.child("command").items, ...container.child("args").items].map(({ text }) => text).join(" ");
    return helperName.test(container.child("name").text) || endless.test(words) || restartsAlways(container);
  });
  // One container alone is the work, whatever it is called.
  if (helpers.length === containers.length) {
    for (const container of containers.filter(restartsAlways)) warnOfHelper(container, kube);
    return;
  }
  for (const helper of helpers) warnOfHelper(helper, kube);
}

const restartsAlways = (container: Field) => container.child("restartPolicy").text === "Always";

function warnOfHelper(container: Field, kube: number): void {
  container.warn(
    "endless-helper",
    `${JSON.stringify(container.child("name").text)} seems to run for ever, and the pod ends only when all its containers have: it never completes`,
    kube < 29
      ? "let it end with the work, for example when a file on a shared volume says so"
      : 'move it to initContainers with "restartPolicy: Always": such a sidecar is stopped when the work is done',
  );
}

const factors: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** preStop and the time after SIGTERM share one grace period (reference: kuberuntime_container.go, killContainer). */
function adviseGrace(preStop: Field, graceSeconds: number): void {
  const sleep = preStop.child("sleep").child("seconds").number;
  const words = preStop
    .child("exec")
    .child("command")
    .items.map(({ text }) => text);
  const naps = [...words.join(" ").matchAll(/\bsleep\s+(\d+(?:\.\d+)?)([smhd]?)(?![\w.])/g)];
  const seconds = sleep ?? naps.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (factors[unit] ?? 1), 0);
  // A sleep that is longer than the grace period is an error already.
  if (seconds === 0 || seconds < graceSeconds || (sleep !== undefined && sleep > graceSeconds)) return;
  preStop.warn(
    "short-grace",
    `it sleeps ${seconds} s of a grace period of ${graceSeconds} s: the container is killed 2 s after SIGTERM`,
    `write terminationGracePeriodSeconds: ${Math.ceil(seconds) + 30}, or sleep less`,
  );
}
