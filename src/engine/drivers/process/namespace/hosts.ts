import type { Pod } from "../../../../pod/model.ts";

interface HostAlias {
  readonly ip?: string;
  readonly hostnames?: readonly string[];
}

/**
 * The pod's /etc/hosts (kubelet_pods.go managedHostsFileContent).
 * @see https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
 */
export function hostsFile({ metadata, spec }: Pod, podIP = "127.0.0.1"): string {
  const name = (spec.hostname || metadata.name || "pod").slice(0, 63);
  const aliases = hostAliases(spec["hostAliases"]);
  const added = aliases.map(({ ip = "", hostnames = [] }) => `${[ip, ...hostnames].join("\t")}\n`).join("");
  return `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
${podIP}\t${name}
${aliases.length > 0 ? `\n# Entries added by HostAliases.\n${added}` : ""}`;
}

const hostAliases = (value: unknown): readonly HostAlias[] => (Array.isArray(value) ? value : []);
