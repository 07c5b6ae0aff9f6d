import { describe, expect } from "vitest";
import type { Reply } from "../runtime/agent/support/receiver.ts";
import { buildAgent, scenario } from "./support/scene.ts";

buildAgent();

describe("delivery", () => {
  scenario("37 Retry-After is waited for, in seconds or as a date; 503 is tried again after growing waits", async ({ scene }) => {
    const at: number[] = [];
    const answers: ((now: number) => Reply)[] = [
      () => ({ status: 429, headers: { "retry-after": "2" } }),
      // Dates have whole seconds.
      (now) => ({ status: 503, headers: { "retry-after": new Date(now + 2000).toUTCString() } }),
      ...Array.from({ length: 5 }, () => () => 503),
    ];
    scene.reply = () => {
      at.push(Date.now());
      return answers[at.length - 1]?.(Date.now()) ?? 200;
    };
    scene.append("app.log", 1);
    await scene.start({ RETRY_INITIAL: "100ms", RETRY_MAX: "200ms" });
    await scene.receives(1);
    const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(2000);
    expect(waits[1]).toBeGreaterThanOrEqual(1000);
    expect(new Set(waits.slice(2)).size).toBeGreaterThan(1);
  });
});
