import { posix } from "node:path";

/** The folder of a glob that holds no wildcard: `/var/log/app/*.log` → `/var/log/app`, and of `/a/{b,c}/x.log` → `/a`. */
export function globRoot(glob: string): string {
  const segments = posix.dirname(glob).split("/");
  const wild = segments.findIndex((segment) => /[*?[{]/.test(segment));
  return (wild < 0 ? segments : segments.slice(0, wild)).join("/") || "/";
}
