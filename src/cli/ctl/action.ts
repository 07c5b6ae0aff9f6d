export type Answer = Readonly<Record<string, unknown>>;
export type Argv = Readonly<Record<string, unknown>>;

/** What can be asked of a companion, and how an answer is shown to a person. */
export interface Action {
  readonly method: "GET" | "POST";
  /** What is sent: the body, or the query. Throws a ScaffoldError when the command line does not say enough. */
  readonly question: (argv: Argv) => Record<string, unknown>;
  readonly show: (answer: Answer, argv: Argv) => string;
  /** What the word behind the action names; left out: there must be none. */
  readonly operand?: string;
  /** true: what was asked for was not done, or not all of it. The exit code is 1 then. */
  readonly failed?: (answer: Answer) => boolean;
  /** true: the answer is lines without end, each shown as it comes. */
  readonly follows?: boolean;
  /** What a 503 means here. */
  readonly unavailable?: (answer: Answer) => Error;
}

export type Actions = Readonly<Record<string, Action>>;
