import type { Spec } from "../spec/schema.ts";

/** The image a name stands for: `log-agent` → `registry.example.com/shop/log-agent:1.2.3`. A name that has a tag or digest is complete. */
export function imageName(spec: Spec, name: string): string {
  if (/:[^/]+$|@sha256:/.test(name)) return name;
  const { prefix, tag } = spec.images;
  return `${prefix && !name.includes("/") ? `${prefix.replace(/\/$/, "")}/` : ""}${name}:${tag}`;
}
