export const tlsModes = ["disable", "prefer", "require", "verify-ca", "verify-full"] as const;
export type TlsMode = (typeof tlsModes)[number];

/** What the routes' URLs have to look like. */
export interface RouteForm {
  /** Schemes without the colon. */
  readonly schemes: readonly string[];
  readonly example: string;
  /** undefined: the URL has to name one. */
  readonly port: number | undefined;
  /** What may stand behind the question mark. */
  readonly parameters: readonly string[];
}

export const postgresForm: RouteForm = {
  schemes: ["postgres", "postgresql"],
  example: "postgres://user@db.example.com:5432/orders?sslmode=verify-full",
  port: 5432,
  parameters: ["sslmode", "sslrootcert"],
};

export const tcpForm: RouteForm = { schemes: ["tcp"], example: "tcp://cache.example.com:6379", port: undefined, parameters: [] };

export interface RouteUrl {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  readonly rootCertificate: string | undefined;
}

/** Reads a route's URL; a sentence without subject (`names no host`) when it is none of the form. The text is not repeated: it may hold a password. */
export function parseRouteUrl(text: string, form: RouteForm): RouteUrl | string {
  const [, written] = /^[a-z]+:\/\/[^/?#]*:([0-9]+)(?:[/?#]|$)/i.exec(text) ?? [];
  // A URL parser takes such a port for no URL at all.
  if (written !== undefined && !(Number(written) >= 1 && Number(written) <= 65_535)) return `has the port ${written}; ports are 1 to 65535`;
  if (!URL.canParse(text)) return "is not a URL";
  const url = new URL(text);
  if (!form.schemes.includes(url.protocol.slice(0, -1))) return `begins with ${url.protocol}//`;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? form.port : Number(url.port);
  if (!host) return "names no host";
  if (!port) return "names no port";
  const tls = tlsModes.find((mode) => mode === (url.searchParams.get("sslmode") ?? "prefer"));
  if (!tls) return `has an sslmode that is none of ${tlsModes.join(", ")}`;
  return { url, host, port, tls, rootCertificate: url.searchParams.get("sslrootcert") ?? undefined };
}
