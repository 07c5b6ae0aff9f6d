/** What one call of the machine produces: commands and events, stamped with the time of the call. */
import type { Command, PodEvent } from "../driver.ts";

export class Outbox {
  /** The time of the call that runs, ms since the epoch. */
  nowMs = 0;
  /** Whether anything but a probe was asked for or said since this was last set to false. */
  touched = false;
  #commands: Command[] = [];
  #events: PodEvent[] = [];
  #lastId = 0;
  readonly #wall: (ms: number) => number;

  /** @param wall what the clock on the wall says at a time of the machine */
  constructor(wall: (ms: number) => number = (ms) => ms) {
    this.#wall = wall;
  }

  /** A number for a probe or a hook, so that its answer is recognised. */
  newId(): number {
    return ++this.#lastId;
  }

  command(command: Command): void {
    this.touched ||= command.kind !== "probe";
    this.#commands.push(command);
  }

  note(reason: string, message: string, container?: string): void {
    this.#event("Normal", reason, message, container);
  }

  warn(reason: string, message: string, container?: string): void {
    this.#event("Warning", reason, message, container);
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

  #event(type: PodEvent["type"], reason: string, message: string, container: string | undefined): void {
    this.touched = true;
    this.#events.push({ at: this.#wall(this.nowMs), type, reason, message, ...(container !== undefined && { container }) });
  }
}
