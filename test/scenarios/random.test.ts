import { appendFileSync, existsSync, renameSync, rmSync, truncateSync } from "node:fs";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { pause, until } from "../runtime/agent/support/folder.ts";
import { buildAgent, type Scene, scenario } from "./support/scene.ts";

buildAgent();

type Step = "write" | "rotate" | "truncate" | "delete" | "read" | "pause";
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Step>("write") },
    ...(["rotate", "truncate", "delete", "read", "pause"] as const).map((step) => ({ weight: 1, arbitrary: fc.constant<Step>(step) })),
  ),
  { minLength: 10, maxLength: 40 },
);

/** One file, and what must have arrived of it in the end. */
class Model {
  readonly #scene: Scene;
  readonly #name: string;
  /** Lines of the present content that were not seen to arrive. */
  #unread: string[] = [];
  #content = 0;
  readonly certain: string[] = [];

  constructor(scene: Scene, name: string) {
    this.#scene = scene;
    this.#name = name;
  }

  async take(step: Step): Promise<void> {
    const path = this.#scene.path(this.#name);
    if (step === "write") {
      const line = this.#scene.lines.next(`${this.#name}/${this.#content}`);
      this.#unread.push(line);
      appendFileSync(path, `${line}\n`);
    } else if (step === "pause") await pause(15);
    else if (step === "read") await this.read();
    else if (existsSync(path)) {
      if (step === "rotate") {
        // What was renamed is read to its end: it is held open, or found beside its old name.
        renameSync(path, `${path}.${this.#content}`);
        this.certain.push(...this.#unread);
      } else if (step === "delete") rmSync(path);
      else truncateSync(path);
      this.#content += 1;
      this.#unread = [];
    }
  }

  async read(): Promise<void> {
    const [...lines] = this.#unread;
    await until(`${this.#name} to be read`, () => {
      const arrived = new Set(this.#scene.bodies);
      return lines.every((line) => arrived.has(line));
    });
    this.certain.push(...lines);
    this.#unread = [];
  }
}

describe.concurrent("random sequences", { timeout: 60_000 }, () => {
  scenario(
    "22 of writing, rotating, truncating, deleting, reading and pausing: what arrives lies between the model and what was written",
    async ({ scene }) => {
      await scene.start();
      const sequences = fc.sample(steps, 24);
      const models = sequences.map((_, index) => new Model(scene, `f${index}.log`));
      // The first content of each is seen before anything happens to it: nobody looks for what was rotated away before that.
      for (const model of models) await model.take("write");
      for (const model of models) await model.read();
      await Promise.all(
        models.map(async (model, index) => {
          for (const step of sequences[index] ?? []) await model.take(step);
          await model.read();
        }),
      );
      await pause(300);
      const arrived = new Set(scene.bodies);
      expect(models.flatMap(({ certain }) => certain).filter((line) => !arrived.has(line))).toEqual([]);
      const { invented, repeated, disordered } = scene.verdict;
      expect({ invented, repeated, disordered }).toEqual({ invented: [], repeated: [], disordered: [] });
    },
  );
});
