/** What one call of the machine produces: commands and events, stamped with the time of the call. */
import type { Command, PodEvent } from "../driver.ts";

export class Outbox {
  /** The time of the call that runs, ms since the epoch. */
  nowMs = 0;
  #commands: Command[] = [];
  #events: PodEvent[] = [];
  #lastId = 0;

  /** A number for a probe or a hook, so that its answer is recognised. */
  newId(): number {
    return ++this.#lastId;
  }

  command(command: Command): void {
    this.#commands.push(command);
  }

  note(reason: string, message: string, container?: string): void {
    this.#events.push({ at: this.nowMs, type: "Normal", reason, message, ...(container !== undefined && { container }) });
  }

  warn(reason: string, message: string, container?: string): void {
    this.#events.push({ at: this.nowMs, type: "Warning", reason, message, ...(container !== undefined && { container }) });
  }

  takeCommands(): Command[] {
    const commands = this.#commands;
    this.#commands = [];
    return commands;
  }

  takeEvents(): PodEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
