/** What a pattern hands to the planner: one file it wants to exist. Data only; nothing here touches a disk. */

export const ownerships = ["managed", "seeded", "merged"] as const;

/**
 * Who owns a file after it was written.
 * - managed: the generator; an edit is reported and stops the generation of its group
 * - seeded: the user; written once, never touched again
 * - merged: both; re-generating is a three-way merge with the pristine copy
 */
export type Ownership = (typeof ownerships)[number];

export interface DesiredFile {
  /** Relative to the project's root, `/` between segments, no `.` or `..` segment. */
  readonly path: string;
  readonly content: string;
  readonly ownership: Ownership;
  readonly executable?: boolean;
  /** The companion that the file belongs to, or "" for the project itself. A blocked file stops its whole group. */
  readonly group: string;
}
