/** Where runs that this process starts have their control groups, found out as a run does; empty where there can be none. */
import { dirname } from "node:path";
import { cgroupFiles, cgroupPlaces } from "../../src/engine/drivers/process/cgroups.ts";

export const places = cgroupPlaces(`scaffold-test-${process.pid}`, () => {}).map((place) => {
  cgroupFiles.remove(place.directory);
  return { ...place, parent: dirname(place.directory) };
});

/** Paths of the control groups of runs with these folders' names: `scaffold-48f0b9d7ba95`. */
export function cgroupsOf(runs: readonly string[]): string[] {
  return places.flatMap(({ parent }) =>
    cgroupFiles
      .groups(parent)
      .filter((name) => runs.includes(name))
      .map((name) => `${parent}/${name}`),
  );
}
