/** Whole pods against what the kubelet of Kubernetes 1.36 does with them, in the manner of its node e2e tests. */
import { describe, test, vi } from "vitest";
import type { Case } from "./case.ts";
import { edgeCases } from "./edges.ts";
import { environmentCases } from "./environment.ts";
import { hookCases } from "./hooks.ts";
import { initCases } from "./init-containers.ts";
import { judge } from "./judge.ts";
import { probeCases } from "./probes.ts";
import { restartCases } from "./restarts.ts";
import { sidecarCases } from "./sidecars.ts";
import { statusCases } from "./status.ts";
import { terminationCases } from "./termination.ts";
import { tryOut } from "./trial.ts";
import { volumeCases } from "./volumes.ts";

vi.setConfig({ maxConcurrency: 6 });

/** The status file is looked at now and then: on a busy machine a look may miss a state of a tenth of a second. What is wrong fails twice. */
const looksTwice = { retry: 1 };

describe.concurrent.each<[string, readonly Case[]]>([
  ["init containers", initCases],
  ["sidecars", sidecarCases],
  ["restarts", restartCases],
  ["probes", probeCases],
  ["hooks", hookCases],
  ["termination", terminationCases],
  ["status", statusCases],
  ["environment", environmentCases],
  ["volumes", volumeCases],
  ["where rules meet", edgeCases],
])("%s", (_, cases) => {
  test.for(cases.map((one) => [titleOf(one), one] as const))("%s", looksTwice, async ([, given], { expect }) =>
    judge(expect, given, await tryOut(given)),
  );
});

/** `2.5, 5.6 sidecars end after the app` */
const titleOf = ({ rules = [], title }: Case): string => [rules.join(", "), title].filter(Boolean).join(" ");
