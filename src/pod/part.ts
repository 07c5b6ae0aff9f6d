import type { Container, Volume } from "./model.ts";

/** What a companion adds to the pod. The composer adds what all containers share: security, lifecycle policy, common mounts. */
export interface PodPart {
  /** init: runs to completion before the app. sidecar: runs beside it, started before it and stopped after it. */
  readonly role: "init" | "sidecar";
  readonly container: Container;
  /** Volumes that are this companion's own. */
  readonly volumes: readonly Volume[];
  /**
   * Folders shared with the app; each becomes an emptyDir. The writer mounts it writable, a reader read-only. `notApp`: shared with other
   * companions at most, and the app is kept out.
   */
  readonly shares: readonly { readonly path: string; readonly writes: boolean; readonly notApp?: boolean }[];
  /** true: runs the app's own image, and mounts what the app mounts. */
  readonly asApp?: boolean;
  /** true: its state is outside of the pod, and two pods that run at once would destroy it. */
  readonly isAlone?: boolean;
  /** Keys of mounted Secrets that its program reads; the manifest does not name them. */
  readonly secretFiles?: readonly { readonly secret: string; readonly key: string }[];
  /** Seconds of the pod's grace period that it needs for itself after the app ended. */
  readonly drainSeconds: number;
  /** Comments for the manifest, by field of the container, e.g. `startupProbe`. */
  readonly comments: Readonly<Record<string, string>>;
}
