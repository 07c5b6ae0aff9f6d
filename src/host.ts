/** The outside world as one object. Everything that decides takes it as an argument, so tests can hand in another. */

export interface FileStat {
  readonly kind: "file" | "directory" | "symlink" | "other";
  readonly size: number;
  /** Permission bits, e.g. 0o644. */
  readonly mode: number;
  readonly mtimeMs: number;
}

/** The file operations the toolkit uses. Synchronous: each is one system call, and a plan is applied in order. */
export interface HostFs {
  /** The file's bytes, or undefined when there is none. Throws on a directory or when it may not be read. */
  read(path: string): Uint8Array | undefined;
  /** lstat: a link is reported as a link. undefined when there is nothing. */
  stat(path: string): FileStat | undefined;
  /** Entry names sorted by code unit; empty when there is no such directory. */
  list(path: string): string[];
  /** The path with every link resolved, or undefined when it does not exist. */
  realPath(path: string): string | undefined;
  /** Creates or truncates, writes all, fsyncs. The parent must exist. The mode is that of a file it creates, less the umask. */
  write(path: string, bytes: Uint8Array, mode: number): void;
  /** Creates the file with all its bytes at once and returns true, or leaves what is there and returns false: what a lock needs. */
  createNew(path: string, bytes: Uint8Array): boolean;
  rename(from: string, to: string): void;
  /** With its parents; a directory that exists is not an error. */
  makeDirectory(path: string): void;
  /** Removes a file, a link or an empty directory; nothing there is not an error. */
  remove(path: string): void;
  /** fsyncs a directory, so that a rename inside it is durable. */
  syncDirectory(path: string): void;
  /** false where files have no executable bit (Windows): then `FileStat.mode` says nothing about it. */
  readonly executableBits: boolean;
}

export interface Host {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fs: HostFs;
  /** true when both ends are a terminal: only then a question may be asked. */
  readonly interactive: boolean;
  /** Answers go here, and nothing else does. */
  readonly stdout: (text: string) => void;
  /** Resolves when the reader of `stdout` has taken enough of what was written: for an answer that does not fit into memory. */
  readonly stdoutTaken?: () => Promise<void>;
  /** Talk: progress, warnings, errors. */
  readonly stderr: (text: string) => void;
  /** The descriptor behind `stderr`, for a writer that must not wait for a slow reader (Node's own streams do, on pipes and terminals). */
  readonly stderrDescriptor?: number;
  /** The same behind `stdout`. */
  readonly stdoutDescriptor?: number;
  /** true when stderr is a terminal that shows colours. */
  readonly color: boolean;
  /** The same of stdout, for an answer in colours. */
  readonly stdoutColor?: boolean;
  now(): number;
  /** Ends the process at once, whatever it still waits for. */
  readonly quit?: (exit: number) => void;
}
