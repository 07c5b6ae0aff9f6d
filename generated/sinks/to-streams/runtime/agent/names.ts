// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Names of sources and sinks: part of environment variables, of file names and of metrics. */
const pattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** `cold-store` → `COLD_STORE_`; none without a name. */
export function variablePrefix(name: string | undefined): string {
  return name === undefined ? "" : `${name.toUpperCase().replaceAll("-", "_")}_`;
}

/** @param names undefined for what has none */
export function nameProblems(of: "source" | "sink", names: readonly (string | undefined)[]): string[] {
  const given = names.filter((name) => name !== undefined);
  const wrong = given.filter((name) => !pattern.test(name));
  const twice = given.filter((name, index) => given.indexOf(name) < index);
  return [
    ...wrong.map((name) => `the ${of} "${name}" needs a name of lower-case letters, digits and single dashes, such as cold-store`),
    ...twice.map((name) => `two ${of}s are called ${name}: give one of them another name`),
    ...(of === "source" && names.length - given.length > 1 ? ["of several sources all but one need a name"] : []),
  ];
}
