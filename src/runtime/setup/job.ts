import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Read, Result, ValuesOf } from "../service/settings.ts";
import type { fetchSettings } from "./fetch-settings.ts";
import { type Format, fileNameOf, formatOf, parseSource, type Source } from "./source.ts";

/** What is to be done, with every setting decided. */
export interface Job extends Omit<ValuesOf<typeof fetchSettings>, "url" | "format" | "sha256"> {
  readonly source: Source;
  readonly kind: Format | "git";
  /** Absolute. */
  readonly into: string;
  /** The file's name when it is not unpacked. */
  readonly file: string;
  /** Lower case. */
  readonly sha256: string | undefined;
  readonly authorization: string | undefined;
  /** A hash of everything that decides what is to be in place: equal keys, equal content. */
  readonly key: string;
}

type Values = ValuesOf<typeof fetchSettings>;

/** Settings that are right one by one may still not go together. `read`: all of them, or those that are right. */
export function planJob(read: Read<Values>): Result<Job> {
  const problems = read.ok ? [] : [...read.problems];
  const { url, unpack, format, sha256: digest } = read.right;
  const source = url === undefined ? undefined : parseSource(url);
  // What is wrong with the URL alone was said by its own check.
  if (source === undefined || typeof source === "string" || unpack === undefined || format === undefined) return { ok: false, problems };
  const kind = kindOf(source, { unpack, format });
  const sha256 = digest?.toLowerCase();
  const named = "fileName" in read.right;
  const file = kind === "file" && named ? (read.right.fileName ?? fileNameOf(source)) : "";
  if (kind === undefined)
    problems.push(
      `FETCH_URL ${source.text} is packed in a way that is not supported (tar.gz, tar and zip are); FETCH_UNPACK=false keeps it packed`,
    );
  if (kind === "git" && sha256 !== undefined)
    problems.push("FETCH_SHA256 is not for git sources; name a commit after the # of FETCH_URL instead");
  if (file === undefined) problems.push(`FETCH_FILE_NAME is required: the path of ${source.text} ends in no file name`);
  if (!read.ok || kind === undefined || file === undefined || problems.length > 0) return { ok: false, problems };

  const values = read.value;
  const content = sha256 ?? (source.kind === "git" ? `${source.url}#${source.ref}` : values.url);
  const key = createHash("sha256")
    .update(JSON.stringify([content, kind, values.strip, file]))
    .digest("hex");
  const { url: _, format: __, ...rest } = values;
  return {
    ok: true,
    value: { ...rest, source, kind, into: resolve(values.into), file, sha256, key, authorization: authorizationOf(source, values) },
  };
}

function kindOf(source: Source, { unpack, format }: Pick<Values, "unpack" | "format">): Job["kind"] | undefined {
  if (source.kind === "git") return "git";
  if (!unpack) return "file";
  if (format !== "auto") return format;
  return formatOf(source.kind === "http" ? source.url.pathname : source.path);
}

function authorizationOf(source: Source, { token, username, password }: Values): string | undefined {
  const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;
  // Servers of git take a token as the password of basic authentication, under a name that hardly any of them looks at.
  if (token) return source.kind === "git" ? basic(`${username || "x-access-token"}:${token}`) : `Bearer ${token}`;
  if (username || password) return basic(`${username ?? ""}:${password ?? ""}`);
  return source.kind !== "file" && source.credentials !== undefined ? basic(source.credentials) : undefined;
}
