/** More pods after the node e2e tests of Kubernetes, written from those tests and not from this implementation. */
import { describe, test, vi } from "vitest";
import type { Case } from "./case.ts";
import { judge } from "./judge.ts";
import { nodeEnvironmentCases } from "./node-environment.ts";
import { nodeFolderCases } from "./node-folders.ts";
import { nodeHookCases } from "./node-hooks.ts";
import { nodeInitCases } from "./node-init.ts";
import { nodeProbeCases } from "./node-probes.ts";
import { nodeRestartAllCases } from "./node-restart-all.ts";
import { nodeRuntimeCases } from "./node-runtime.ts";
import { nodeTerminationCases } from "./node-termination.ts";
import { nodeVolumeCases } from "./node-volumes.ts";
import { tryOut } from "./trial.ts";

vi.setConfig({ maxConcurrency: 6 });

describe.concurrent.each<[string, readonly Case[]]>([
  ["node: runtime", nodeRuntimeCases],
  ["node: init containers", nodeInitCases],
  ["node: restart rules", nodeRestartAllCases],
  ["node: hooks", nodeHookCases],
  ["node: probes", nodeProbeCases],
  ["node: environment", nodeEnvironmentCases],
  ["node: volumes", nodeVolumeCases],
  ["node: folders", nodeFolderCases],
  ["node: termination", nodeTerminationCases],
])("%s", (_, cases) => {
  test.for(cases.map((one) => [one.title, one] as const))("%s", { retry: 1 }, async ([, given], { expect }) =>
    judge(expect, given, await tryOut(given)),
  );
});
