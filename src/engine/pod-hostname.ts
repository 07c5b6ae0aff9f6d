import type { Pod } from "../pod/model.ts";

export interface PodHostname {
  readonly host: string;
  /** Of the pod's subdomain; "" without one. */
  readonly domain: string;
  /** What the pod's kernel would say: with setHostnameAsFQDN, the domain too. */
  readonly kernel: string;
}

/**
 * The names that a pod has for itself; the cluster's domain is cluster.local.
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-hostname-and-subdomain-fields
 */
export function podHostname({ metadata, spec }: Pod): PodHostname {
  const { hostnameOverride, subdomain, setHostnameAsFQDN } = spec;
  if (hostnameOverride) return { host: short(hostnameOverride), domain: "", kernel: short(hostnameOverride) };
  const host = short(spec.hostname || metadata.name || "pod");
  const domain = subdomain ? `${subdomain}.${metadata.namespace || "default"}.svc.cluster.local` : "";
  return { host, domain, kernel: setHostnameAsFQDN && domain ? `${host}.${domain}` : host };
}

/** The kernel's names have 63 characters, and end neither with "-" nor with ".". */
const short = (name: string): string => (name.length > 63 ? name.slice(0, 63).replace(/[-.]+$/, "") : name);
