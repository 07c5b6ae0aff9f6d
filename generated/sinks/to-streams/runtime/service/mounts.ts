// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * Where a path of the container is on this machine. In a container that is the path itself. `scaffold run` starts containers as plain
 * processes, without a file system of their own, and says in SCAFFOLD_MOUNTS where each mount really is: a JSON object from mount path
 * to folder. `/var/log/app/*.log` → `/run/x/volumes/logs/*.log`
 */
export function relocate(path: string, env: Readonly<Record<string, string | undefined>>): string {
  const mounts = Object.entries(JSON.parse(env["SCAFFOLD_MOUNTS"] || "{}") as Record<string, string>);
  const [longest] = mounts.filter(([at]) => path === at || path.startsWith(`${at}/`)).sort(([a], [b]) => b.length - a.length);
  return longest ? longest[1] + path.slice(longest[0].length) : path;
}
