/** Which volumes a machine without a cluster can have, and what stands for those that it has not. */
import type { PodSpec, Volume } from "../pod/model.ts";

/** `claim`: a directory of the run stands for the storage that a cluster would find. */
const kinds: Readonly<Record<string, "own" | "claim">> = {
  emptyDir: "own",
  hostPath: "own",
  configMap: "own",
  secret: "own",
  downwardAPI: "own",
  projected: "own",
  persistentVolumeClaim: "claim",
  ephemeral: "claim",
};
const projections = new Set(["configMap", "secret", "downwardAPI", "serviceAccountToken"]);

export interface UnsupportedVolume {
  /** Below the spec: `["volumes", 0, "csi"]` */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Volumes without which the pod could only wait, for ever. */
export function unsupportedVolumes(spec: PodSpec): UnsupportedVolume[] {
  return (spec.volumes ?? []).flatMap((volume, index) => [
    ...sourcesOf(volume)
      .filter((kind) => kinds[kind] === undefined)
      .map((kind) => ({ path: ["volumes", index, kind], message: refusal(`a volume of type ${kind}`) })),
    ...projectedSources(volume).flatMap((source, at) =>
      source
        .filter((kind) => !projections.has(kind))
        .map((kind) => ({
          path: ["volumes", index, "projected", "sources", at, kind],
          message: refusal(`a projected source of type ${kind}`),
        })),
    ),
  ]);
}

/** What a person should know of volumes that are not quite what the manifest says. */
export function volumeNotices(spec: PodSpec): string[] {
  const volumes = spec.volumes ?? [];
  const claims = volumes.filter((volume) => sourcesOf(volume).some((kind) => kinds[kind] === "claim"));
  const tokens = volumes.filter((volume) => projectedSources(volume).some((source) => source.includes("serviceAccountToken")));
  const memory = volumes.filter(({ emptyDir }) => emptyDir?.medium === "Memory");
  return [
    ...(memory.length > 0 ? [`${names(memory)}: of medium Memory, and kept with the other volumes here`] : []),
    ...(claims.length > 0 ? [`${names(claims)}: an empty directory stands for the claimed storage, and goes when the run ends`] : []),
    ...(tokens.length > 0 ? [`${names(tokens)}: the service account's token is a text that no server takes`] : []),
  ];
}

const refusal = (what: string): string => `${what} needs a cluster; scaffold run has none`;
const names = (volumes: readonly Volume[]): string =>
  `volume${volumes.length > 1 ? "s" : ""} ${volumes.map(({ name }) => name).join(", ")}`;
const sourcesOf = (volume: Volume): string[] => keysOf(volume).filter((key) => key !== "name");

function projectedSources({ projected }: Volume): string[][] {
  const sources: unknown = projected?.["sources"];
  return Array.isArray(sources) ? sources.map(keysOf) : [];
}

const keysOf = (value: unknown): string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => (inner === undefined || inner === null ? [] : [key]))
    : [];
