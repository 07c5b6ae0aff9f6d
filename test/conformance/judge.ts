import type { ExpectStatic } from "vitest";
import type { Case, Snapshot } from "./case.ts";
import { broken } from "./invariants.ts";
import type { Trial } from "./trial.ts";

/** All that differs, at once. */
export function judge(expect: ExpectStatic, { want }: Case, { code, stderr, history, last, out, missed }: Trial): void {
  const story = `\n${history.map(line).join("\n")}\n${stderr}`;
  expect
    .soft(
      missed.map(({ when }) => String(when)),
      `steps that never came to pass${story}`,
    )
    .toEqual([]);
  expect.soft(code, `exit code${story}`).toBe(want.code);
  expect.soft(broken(history).join("\n"), `what is always true${story}`).toBe("");
  if (want.phases) expect.soft(phases(history), "phases").toEqual(want.phases);
  if (want.events) expect.soft(last.events, "events").toEqual(want.events);
  for (const row of want.order ?? []) {
    expect
      .soft(
        last.events.filter((event) => row.includes(event)),
        `the order of ${row.join(", ")}`,
      )
      .toEqual(row);
  }
  for (const event of want.absent ?? []) expect.soft(last.events, "events").not.toContain(event);
  if (want.status) expect.soft(last.status, "last status").toMatchObject(want.status);
  for (const [type, text] of Object.entries(want.conditions ?? {})) expect.soft(last.condition(type), type).toBe(text);
  for (const [what, holds] of Object.entries(want.seen ?? {})) expect.soft(history.some(holds), `seen: ${what}${story}`).toBe(true);
  for (const [what, holds] of Object.entries(want.unseen ?? {})) {
    expect.soft(history.filter(holds).map(line), `never to be seen: ${what}${story}`).toEqual([]);
  }
  if (want.out) expect.soft([...out].sort(), "/shared/out").toEqual([...want.out].sort());
}

const phases = (history: readonly Snapshot[]): string[] =>
  history.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1]);

/** A snapshot in one line, for the reader of a failure. */
function line({ phase, status, events, condition }: Snapshot): string {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map((one) => {
    const [state = "", detail] = Object.entries(one.state ?? {})[0] ?? [];
    const reason =
      state === "running" ? "running" : `${detail?.reason ?? state}${detail?.exitCode === undefined ? "" : `(${detail.exitCode})`}`;
    return `${one.name}=${reason}${one.started ? "+started" : ""}${one.ready ? "+ready" : ""}#${one.restartCount}`;
  });
  return `${phase} ${all.join(" ")} Ready=${condition("Ready")} | ${events.at(-1) ?? ""}`;
}
