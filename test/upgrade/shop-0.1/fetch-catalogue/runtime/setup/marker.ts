// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readJson, writeJson } from "./json-file.ts";

/** Lies with what was fetched, and says what it is. */
export interface Marker {
  /** `placing` while names are being moved and the hook runs: what is there may be half of it. */
  readonly state: "placing" | "done";
  /** A hash of everything that decides what is to be in place. */
  readonly key: string;
  /** For people: the source, without user, password or query. */
  readonly from: string;
  /** This program made the folder, and so may replace it as a whole. */
  readonly made: boolean;
  readonly sha256?: string;
  readonly etag?: string;
  readonly commit?: string;
}

/** Undefined when there is none, or nothing that can be read: then what lies there counts as not known. */
export async function readMarker(file: string): Promise<Marker | undefined> {
  const value = await readJson(file);
  if (!value) return undefined;
  const { state, key, from, made, sha256, etag, commit } = value;
  if ((state !== "placing" && state !== "done") || typeof key !== "string" || typeof from !== "string" || typeof made !== "boolean")
    return undefined;
  return {
    state,
    key,
    from,
    made,
    ...(typeof sha256 === "string" && { sha256 }),
    ...(typeof etag === "string" && { etag }),
    ...(typeof commit === "string" && { commit }),
  };
}

export function writeMarker(file: string, marker: Marker): Promise<void> {
  return writeJson(file, marker);
}
