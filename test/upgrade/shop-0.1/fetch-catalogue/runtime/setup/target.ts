// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** What `wait` can wait for. `text` is how messages name it: without user, password or query. */
export type Target =
  | { readonly kind: "tcp"; readonly text: string; readonly host: string; readonly port: number }
  | { readonly kind: "http"; readonly text: string; readonly url: URL; readonly credentials: string | undefined }
  | {
      readonly kind: "postgres";
      readonly text: string;
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly database: string;
    };

const forms = "tcp://host:port, http(s)://host[:port]/path or postgres://host[:port][/database]";

/**
 * `tcp://db:5432`, `http://api:8080/healthz`, `https://…`, `postgres://db:5432/orders` (`postgresql://` is the same; port 5432 when there is none).
 * Returns a sentence that says what is wrong when it is none of them.
 */
export function parseTarget(text: string): Target | string {
  const wrong = (what: string) => `"${withoutSecrets(text)}" ${what}; expected ${forms}`;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // Without the slashes a URL parser takes `db:5432` for a scheme with a path, and a port beyond 65535 for no URL at all.
    return wrong("is not a URL with a host and a port");
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  switch (url.protocol) {
    case "tcp:":
      if (!host) return wrong("names no host");
      if (!Number(url.port)) return wrong("names no port");
      if (url.username || (url.pathname !== "" && url.pathname !== "/") || url.search || url.hash)
        return wrong("has more than host and port");
      return { kind: "tcp", text: `tcp://${url.host}`, host, port: Number(url.port) };
    case "http:":
    case "https:":
      return { kind: "http", text: `${url.protocol}//${url.host}${url.pathname}`, url, credentials: credentialsOf(url) };
    case "postgres:":
    case "postgresql:": {
      if (!host) return wrong("names no host");
      const port = url.port === "" ? 5432 : Number(url.port);
      if (port === 0) return wrong("names no port");
      const user = decode(url.username) || "postgres";
      const database = decode(url.pathname.slice(1)) || user;
      if (`${user}${database}`.includes("\0")) return wrong("holds a zero byte");
      return { kind: "postgres", text: `postgres://${url.host}${url.pathname === "/" ? "" : url.pathname}`, host, port, user, database };
    }
    default:
      return wrong("is not a URL with a host and a port");
  }
}

/** The text of a URL, right or wrong, fit for a message: `tcp://user:pw@db/x?token=1` → `tcp://db/x`. */
export function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^/?#]*@/, "//").replace(/[?#].*$/, "");
}

/** `user:password` of a URL, decoded, as basic authentication takes it. */
export function credentialsOf(url: URL): string | undefined {
  return url.username === "" ? undefined : `${decode(url.username)}:${decode(url.password)}`;
}

/** Percent-decoded, or as it is when that is impossible. */
export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
