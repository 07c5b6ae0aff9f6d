import { EXIT, ScaffoldError } from "../../errors.ts";
import type { InferredFraming } from "../../formats/infer/types.ts";
import { chosenFormats, multilineOf } from "../../patterns/adapter/formats.ts";
import type { AdapterOptions } from "../../patterns/adapter/options.ts";
import type { LoadedProject } from "../../project/load.ts";
import { nearest } from "../../suggest.ts";
import type { HowToRead } from "./reading.ts";

/** An adapter as the document has it. */
export interface Present {
  readonly name: string;
  /** The entries of its `formats`. */
  readonly written: readonly string[];
  readonly how: HowToRead;
  /** `multiline` as the document says it; undefined: the formats say it. */
  readonly multiline: string | undefined;
}

/** @param typed undefined where the document has one adapter, which is meant then. Throws a ScaffoldError where there is none of the name. */
export function presentAdapter({ spec }: LoadedProject, typed: string | undefined): Present {
  const adapters = Object.keys(spec.companions).filter((name) => spec.companions[name]?.pattern === "adapter");
  const [only] = adapters;
  const name = typed ?? (adapters.length === 1 ? only : undefined);
  const companion = name !== undefined && Object.hasOwn(spec.companions, name) ? spec.companions[name] : undefined;
  if (name === undefined || companion?.pattern !== "adapter") throw notOne(typed, companion?.pattern, adapters);
  const options = companion as unknown as AdapterOptions;
  const formats = chosenFormats(options.formats);
  const multiline = options.multiline ?? multilineOf(formats);
  const { container, encoding } = options;
  const framing: InferredFraming = {
    ...(multiline !== undefined && { multiline }),
    ...(container !== undefined && { container }),
    ...(encoding !== undefined && { encoding }),
  };
  return { name, written: options.formats, how: { formats, framing, tz: options.tz }, multiline: options.multiline };
}

function notOne(typed: string | undefined, pattern: string | undefined, adapters: readonly string[]): ScaffoldError {
  const there =
    adapters.length > 0 ? `there is ${adapters.join(", ")}` : "`scaffold adapter NAME --from FILE` makes one from a file of lines";
  const guess = typed === undefined ? undefined : nearest(typed, adapters);
  const hint = guess === undefined ? there : `did you mean \`scaffold adapter ${guess} --learn\`?`;
  if (typed === undefined) return new ScaffoldError("USAGE", "--learn: which adapter is meant?", { exit: EXIT.usage, hint });
  const message =
    pattern === undefined ? `there is no companion "${typed}" yet` : `"${typed}" is of the pattern ${pattern}: it has no formats to learn`;
  return new ScaffoldError(pattern === undefined ? "UNKNOWN_COMPANION" : "OTHER_PATTERN", message, { exit: EXIT.usage, hint });
}
