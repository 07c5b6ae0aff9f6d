import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";

/** One content of one file. Every byte that was ever written has a number; copies hold the same numbers. */
export interface Content {
  readonly path: string;
  readonly inode: string;
  bytes: Buffer;
  numbers: number[];
  /** Up to here an agent has certainly seen it. */
  seen: number;
  /** `cut`: it is gone from its file; `noticed`: and an agent had the time to see that, and to save it. */
  fate: "there" | "cut" | "noticed";
}

interface OneFile {
  /** undefined: it has no name any more. */
  path: string | undefined;
  content: Content;
  /** The present agent has it open. */
  known: boolean;
  /** It is in the checkpoint. */
  remembered: boolean;
  /** The present agent will find it once it looks. */
  sought: boolean;
}

export type Place = "numbered" | "dated" | "outside";

/**
 * Files, and what is known of each byte in them. Names that agents watch: `a.log`, `b.log` and their `.1`; what is rotated to `.2`, to a
 * date or to another folder is in reach of the agent that has it open alone, or of the next one as long as it is in the folder.
 */
export class Disk {
  readonly contents: Content[] = [];
  /** Bytes that may be lost, and why. */
  readonly excused = new Map<number, string>();
  /** Bytes that were left in place when what was behind them was cut off: where none was read they may be taken for others. */
  readonly kept = new Set<number>();
  /** Bytes that must not be lost: there was time for them. */
  readonly due = new Set<number>();
  /** Lines that may arrive once more, because they are at the start of a content that is new. */
  rewritten = 0;
  readonly #folder: string;
  #files: OneFile[] = [];
  #nextNumber = 0;
  #nextLine = 0;
  #nextName = 0;

  constructor(folder: string) {
    this.#folder = folder;
    for (const name of ["logs", "elsewhere"]) mkdirSync(join(folder, name));
  }

