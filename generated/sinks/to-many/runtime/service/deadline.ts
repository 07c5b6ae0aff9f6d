// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** A signal that is aborted when the time is up; `clear` when it no longer matters. */
export interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

/**
 * How long an answer is waited for. A process that stood still (its share of the processor was used up, it was stopped) finds its timers over
 * and what had arrived in time unread: that is read first, so that no answer is taken for missing that is there.
 */
export function deadline(ms: number): Deadline {
  const late = new AbortController();
  let turn: NodeJS.Immediate | undefined;
  // An event loop looks at its sockets between its timers and its immediates. A whole answer may take two looks.
  const timer = setTimeout(() => {
    turn = setImmediate(() => {
      turn = setImmediate(() => late.abort());
    });
  }, ms);
  return {
    signal: late.signal,
    clear() {
      clearTimeout(timer);
      clearImmediate(turn);
    },
  };
}
