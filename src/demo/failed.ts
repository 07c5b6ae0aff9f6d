import { EXIT, ScaffoldError } from "../errors.ts";

/** The demo could not be carried out, which says nothing of what it was to show. */
export function failed(what: string): ScaffoldError {
  return new ScaffoldError("DEMO", what, { exit: EXIT.failed });
}
