import { definePattern } from "../pattern.ts";
import { sidecar } from "../sidecar/index.ts";
import { adapterFiles } from "./files.ts";
import { adapterOptions } from "./options.ts";
import { adapterPart } from "./part.ts";

export const adapter = definePattern({
  name: "adapter",
  about: "A log normaliser: turns lines of many formats into records of one schema, and ships them.",
  options: adapterOptions,
  firstOptions: (given, app) => ({
    // Written out with its default: what the lines look like has to be seen in the document.
    formats: adapterOptions.shape.formats.parse(given["formats"]),
    ...sidecar.firstOptions(given, app),
  }),
  defaultName: () => "log-adapter",
  hasPackage: () => true,
  files: adapterFiles,
  part: adapterPart,
});
