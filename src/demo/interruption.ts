import { EXIT, ScaffoldError } from "../errors.ts";
import { failed } from "./failed.ts";

/** A signal ends the demo as any failure does: pod, servers and folder go with it. */
export function interruptible(onSignal: () => void) {
  let interrupted: NodeJS.Signals | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    interrupted = signal;
    onSignal();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const wait = async (ms: number) => {
    if (interrupted)
      throw new ScaffoldError("INTERRUPTED", "the demo was interrupted", {
        exit: interrupted === "SIGINT" ? EXIT.interrupted : EXIT.terminated,
      });
    await new Promise((resolve) => setTimeout(resolve, ms));
  };
  return {
    pause: async (ms: number) => {
      for (const end = Date.now() + ms; Date.now() < end; ) await wait(Math.min(50, Math.max(0, end - Date.now())));
    },
    until: async (what: string, done: () => boolean) => {
      for (const end = Date.now() + 20_000; !done(); await wait(50)) {
        if (Date.now() > end) throw failed(`waited 20 s, and it did not come about that ${what}`);
      }
    },
    stop: () => void process.off("SIGINT", interrupt).off("SIGTERM", interrupt),
  };
}
