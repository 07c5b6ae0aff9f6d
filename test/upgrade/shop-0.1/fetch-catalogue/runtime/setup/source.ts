// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { credentialsOf, decode, withoutSecrets } from "./target.ts";

/** Where `fetch` gets things from. `text` is how messages and markers name it: without user, password or query. */
export type Source =
  | { readonly kind: "http"; readonly text: string; readonly url: URL; readonly credentials: string | undefined }
  | { readonly kind: "file"; readonly text: string; readonly path: string }
  | { readonly kind: "git"; readonly text: string; readonly url: string; readonly credentials: string | undefined; readonly ref: string };

export type Format = "file" | "tar.gz" | "tar" | "zip";

const forms = "http(s)://host/path, file:///path or git+https://host/repo.git#ref";

/** Returns a sentence that says what is wrong when it is no source. An empty `ref` is the repository's default branch. */
export function parseSource(text: string): Source | string {
  const wrong = (what: string) => `"${withoutSecrets(text)}" ${what}; expected ${forms}`;
  if (!URL.canParse(text)) return wrong("is not a URL");
  const url = new URL(text);
  switch (url.protocol) {
    case "http:":
    case "https:":
      return { kind: "http", text: withoutSecrets(url.href), url, credentials: credentialsOf(url) };
    case "file:":
      try {
        return { kind: "file", text: url.href, path: fileURLToPath(url) };
      } catch {
        return wrong("names a file on another host");
      }
    case "git+https:":
    case "git+http:":
    case "git+ssh:":
    case "git+file:":
      return gitSource(text, url) ?? wrong("has a ref that begins with a dash");
    default:
      return wrong("is of another kind");
  }
}

function gitSource(text: string, url: URL): Source | undefined {
  const ref = decode(url.hash.slice(1));
  // git would take it for an option.
  if (ref.startsWith("-")) return undefined;
  const plain = text.replace(/^git\+/, "").replace(/#.*$/, "");
  const overHttp = url.protocol === "git+https:" || url.protocol === "git+http:";
  return {
    kind: "git",
    text: `${withoutSecrets(text)}${ref && `#${ref}`}`,
    // The user of an ssh URL is part of the address; a password of an http URL must not become a command line argument.
    url: overHttp ? plain.replace(/\/\/[^/?#]*@/, "//") : plain,
    credentials: overHttp ? credentialsOf(url) : undefined,
    ref,
  };
}

const endings: readonly (readonly [RegExp, Format])[] = [
  [/\.(tar\.gz|tgz)$/i, "tar.gz"],
  [/\.tar$/i, "tar"],
  [/\.zip$/i, "zip"],
];
/** Known, but not to be unpacked: better said than kept packed by surprise. */
const foreign = /\.(tar\.(xz|bz2|zst|lz4|lzma|Z)|txz|tbz2?|tzst|7z|rar)$/i;

/** What kind of file a URL's path ends in; undefined for an archive of a kind that cannot be unpacked. */
export function formatOf(path: string): Format | undefined {
  if (foreign.test(path)) return undefined;
  return endings.find(([ending]) => ending.test(path))?.[1] ?? "file";
}

/** The last part of a source's path, decoded, when it can be a file's name: `https://host/a/model%20v2.bin?sig=x` → `model v2.bin`. */
export function fileNameOf(source: Source): string | undefined {
  const path = source.kind === "http" ? source.url.pathname : source.kind === "file" ? source.path : "";
  const name = source.kind === "http" ? decode(posix.basename(path)) : posix.basename(path);
  return name === "" || name === "." || name === ".." || /[/\0]/.test(name) ? undefined : name;
}
