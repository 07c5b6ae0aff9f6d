/**
 * What the files of a configMap, secret, downwardAPI or projected volume contain.
 * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/
 */
import type { KeyToPath, Volume } from "../pod/model.ts";
import { fieldValue, type PodFacts, type ResourceFieldRef, resourceValue } from "./env-fields.ts";
import type { ObjectData, PodObjects } from "./objects.ts";

export interface ProjectedFile {
  readonly bytes: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

/** By path inside the volume. */
export type Payload = ReadonlyMap<string, ProjectedFile>;

interface ObjectSource {
  readonly name?: string;
  readonly secretName?: string;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
}

interface DownwardSource {
  readonly items?: readonly {
    readonly path: string;
    readonly fieldRef?: { readonly fieldPath: string };
    readonly resourceFieldRef?: ResourceFieldRef;
    readonly mode?: number;
  }[];
}

/** One source of a projected volume; a volume that is of one of these types is a projection of one source. */
interface Source {
  readonly configMap?: ObjectSource;
  readonly secret?: ObjectSource;
  readonly downwardAPI?: DownwardSource;
  readonly serviceAccountToken?: { readonly path?: string };
}

/** Stands for a service account's token, so that a program which reads it begins; no server takes it. */
const noToken = Buffer.from("not-a-token-scaffold-run-has-no-cluster");

interface Projection {
  readonly sources?: readonly (Source & Readonly<Record<string, unknown>>)[];
  readonly defaultMode?: number;
}

/** undefined when the volume is of another kind. Throws the kubelet's text when something required is missing. */
export function payloadOf(volume: Volume, facts: PodFacts, objects: PodObjects): Payload | undefined {
  const { configMap, secret, downwardAPI } = volume;
  const projection: Projection | undefined = volume.projected;
  const sources = projection
    ? (projection.sources ?? [])
    : [{ ...(configMap && { configMap }), ...(secret && { secret }), ...(downwardAPI && { downwardAPI }) }];
  if (!projection && !configMap && !secret && !downwardAPI) return undefined;
  const defaultMode = (projection ?? configMap ?? secret ?? downwardAPI)?.defaultMode ?? 0o644;
  return new Map(sources.flatMap((source) => sourceFiles(source, defaultMode, facts, objects)));
}

function sourceFiles(source: Source, defaultMode: number, facts: PodFacts, objects: PodObjects): [string, ProjectedFile][] {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  if (configMap) return objectFiles("configmap", configMap, objects.configMap(configMap.name ?? ""), defaultMode);
  if (secret) return objectFiles("secret", secret, objects.secret(secret.secretName ?? secret.name ?? ""), defaultMode);
  if (downwardAPI) return downwardFiles(downwardAPI, defaultMode, facts);
  return serviceAccountToken ? [[serviceAccountToken.path ?? "token", { bytes: noToken, mode: defaultMode }]] : [];
}

function objectFiles(
  kind: "configmap" | "secret",
  source: ObjectSource,
  object: ObjectData | undefined,
  defaultMode: number,
): [string, ProjectedFile][] {
  if (!object && !source.optional) throw new Error(`${kind} "${source.secretName ?? source.name}" not found`);
  if (!source.items) return [...(object?.files ?? [])].map(([key, bytes]) => [key, { bytes, mode: defaultMode }]);
  return source.items.flatMap(({ key, path, mode }): [string, ProjectedFile][] => {
    const bytes = object?.files.get(key);
    if (bytes) return [[path, { bytes, mode: mode ?? defaultMode }]];
    if (source.optional) return [];
    throw new Error(
      kind === "configmap" ? `configmap references non-existent config key: ${key}` : `references non-existent secret key: ${key}`,
    );
  });
}

function downwardFiles(source: DownwardSource, defaultMode: number, facts: PodFacts): [string, ProjectedFile][] {
  return (source.items ?? []).map(({ path, fieldRef, resourceFieldRef, mode }) => {
    const value = resourceFieldRef ? downwardResource(resourceFieldRef, facts) : fieldValue(fieldRef?.fieldPath ?? "", facts);
    if (value === undefined) throw new Error(`unsupported fieldPath: ${fieldRef?.fieldPath ?? ""}`);
    return [path, { bytes: Buffer.from(value), mode: mode ?? defaultMode }];
  });
}

function downwardResource(ref: ResourceFieldRef, facts: PodFacts): string {
  const [first] = facts.pod.spec.containers;
  if (ref.containerName === undefined || !first) throw new Error("container  not found");
  return resourceValue(ref, first, facts.pod);
}
