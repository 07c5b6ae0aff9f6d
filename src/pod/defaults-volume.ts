/** What the API server adds to a volume (SetDefaults_Volume and those of its sources). */
import { pullPolicy } from "./defaults-container.ts";
import type { Volume } from "./model.ts";

/** 0644 */
const FILE_MODE = 420;
const TOKEN_SECONDS = 3600;

export function volumeDefaults(volume: Volume): Volume {
  const { name: _name, ...sources } = volume;
  if (Object.values(sources).every((source) => source === undefined)) return { ...volume, emptyDir: {} };
  const { hostPath, configMap, secret, downwardAPI, projected } = volume;
  const image = volume["image"];
  return {
    ...volume,
    ...(hostPath && { hostPath: { ...hostPath, type: hostPath.type ?? "" } }),
    ...(configMap && { configMap: withMode(configMap) }),
    ...(secret && { secret: withMode(secret) }),
    ...(downwardAPI && { downwardAPI: withMode(withFields(downwardAPI)) }),
    ...(projected && { projected: withMode({ ...projected, ...sourcesOf(projected["sources"]) }) }),
    ...(isRecord(image) && { image: { ...image, pullPolicy: image["pullPolicy"] || pullPolicy(String(image["reference"] ?? "")) } }),
  };
}

function withMode<T extends object & { readonly defaultMode?: unknown }>(source: T): T {
  return { ...source, defaultMode: source.defaultMode ?? FILE_MODE };
}

function sourcesOf(sources: unknown): { readonly sources?: readonly unknown[] } {
  if (!Array.isArray(sources)) return {};
  return {
    sources: sources.map((source: unknown) => {
      if (!isRecord(source)) return source;
      const { downwardAPI, serviceAccountToken: token } = source;
      return {
        ...source,
        ...(isRecord(downwardAPI) && { downwardAPI: withFields(downwardAPI) }),
        ...(isRecord(token) && { serviceAccountToken: { ...token, expirationSeconds: token["expirationSeconds"] ?? TOKEN_SECONDS } }),
      };
    }),
  };
}

/** The items of a downwardAPI volume, each with the version of its field and the divisor of its amount. */
function withFields<T extends object & { readonly items?: unknown }>(source: T): T {
  if (!Array.isArray(source.items)) return source;
  const items = source.items.map((item: unknown) => {
    if (!isRecord(item)) return item;
    const { fieldRef, resourceFieldRef: amount } = item;
    return {
      ...item,
      ...(isRecord(fieldRef) && { fieldRef: { ...fieldRef, apiVersion: fieldRef["apiVersion"] || "v1" } }),
      ...(isRecord(amount) && { resourceFieldRef: { ...amount, divisor: amount["divisor"] ?? "0" } }),
    };
  });
  return { ...source, items };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
