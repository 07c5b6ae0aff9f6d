import type { Companion } from "../pattern.ts";
import type { InitOptions } from "./options.ts";

type Of<Task extends InitOptions["task"]> = Extract<InitOptions, { task: Task }>;

/** What the templates of a waiting init container print. */
export function waitView(name: string, options: Of<"wait">) {
  return {
    name,
    targets: options.for,
    timeout: options.timeout,
    interval: options.interval,
    waitsForLocalhost: options.for.some((target) => /\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(target)),
  };
}

/** What the templates of a fetching init container print. */
export function fetchView(name: string, options: Of<"fetch">) {
  return {
    name,
    url: options.url,
    into: options.into,
    unpack: options.unpack,
    hasChecksum: options.sha256 !== undefined,
    sha256: options.sha256 ?? "",
    isGit: options.url.startsWith("git+"),
  };
}

/** One line that says what the container does, for package.json and READMEs. */
export function initAbout({ options }: Companion<InitOptions>): string {
  if (options.task === "wait")
    return `Waits until ${options.for.join(", ")} answer${options.for.length === 1 ? "s" : ""}, then lets the app start`;
  if (options.task === "fetch") return `Fetches ${options.url.replace(/\/\/[^@/]*@/, "//")} into ${options.into} before the app starts`;
  return `Runs \`${options.run}\` in the app's image before the app starts`;
}
