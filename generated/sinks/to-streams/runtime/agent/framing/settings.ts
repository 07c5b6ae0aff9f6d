// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { choice, duration, type Setting, setting } from "../../service/settings.ts";
import { encodingNames } from "./encoding.ts";
import { containerNames, plainFraming } from "./framing.ts";
import { grammarOf, multilineForms } from "./multiline.ts";

/** How files become records: of all sources, or of each on its own. */
export const framingSettings = {
  multiline: multiline(),
  multilineFlushMs: duration({
    env: "MULTILINE_FLUSH",
    about: "a record of several lines ends when nothing was added for so long",
    min: 10,
    max: 60_000,
    default: plainFraming.multilineFlushMs,
  }),
  encoding: choice({
    env: "ENCODING",
    about: "of the files; utf-16: as the byte order mark says, auto: utf-8 unless one says otherwise",
    of: encodingNames,
    default: plainFraming.encoding,
  }),
  container: choice({
    env: "CONTAINER",
    about: "lines are wrapped by a container runtime: text, time and stream are taken out, parts joined",
    of: containerNames,
    default: plainFraming.container,
  }),
} as const;

function multiline(): Setting<string> {
  const about = "lines that make one record: stack traces of these languages, or by a regular expression for first or for further lines";
  return setting(
    { env: "MULTILINE", about, default: plainFraming.multiline },
    {
      type: multilineForms,
      parse: (text) => text,
      check: (text) => {
        try {
          grammarOf(text);
          return undefined;
        } catch (error) {
          return error instanceof SyntaxError ? `holds no regular expression: ${error.message}` : String((error as Error).message);
        }
      },
    },
  );
}
