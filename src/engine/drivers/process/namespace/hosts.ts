import type { Pod } from "../../../../pod/model.ts";
import { podHostname } from "../../../pod-hostname.ts";

interface HostAlias {
  readonly ip?: string;
  readonly hostnames?: readonly string[];
}

/**
 * The pod's /etc/hosts (kubelet_pods.go managedHostsFileContent).
 * @see https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
 */
export function hostsFile(pod: Pod, podIP = "127.0.0.1"): string {
  const { host, domain } = podHostname(pod);
  const names = domain ? `${host}.${domain}\t${host}` : host;
  const aliases = hostAliases(pod.spec["hostAliases"]);
  const added = aliases.map(({ ip = "", hostnames = [] }) => `${[ip, ...hostnames].join("\t")}\n`).join("");
  return `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
${podIP}\t${names}
${aliases.length > 0 ? `\n# Entries added by HostAliases.\n${added}` : ""}`;
}

const hostAliases = (value: unknown): readonly HostAlias[] => (Array.isArray(value) ? value : []);
