import { vi } from "vitest";

/** Real time, ns: on a machine that is busy with others one request to the disk may take many seconds. */
const patience = 60_000_000_000n;
/** Waits of more than this are told in steps, as a clock would. */
const stepMs = 500;

/** Timers and clocks that move only when `pass` is called; disk and events are real, and are waited for after every step. */
export class VirtualTime {
  constructor() {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
      now: 1_700_000_000_000,
    });
  }

  end(): void {
    vi.useRealTimers();
  }

  async pass(ms: number): Promise<void> {
    await this.settle();
    for (let left = ms; left > 0; left -= stepMs) {
      vi.advanceTimersByTime(Math.min(stepMs, left));
      await this.settle();
    }
  }

  /** Lets time pass until the promise is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = promise.finally(() => {
      isOver = true;
    });
    const begun = process.hrtime.bigint();
    for (let steps = 0; !isOver; steps += 1) {
      if (steps > 1000 && process.hrtime.bigint() - begun > patience) throw new Error("waited in vain for the agent to end");
      vi.advanceTimersByTime(50);
      await this.settle();
    }
    return over;
  }

  /** Resolves when nothing is on its way to or from the disk any more. */
  async settle(): Promise<void> {
    const begun = process.hrtime.bigint();
    for (let quiet = 0; quiet < 2; ) {
      if (process.hrtime.bigint() - begun > patience) throw new Error(`never quiet: ${process.getActiveResourcesInfo()}`);
      await this.#turn();
      quiet = process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq") || name === "CloseReq") ? 0 : quiet + 1;
    }
  }

  /** Stops in the middle of something. */
  async advance(ms: number, turns: number): Promise<void> {
    vi.advanceTimersByTime(ms);
    for (let turn = 0; turn < turns; turn += 1) await this.#turn();
  }

  /** One turn of the event loop, whatever is under way. */
  #turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}
