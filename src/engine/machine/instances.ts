/** What the driver reports of instances, written into the records. Events of an instance that is not the newest change nothing. */
import type { DriverEvent } from "../driver.ts";
import { type ContainerRecord, nextRestartCount } from "./container.ts";
import type { Outbox } from "./outbox.ts";

type Of<K extends DriverEvent["kind"]> = Extract<DriverEvent, { kind: K }>;

/** The start command was answered by a running process. `freeze` keeps what the status shows until the postStart hook is over. */
export function recordStarted(
  record: ContainerRecord,
  event: Of<"started">,
  outbox: Outbox,
  freeze: () => ContainerRecord["frozen"],
): boolean {
  if (record.starting !== event.instance) return false;
  if (record.spec.lifecycle?.postStart !== undefined) record.frozen = freeze();
  beginInstance(record, event, outbox.nowMs);
  outbox.note("Created", "Container created", record.spec.name);
  outbox.note("Started", "Container started", record.spec.name);
  return true;
}

/**
 * The start command failed. StartError means that the container was made and its process could not be executed: the runtime reports it
 * as an instance that exited 128 at once, with the zero time as its start.
 */
export function recordStartFailed(record: ContainerRecord, event: Of<"startFailed">, outbox: Outbox): boolean {
  if (record.starting !== event.instance) return false;
  const { name } = record.spec;
  record.starting = undefined;
  if (event.reason === "StartError") {
    beginInstance(record, { instance: event.instance, containerID: "" }, outbox.nowMs);
    if (record.current !== undefined) {
      record.current.exit = { exitCode: 128, reason: "StartError", message: event.message, startedAtMs: 0, finishedAtMs: outbox.nowMs };
    }
    outbox.note("Created", "Container created", name);
    outbox.warn("Failed", `Error: ${event.message}`, name);
  } else if (/image/i.test(event.reason)) {
    // pkg/kubelet/images/image_manager.go: the puller's own event, then startContainer's.
    outbox.warn(event.reason, event.message, name);
    outbox.warn("Failed", `Error: ${event.reason}`, name);
  } else {
    outbox.warn("Failed", `Error: ${event.message}`, name);
  }
  return true;
}

export function recordExited(record: ContainerRecord, event: Of<"exited">, outbox: Outbox): boolean {
  const { current } = record;
  if (current === undefined || current.number !== event.instance || current.exit !== undefined) return false;
  current.exit = {
    exitCode: event.exitCode,
    reason: event.oomKilled === true ? "OOMKilled" : event.exitCode === 0 ? "Completed" : "Error",
    message: event.message === "" ? undefined : event.message,
    startedAtMs: current.startedAtMs,
    finishedAtMs: outbox.nowMs,
    containerID: current.containerID,
  };
  return true;
}

type Begun = Pick<Of<"started">, "instance" | "containerID" | "user">;

function beginInstance(record: ContainerRecord, { instance, containerID, user }: Begun, nowMs: number): void {
  record.starting = undefined;
  record.restartWanted = false;
  if (record.current?.exit !== undefined) record.previous = record.current.exit;
  record.restartCount = nextRestartCount(record);
  record.created = true;
  record.failedStarts = 0;
  record.everStarted = true;
  record.current = { number: instance, containerID, user, startedAtMs: nowMs, exit: undefined, settled: false };
}
