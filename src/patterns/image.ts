import type { Spec } from "../spec/schema.ts";

/**
 * The image of a companion: `registry.example.com/acme/shop-log-agent:1.2.3`. It carries the pod's name, as the package does, because projects
 * share a registry, and two of them may call a companion alike.
 */
export function companionImage(spec: Spec, name: string): string {
  return imageName(spec, `${spec.name}-${name}`);
}

/** The image a name stands for: `shop` → `registry.example.com/acme/shop:1.2.3`. A name that has a tag or digest is complete. */
export function imageName(spec: Spec, name: string): string {
  if (/:[^/]+$|@sha256:/.test(name)) return name;
  const { prefix, tag } = spec.images;
  return `${prefix && !name.includes("/") ? `${prefix.replace(/\/$/, "")}/` : ""}${name}:${tag}`;
}
