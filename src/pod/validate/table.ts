import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { EXIT, ScaffoldError } from "../../errors.ts";

/** Fields of one type of the Kubernetes API; how a field's type is written: see scripts/kubernetes-schema.mjs. */
interface TypeSchema {
  readonly fields: Readonly<Record<string, string>>;
  readonly required: readonly string[];
}

export interface SchemaTable {
  /** The release that the table describes, e.g. "1.36". */
  readonly kubernetes: string;
  /** `apps/v1/Deployment` → the name of its type. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, TypeSchema>>;
}

const file = "pod/validate/kubernetes-schema.json";
// Beside this module when built; from the sources (tests, `node src/…`) in the package's dist.
const places = [new URL("./kubernetes-schema.json", import.meta.url), new URL(`../../../dist/${file}`, import.meta.url)];

let loaded: SchemaTable | undefined;

/** The table that the build made; read once, when the first manifest is checked. */
export function schemaTable(): SchemaTable {
  if (loaded) return loaded;
  const place = places.find((url) => existsSync(url));
  if (!place) {
    throw new ScaffoldError("NOT_BUILT", `the table of Kubernetes fields is missing (${fileURLToPath(places[1] as URL)})`, {
      exit: EXIT.failed,
      hint: "run `npm run build`",
    });
  }
  // Names come from manifests: "constructor" must not be found where nobody put it.
  loaded = JSON.parse(readFileSync(place, "utf8"), (_, value: unknown) =>
    isPlain(value) ? Object.assign(Object.create(null), value) : value,
  ) as SchemaTable;
  return loaded;
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `[Container]` → the element type of a list; `{string}` → that of a map. */
export function elementType(type: string): { list?: string; map?: string } {
  if (type.startsWith("[")) return { list: type.slice(1, -1) };
  if (type.startsWith("{")) return { map: type.slice(1, -1) };
  return {};
}
