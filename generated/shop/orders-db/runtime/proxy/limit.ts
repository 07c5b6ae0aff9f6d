// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** A signal that is aborted after a time, or when another one is. `end` once nobody looks at it any more. */
export interface Limit {
  readonly signal: AbortSignal;
  /** The time is over. */
  readonly over: boolean;
  end(): void;
}

export function limit(ms: number, words: string, parent?: AbortSignal): Limit {
  const controller = new AbortController();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    controller.abort(new Error(words));
  }, ms);
  const follow = () => controller.abort(parent?.reason);
  if (parent?.aborted) follow();
  else parent?.addEventListener("abort", follow, { once: true });
  return {
    signal: controller.signal,
    get over() {
      return over;
    },
    end: () => {
      clearTimeout(timer);
      parent?.removeEventListener("abort", follow);
    },
  };
}
