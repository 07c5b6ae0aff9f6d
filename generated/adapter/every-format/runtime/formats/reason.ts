// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Why a format declined a line, and how many of its bytes fitted before that. */
export interface Reason {
  /** What was expected at a byte, counted from 1; with byte 0, all that there is to say. */
  readonly what: string;
  readonly byte: number;
  /** Whether `what` is what should stand there. */
  readonly isLiteral: boolean;
  readonly fitted: number;
  /** How many of its pieces fitted that not any text would. */
  readonly proven: number;
  /** What stands in the place of the level, and is none. */
  readonly unknownLevel?: string | undefined;
}

export function reasonText({ what, byte, isLiteral }: Reason): string {
  return byte === 0 ? what : `expected ${isLiteral ? JSON.stringify(what) : what} at byte ${byte}`;
}

/** The reason of what says it in words. */
export function reasonOf(what: string): Reason {
  return { what, byte: 0, isLiteral: false, fitted: 0, proven: 1 };
}
