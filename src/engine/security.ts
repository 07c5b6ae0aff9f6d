import type { Container, ContainerUser, Pod } from "../pod/model.ts";

/**
 * Why the kubelet refuses a container that is to run as root and must not. A process runs as the caller here, whoever that is, so only
 * what the manifest itself says is looked at.
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 */
export function runAsRootRefusal(container: Container, pod: Pod): string | undefined {
  const context = { ...pod.spec.securityContext, ...container.securityContext };
  if (context["runAsNonRoot"] !== true || context["runAsUser"] !== 0) return undefined;
  const { name = "", namespace = "default", uid = "" } = pod.metadata;
  return `container's runAsUser breaks non-root policy (pod: "${name}_${namespace}(${uid})", container: ${container.name})`;
}

const ids = ["runAsUser", "runAsGroup", "fsGroup", "supplementalGroups"];

/** Users and groups that the manifest names and processes here have not. */
export function userNotices({ spec }: Pod): string[] {
  const contexts = [spec, ...(spec.initContainers ?? []), ...spec.containers].map(({ securityContext }) => securityContext ?? {});
  const named = ids.filter((id) => contexts.some((context) => context[id] !== undefined));
  return named.length > 0 ? [`${named.join(", ")}: not enforced here, processes run as the user who started them`] : [];
}

/** Who containers run as: who runs us. Linux alone has the numbers that the field is for. */
export function ownUser(): { readonly user?: ContainerUser } {
  const { getuid, getgid, getgroups } = process;
  if (process.platform !== "linux" || !getuid || !getgid || !getgroups) return {};
  return { user: { linux: { uid: getuid(), gid: getgid(), supplementalGroups: getgroups() } } };
}
