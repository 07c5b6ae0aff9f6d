import { appendFileSync, existsSync, readdirSync, renameSync, unlinkSync } from "node:fs";
import { join } from "node:path";

const payload = "GET /shop/basket/items?page=4 200 the quick brown fox jumps over the lazy dog 0123456789";
const pattern = new RegExp(`line-(\\d{9}) ${payload.replace(/[/?]/g, "\\$&")}(?=["\\\\])`, "g");
export const lineBytes = 5 + 9 + 1 + payload.length + 1;

/**
 * Most rotated files that are kept although everything in them arrived. An agent that was killed before it heard so finds them again only
 * as long as they are there; what it could not account for, should they be gone, is no loss.
 */
const keep = 15;

/** The numbers of the lines in a request, in order. Anything that looks like a line and is not as it was written is an error. */
export function linesOf(text) {
  const numbers = Array.from(text.matchAll(pattern), ([, number]) => Number(number));
  const looks = text.split("line-").length - 1;
  if (looks !== numbers.length) throw new Error(`${looks - numbers.length} lines of a request are not as they were written`);
  return numbers;
}

/** An app that writes at a steady rate, and a log rotation that does not wait for anybody. */
export class Writer {
  written = 0;
  rotations = 0;
  #path;
  #perSecond;
  #begun = performance.now();
  /** Rotated files, with the number of the line behind their last. */
  #rotated = [];

  constructor(folder, perSecond) {
    this.#path = join(folder, "app.log");
    this.#perSecond = perSecond;
  }

  /** Writes what is due by now. */
  write() {
    const due = Math.floor(((performance.now() - this.#begun) / 1000) * this.#perSecond);
    let text = "";
    for (; this.written < due; this.written += 1) text += `line-${String(this.written).padStart(9, "0")} ${payload}\n`;
    if (text !== "") appendFileSync(this.#path, text);
  }

  /** @param isAccounted tells of a line whether it may go */
  rotate(isAccounted) {
    if (!existsSync(this.#path)) return;
    this.rotations += 1;
    const path = `${this.#path}.${this.rotations}`;
    renameSync(this.#path, path);
    this.#rotated.push({ path, from: this.#rotated.at(-1)?.to ?? 0, to: this.written });
    for (const { path: old, from, to, gone } of this.#rotated.slice(0, -keep)) {
      if (gone) continue;
      let at = from;
      while (at < to && isAccounted(at)) at += 1;
      if (at < to) break;
      unlinkSync(old);
      this.#rotated.find((one) => one.path === old).gone = true;
    }
  }

  get files() {
    return readdirSync(join(this.#path, "..")).length;
  }
}
