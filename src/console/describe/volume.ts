/** One volume in `describe` (kubectl/pkg/describe/describe.go describeVolumes). */
import type { Volume } from "../../pod/model.ts";

export function describeVolume(volume: Volume): string[] {
  return [`  ${volume.name}:`, ...sourceLines(volume).map((line) => `    ${line}`)];
}

function sourceLines(volume: Volume): string[] {
  const { emptyDir, hostPath, configMap, secret, downwardAPI, projected } = volume;
  if (hostPath) return ["Type:\tHostPath (bare host directory volume)", `Path:\t${hostPath.path}`, `HostPathType:\t${hostPath.type ?? ""}`];
  if (configMap)
    return [
      "Type:\tConfigMap (a volume populated by a ConfigMap)",
      `Name:\t${configMap.name}`,
      `Optional:\t${configMap.optional ?? false}`,
    ];
  if (secret)
    return [
      "Type:\tSecret (a volume populated by a Secret)",
      `SecretName:\t${secret.secretName}`,
      `Optional:\t${secret.optional ?? false}`,
    ];
  if (downwardAPI)
    return [
      "Type:\tDownwardAPI (a volume populated by information about the pod)",
      "Items:",
      ...(downwardAPI.items ?? []).map(({ path, fieldRef }) => `  ${fieldRef?.fieldPath ?? ""} -> ${path}`),
    ];
  if (projected) return ["Type:\tProjected (a volume that contains injected data from multiple sources)"];
  const kind = Object.keys(volume).find((key) => key !== "name");
  // A volume without any source is an emptyDir.
  if (kind !== undefined && !emptyDir) return [`Type:\t${kind}`];
  return [
    "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
    `Medium:\t${emptyDir?.medium ?? ""}`,
    `SizeLimit:\t${emptyDir?.sizeLimit ?? "<unset>"}`,
  ];
}
