/** What became of every byte that a log agent read, as a person reads it. */
import type { Answer, Argv } from "./action.ts";

interface Account {
  readonly path: string;
  readonly inode: string;
  readonly generation: number;
  /** Absent in the answer of an agent of an earlier version. */
  readonly state?: "open" | "remembered" | "replaced" | "gone";
  readonly delivered: number;
  readonly deadLettered: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly abandoned: readonly { readonly from: number; readonly to: number; readonly reason: string }[];
  readonly pending?: number;
  readonly oldestPendingSeconds?: number;
}

interface Page {
  readonly sink: string;
  readonly totals: Readonly<Record<"delivered" | "deadLettered" | "abandoned", number>> & { readonly dropped: Account["dropped"] };
  readonly files: readonly Account[];
  readonly closed: readonly Account[];
}

const words = { open: "", remembered: ", not open now", replaced: ", replaced", gone: ", gone" };

/** The sums first; then each file that is read, and others of which not all was delivered, or with `--all` all. */
export function showLedger(answer: Answer, { all }: Argv): string {
  return (answer["sinks"] as readonly Page[]).map((page) => showPage(page, all === true)).join("\n");
}

function showPage({ sink, totals, files, closed }: Page, all: boolean): string {
  const accounts = [...files, ...closed];
  const shown = accounts.filter((account) => all || account.pending !== undefined || !isDelivered(account));
  const more = accounts.length - shown.length;
  const rest = more > 0 ? `  ${more} more, delivered to the end: --all shows them\n` : "";
  const none = accounts.length === 0 ? "  no file was read yet\n" : "";
  return `${sink}: bytes by what became of them, since its checkpoint was made\n${showTotals(totals, files)}${shown.map(showAccount).join("")}${rest}${none}`;
}

function showTotals({ delivered, deadLettered, dropped, abandoned }: Page["totals"], files: readonly Account[]): string {
  const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);
  const oldest = Math.max(0, ...files.map(({ oldestPendingSeconds = 0 }) => oldestPendingSeconds));
  const rows: readonly (readonly [string, number, string])[] = [
    ["delivered", delivered, ""],
    ["refused", deadLettered, deadLettered > 0 ? "put into the dead-letter file; status says what is in it now" : ""],
    ["dropped", sum(Object.values(dropped)), list(dropped)],
    ["abandoned", abandoned, abandoned > 0 ? "gone before they were read" : ""],
    ["to go", sum(files.map(({ pending = 0 }) => pending)), oldest >= 1 ? `the first of them for ${Math.round(oldest)} s` : ""],
  ];
  const width = Math.max(...rows.map(([, bytes]) => String(bytes).length));
  return rows
    .map(([label, bytes, note]) => `  ${label.padEnd(9)}  ${String(bytes).padStart(width)} bytes${note && `  (${note})`}\n`)
    .join("");
}

function isDelivered({ deadLettered, dropped, abandoned }: Account): boolean {
  return deadLettered === 0 && Object.keys(dropped).length === 0 && abandoned.length === 0;
}

function showAccount(account: Account): string {
  const { path, inode, generation, state, delivered, deadLettered, dropped, abandoned, pending } = account;
  const lines = [
    `${delivered} bytes delivered${pending === undefined ? "" : `, ${pending} to go`}`,
    ...(deadLettered > 0 ? [`${deadLettered} bytes refused`] : []),
    ...Object.entries(dropped).map(([rule, bytes]) => `${bytes} bytes dropped: ${rule}`),
    ...abandoned.map(({ from, to, reason }) => `${to - from} bytes abandoned, ${from} to ${to}: ${reason}`),
  ];
  // What came over the network is in no file.
  const content = inode === "" ? "network" : `inode ${inode}${generation > 0 ? `, content ${generation + 1}` : ""}`;
  return `  ${path} (${content}${state ? words[state] : ""})\n${lines.map((line) => `    ${line}\n`).join("")}`;
}

/** `health 120, limit 8` */
function list(dropped: Account["dropped"]): string {
  return Object.entries(dropped)
    .map(([rule, bytes]) => `${rule} ${bytes}`)
    .join(", ");
}
