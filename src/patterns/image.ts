import type { Spec } from "../spec/schema.ts";

/** The image of a companion: `registry.example.com/shop/log-agent:dev`, or `shop-log-agent:dev` where no prefix keeps projects apart. */
export function companionImage(spec: Spec, name: string): string {
  return imageName(spec, spec.images.prefix ? name : `${spec.name}-${name}`);
}

/** The image a name stands for: `log-agent` → `registry.example.com/shop/log-agent:1.2.3`. A name that has a tag or digest is complete. */
export function imageName(spec: Spec, name: string): string {
  if (/:[^/]+$|@sha256:/.test(name)) return name;
  const { prefix, tag } = spec.images;
  return `${prefix && !name.includes("/") ? `${prefix.replace(/\/$/, "")}/` : ""}${name}:${tag}`;
}
