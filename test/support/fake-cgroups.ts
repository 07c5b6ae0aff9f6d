/** A tree of control groups, version 2, as the kernel's behaves where it matters here: which files a group has, and what it refuses. */
import { dirname } from "node:path";
import type { CgroupFiles } from "../../src/engine/drivers/process/cgroups.ts";

const TOP = "/sys/fs/cgroup";
const interfaces: Readonly<Record<string, readonly string[]>> = {
  memory: ["memory.max", "memory.swap.max", "memory.oom.group", "memory.events"],
  cpu: ["cpu.max"],
};

export interface FakeCgroupsOptions {
  /** The group of the process that runs this. */
  readonly own: string;
  /** Groups that the user may write to; all unless given. */
  readonly delegated?: readonly string[];
  /** What each group hands on, from the root downwards to the own one's parent. */
  readonly handedOn: readonly string[];
}

export class FakeCgroups implements CgroupFiles {
  readonly files = new Map<string, string>();
  readonly #options: FakeCgroupsOptions;

  constructor(options: FakeCgroupsOptions) {
    this.#options = options;
    this.files.set("/proc/self/cgroup", `0::${options.own}\n`);
    this.files.set("/proc/self/mountinfo", `30 22 0:27 / ${TOP} rw,relatime - cgroup2 cgroup2 rw\n`);
    this.#open(TOP, options.handedOn);
    const parts = options.own.split("/").slice(1);
    parts.forEach((_, index) => {
      const path = `${TOP}/${parts.slice(0, index + 1).join("/")}`;
      this.#open(path, this.#handedOn(dirname(path)));
      this.files.set(`${path}/cgroup.subtree_control`, index < parts.length - 1 ? options.handedOn.join(" ") : "");
    });
    this.files.set(`${TOP}${options.own}/cgroup.procs`, "1000\n");
  }

  read(path: string): string {
    const text = this.files.get(path);
    if (text === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
    return text;
  }

  write(path: string, text: string): void {
    this.read(path);
    if (!this.writable(path)) throw Object.assign(new Error("EACCES"), { code: "EACCES" });
    if (path.endsWith("/cgroup.procs")) this.files.set(path, `${this.read(path)}${text}\n`);
    else if (path.endsWith("/cgroup.subtree_control")) this.#handOn(dirname(path), text.slice(1));
    else this.files.set(path, text);
  }

  writable(path: string): boolean {
    const { delegated } = this.#options;
    return delegated === undefined || delegated.some((group) => path.startsWith(`${TOP}${group}/`));
  }

  make(path: string): void {
    if (!this.writable(`${path}/`)) throw Object.assign(new Error("EACCES"), { code: "EACCES" });
    this.#open(path, this.#handedOn(dirname(path)));
  }

  groups(path: string): string[] {
    this.read(`${path}/cgroup.procs`);
    const below = [...this.files.keys()].filter((name) => name.endsWith("/cgroup.procs") && dirname(dirname(name)) === path);
    return below.map((name) => dirname(name).slice(path.length + 1));
  }

  remove(path: string): void {
    if (this.read(`${path}/cgroup.procs`) !== "" || this.groups(path).length > 0)
      throw Object.assign(new Error("EBUSY"), { code: "EBUSY" });
    for (const name of [...this.files.keys()]) if (dirname(name) === path) this.files.delete(name);
  }

  #open(path: string, controllers: readonly string[]): void {
    this.files.set(`${path}/cgroup.procs`, "");
    this.files.set(`${path}/cgroup.controllers`, controllers.join(" "));
    this.files.set(`${path}/cgroup.subtree_control`, path === TOP ? controllers.join(" ") : "");
    for (const name of controllers) for (const file of interfaces[name] ?? []) this.files.set(`${path}/${file}`, "");
  }

  #handedOn = (path: string): string[] => (this.files.get(`${path}/cgroup.subtree_control`) ?? "").split(" ").filter(Boolean);

  /** Only what it has, and only a group without processes. */
  #handOn(path: string, controller: string): void {
    if (this.read(`${path}/cgroup.procs`) !== "") throw Object.assign(new Error("EBUSY"), { code: "EBUSY" });
    if (!this.read(`${path}/cgroup.controllers`).split(" ").includes(controller))
      throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
    this.files.set(`${path}/cgroup.subtree_control`, [...this.#handedOn(path), controller].join(" "));
  }
}
