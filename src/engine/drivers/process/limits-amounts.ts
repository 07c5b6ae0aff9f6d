/**
 * How limits are written into a control group.
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html (memory.max, cpu.max)
 * @see https://docs.kernel.org/scheduler/sched-bwc.html (cpu.cfs_quota_us)
 */
import type { Container } from "../../../pod/model.ts";
import { parseQuantity } from "../../../pod/validate/quantity.ts";
import type { Controller } from "./cgroups.ts";

/** undefined = all there is. */
export interface Amounts {
  /** Bytes, at least 1. */
  readonly memory?: bigint;
  /** Microseconds of processor time in 100 ms. */
  readonly cpu?: bigint;
}

interface Setting {
  readonly file: string;
  readonly value: string;
  /** Not every kernel has it. */
  readonly optional?: boolean;
}

const NANO = 1_000_000_000n;
const PERIOD = 100_000n;
/** Less than 1 ms is no quota (kubelet/cm/helpers_linux.go MinQuotaPeriod). */
const SHORTEST = 1000n;

/** The limits of a container or a pod; 0 is none (kubelet/cm/helpers_linux.go MilliCPUToQuota). */
export function limitAmounts(resources: Container["resources"]): Amounts {
  const memory = amount(resources?.limits?.["memory"]) / NANO;
  const milli = (amount(resources?.limits?.["cpu"]) + 999_999n) / 1_000_000n;
  const quota = (milli * PERIOD) / 1000n;
  return { ...(memory > 0n && { memory }), ...(milli > 0n && { cpu: quota < SHORTEST ? SHORTEST : quota }) };
}

function amount(written: string | number | undefined): bigint {
  const parsed = parseQuantity(String(written ?? 0));
  return parsed.ok ? parsed.nano : 0n;
}

/** In the order in which they have to be written. Swap is no way round a limit, and in version 2 the kernel ends the whole container, as under a kubelet. */
export function settings(version: 1 | 2, controller: Controller, amounts: Amounts): Setting[] {
  const value = amounts[controller];
  if (value === undefined) return [];
  if (controller === "cpu") {
    if (version === 2) return [{ file: "cpu.max", value: `${value} ${PERIOD}` }];
    return [
      { file: "cpu.cfs_period_us", value: String(PERIOD) },
      { file: "cpu.cfs_quota_us", value: String(value) },
    ];
  }
  if (version === 1) {
    return [
      { file: "memory.limit_in_bytes", value: String(value) },
      { file: "memory.memsw.limit_in_bytes", value: String(value), optional: true },
    ];
  }
  return [
    { file: "memory.max", value: String(value) },
    { file: "memory.swap.max", value: "0", optional: true },
    { file: "memory.oom.group", value: "1", optional: true },
  ];
}
