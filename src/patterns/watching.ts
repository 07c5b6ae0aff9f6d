/** Patterns whose program watches the app's log files: it has files to watch, a folder of state, a sink, a drain and a port. */
const watchers: ReadonlySet<string> = new Set(["sidecar", "adapter"]);

export function watchesFiles({ pattern }: { readonly pattern: string }): boolean {
  return watchers.has(pattern);
}