  /** Text that is found again by its smallest part. `parts`: how often the number of the line is repeated in it. */
  line(parts: number, wide: boolean): string {
    this.#nextLine += 1;
    return (wide ? String.fromCodePoint(0x4e00 + this.#nextLine) : `${this.#nextLine}:`).repeat(parts);
  }

  append(name: string, text: string): void {
    const path = this.#path(name);
    appendFileSync(path, text);
    const file = this.#at(path) ?? this.#made(path);
    this.#grow(file.content, text);
  }

  rotate(name: string, place: Place): void {
    const path = this.#path(name);
    const file = this.#at(path);
    if (file) this.#rename(file, this.#target(path, place));
  }

  copyTruncate(name: string, place: Exclude<Place, "outside">): void {
    const path = this.#path(name);
    const file = this.#at(path);
    if (!file) return;
    const target = this.#target(path, place);
    copyFileSync(path, target);
    const copy = this.#made(target);
    copy.content.bytes = file.content.bytes;
    copy.content.numbers = [...file.content.numbers];
    // A copy under a name that nobody watches is looked for by an agent that sees its original cut short. Of a first line without its end nothing
    // is read, so nothing tells that the content was replaced once there is as much of it again.
    copy.sought = file.known && file.content.seen > 0 && place === "dated" && file.content.bytes.includes(10);
    truncateSync(path, 0);
    this.#replace(file, 0);
  }

  /** @param share of the content that is kept */
  truncate(name: string, share: number): void {
    const path = this.#path(name);
    const file = this.#at(path);
    if (!file) return;
    const { bytes } = file.content;
    let keep = Math.floor(bytes.length * share);
    while (keep > 0 && ((bytes[keep] ?? 0) & 0xc0) === 0x80) keep -= 1;
    if (keep === bytes.length) return;
    truncateSync(path, keep);
    this.#replace(file, keep);
  }

  delete(name: string): void {
    const file = this.#at(this.#path(name));
    if (file) this.#unlink(file);
  }

  /** As editors do: written beside it, and renamed over it. @param keep the old content stands in front */
  atomicallyReplace(name: string, keep: boolean, text: string): void {
    const path = this.#path(name);
    const old = this.#at(path);
    const temporary = join(this.#folder, "logs/new.tmp");
    const front = keep ? (old?.content.bytes ?? Buffer.alloc(0)) : Buffer.alloc(0);
    writeFileSync(temporary, Buffer.concat([front, Buffer.from(text)]));
    renameSync(temporary, path);
    if (old) this.#forget(old);
    const file = this.#made(path);
    file.content.bytes = front;
    file.content.numbers = keep ? [...(old?.content.numbers ?? [])] : [];
    if (keep) this.rewritten += lines(front);
    this.#grow(file.content, text);
  }

  /** An agent has started. */
  started(): void {
    for (const file of this.#files) file.known = file.remembered && file.path?.startsWith(join(this.#folder, "logs/")) === true;
  }

  /** An agent had the time to look at everything. */
  looked(): void {
    for (const file of this.#files) {
      if (file.path !== undefined && (file.sought || this.#isWatched(file.path))) file.known = true;
      if (file.known) file.content.seen = file.content.bytes.length;
    }
  }

  /** An agent had the time to save its checkpoint, and to send everything that is whole. */
  delivered(): void {
    for (const { known, content } of this.#files.filter((file) => file.known)) {
      const end = content.bytes.lastIndexOf(10) + 1;
      if (known) for (const number of content.numbers.slice(0, end)) this.due.add(number);
    }
  }

  saved(): void {
    for (const content of this.contents) if (content.fate === "cut") content.fate = "noticed";
    for (const file of this.#files) file.remembered ||= file.known;
  }

  /** An agent has ended. */
  ended(): void {
    // What it did not live to see is nobody's knowledge: what was cut short has to arrive from copies that the next one finds, and from those alone.
    const reached = new Set(this.#files.filter((file) => this.#isInReach(file)).flatMap(({ content }) => content.numbers));
    for (const content of this.contents.filter(({ fate }) => fate !== "there")) {
      for (const number of content.numbers)
        if (!reached.has(number)) this.excused.set(number, "cut short, in no copy, and its agent ended");
      content.fate = "there";
    }
    for (const file of this.#files) {
      const inReach = this.#isInReach(file);
      if (!inReach) this.#excuse(file.content, 0, "only an agent that has ended had it open");
      file.known = false;
      file.sought = false;
    }
    this.#files = this.#files.filter(({ path }) => path !== undefined);
  }

  /** Whether an agent that is started now finds it. */
  #isInReach(file: OneFile): boolean {
    return file.path !== undefined && (this.#isWatched(file.path) || (file.remembered && !file.path.includes("/elsewhere/")));
  }

  /** Bytes that are in no file that anybody looks at. */
  outOfReach(): ReadonlySet<number> {
    const inReach = this.#files.filter(({ path, known }) => known || (path !== undefined && this.#isWatched(path)));
    const reached = new Set(inReach.flatMap(({ content }) => content.numbers));
    return new Set(this.#files.flatMap(({ content }) => content.numbers).filter((number) => !reached.has(number)));
  }

  #path(name: string): string {
    return join(this.#folder, "logs", name);
  }

  #at(path: string): OneFile | undefined {
    return this.#files.find((file) => file.path === path);
  }

  #isWatched(path: string): boolean {
    return path.startsWith(join(this.#folder, "logs/")) && /\.log(\.1)?$/.test(path);
  }

  #made(path: string): OneFile {
    const file = { path, content: this.#content(path), known: false, remembered: false, sought: false };
    this.#files.push(file);
    return file;
  }

  #content(path: string): Content {
    const content = { path, inode: String(statSync(path).ino), bytes: Buffer.alloc(0), numbers: [], seen: 0, fate: "there" as const };
    this.contents.push(content);
    return content;
  }

  #grow(content: Content, text: string): void {
    // What grew again before anybody looked was never seen to be shorter.
    for (const other of this.contents) if (other.inode === content.inode && other.fate === "cut") other.fate = "there";
    const added = Buffer.from(text);
    content.bytes = Buffer.concat([content.bytes, added]);
    for (const _byte of added) content.numbers.push(this.#nextNumber++);
  }

  /** Where to: what stands in the way is moved on, and the third is deleted. */
  #target(path: string, place: Place): string {
    this.#nextName += 1;
    if (place === "outside") return join(this.#folder, "elsewhere", `${basename(path)}.${this.#nextName}`);
    if (place === "dated") return `${path}-2024010${this.#nextName}`;
    const third = this.#at(`${path}.3`);
    if (third) this.#unlink(third);
    for (const number of [2, 1]) {
      const file = this.#at(`${path}.${number}`);
      if (file) this.#rename(file, `${path}.${number + 1}`);
    }
    return `${path}.1`;
  }

  #rename(file: OneFile, to: string): void {
    if (file.path === undefined || existsSync(to)) throw new Error(`cannot rename ${file.path} to ${to}`);
    renameSync(file.path, to);
    file.path = to;
  }

  #unlink(file: OneFile): void {
    if (file.path !== undefined) unlinkSync(file.path);
    this.#forget(file);
  }

  /** Its name is gone: only an agent that has it open can read it now. */
  #forget(file: OneFile): void {
    file.path = undefined;
    file.remembered = false;
    if (file.known) return;
    this.#files = this.#files.filter((one) => one !== file);
    this.#excuse(file.content, 0, "deleted before an agent had it open");
  }

  /** Its content is cut off behind `keep`: what is there is a new content, whose start may be sent again. */
  #replace(file: OneFile, keep: number): void {
    const old = file.content;
    if (file.known) old.fate = "cut";
    file.content = this.#content(old.path);
    file.content.bytes = old.bytes.subarray(0, keep);
    file.content.numbers = old.numbers.slice(0, keep);
    for (const number of file.content.numbers) this.kept.add(number);
    this.rewritten += lines(file.content.bytes) + 1;
    this.#excuse(old, keep, "truncated");
  }

  #excuse(content: Content, from: number, reason: string): void {
    const held = new Set(this.#files.filter((file) => file.content !== content).flatMap(({ content: other }) => other.numbers));
    for (const number of content.numbers.slice(from)) if (!held.has(number)) this.excused.set(number, reason);
  }
}

function lines(bytes: Buffer): number {
  let count = 1;
  for (const byte of bytes) if (byte === 10) count += 1;
  return count;
}
