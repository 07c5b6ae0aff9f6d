import { z } from "zod";
import { EXIT, ScaffoldError } from "../errors.ts";
import { type Ownership, ownerships } from "./file.ts";
import { checkPath, checkPaths, FOLDER } from "./paths.ts";

export const MANIFEST = `${FOLDER}/manifest.json`;

/** What the generator last wrote at one path. */
export interface ManifestFile {
  /** The companion it belongs to, "" for the project itself. */
  readonly group: string;
  readonly ownership: Ownership;
  /** SHA-256 of the generated text with LF line ends. */
  readonly hash: string;
  /** A managed file that its user took over with --adopt: merged from then on. */
  readonly adopted?: true;
  /** A seeded or merged file that its user deleted: not made again, except with --force or with its whole group. */
  readonly deleted?: true;
}

export interface Manifest {
  /** The version of the toolkit that last changed something here. */
  readonly toolkit: string;
  /** The folders that generating made: only these are removed when they become empty. */
  readonly directories: readonly string[];
  readonly files: ReadonlyMap<string, ManifestFile>;
}

const fileSchema = z.strictObject({
  group: z.string(),
  ownership: z.enum(ownerships),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  adopted: z.literal(true).optional(),
  deleted: z.literal(true).optional(),
});

const manifestSchema = z.strictObject({
  version: z.literal(1),
  toolkit: z.string(),
  directories: z.array(z.string()),
  files: z.record(z.string(), fileSchema),
});

function invalid(reason: string, hint: string): never {
  throw new ScaffoldError("MANIFEST_INVALID", `${MANIFEST} ${reason}`, { exit: EXIT.failed, hint });
}

/** Parses a manifest, which anyone who can commit may have written: unknown shapes and unsafe paths are refused, not repaired. */
export function parseManifest(text: string): Manifest {
  if (/^<<<<<<< /m.test(text)) {
    invalid("has conflict markers in it", `take either side (git checkout --theirs ${FOLDER}) and run scaffold generate`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    invalid("is not JSON", `restore it from version control (git checkout ${MANIFEST})`);
  }
  if (typeof data === "object" && data !== null && "version" in data && typeof data.version === "number" && data.version > 1) {
    invalid("was written by a newer version of the toolkit", "update pod-scaffold");
  }
  const parsed = manifestSchema.safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    invalid(
      `is not as the toolkit writes it: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
      `restore it from version control (git checkout ${MANIFEST})`,
    );
  }
  const { toolkit, directories, files } = parsed.data;
  checkPaths(Object.keys(files), MANIFEST);
  for (const path of directories) checkPath(path, MANIFEST);
  return {
    toolkit,
    directories,
    files: new Map(
      Object.entries(files).map(([path, { adopted, deleted, ...rest }]) => [
        path,
        { ...rest, ...(adopted && { adopted }), ...(deleted && { deleted }) },
      ]),
    ),
  };
}

/** Prints a manifest: sorted, one file per line, so that a review sees which files changed and merges seldom collide. */
export function printManifest(manifest: Manifest): string {
  const paths = [...manifest.files.keys()].sort();
  const list = (open: string, lines: readonly string[], close: string) =>
    lines.length === 0 ? open + close : `${open}\n    ${lines.join(",\n    ")}\n  ${close}`;
  return [
    "{",
    '  "version": 1,',
    `  "toolkit": ${JSON.stringify(manifest.toolkit)},`,
    `  "directories": ${list(
      "[",
      [...manifest.directories].sort().map((path) => JSON.stringify(path)),
      "]",
    )},`,
    `  "files": ${list(
      "{",
      paths.map((path) => `${JSON.stringify(path)}: ${JSON.stringify(manifest.files.get(path))}`),
      "}",
    )}`,
    "}",
    "",
  ].join("\n");
}
