// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContext } from "node:tls";
import { type Log, reasonOf } from "../../service/log.ts";
import { boolean, optional, string, type ValuesOf } from "../../service/settings.ts";
import { readableFile, WatchedFiles } from "./watched-files.ts";

/** Settings that every sink with a connection has. PEM throughout. */
export const tlsSettings = {
  tlsCaFile: readableFile({
    env: "SINK_TLS_CA_FILE",
    about: "certificates of the authorities that the sink's certificate is checked against, PEM; not set: the public ones",
  }),
  tlsCertFile: readableFile({ env: "SINK_TLS_CERT_FILE", about: "certificate that the agent shows (mTLS), PEM, with its chain" }),
  tlsKeyFile: readableFile({ env: "SINK_TLS_KEY_FILE", about: "private key of SINK_TLS_CERT_FILE, PEM" }),
  tlsServerName: optional(
    string({ env: "SINK_TLS_SERVER_NAME", about: "name that the sink's certificate must have; not set: the host that is connected to" }),
  ),
  tlsInsecure: boolean({
    env: "SINK_TLS_INSECURE_SKIP_VERIFY",
    about: "true: take any certificate of the sink; whoever sits in between can read and change what is sent",
    default: false,
  }),
} as const;

export type TlsValues = ValuesOf<typeof tlsSettings>;

/** What `tls.connect` and `https.request` are given besides host and port. */
export interface TlsOptions {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly servername?: string;
}

/**
 * Certificates and key of a sink's connections, from files that may be rotated under it: ask `options` for every new connection, and end an old
 * one between two requests once `version` is another than when it was made.
 */
export class TlsIdentity {
  readonly #files: WatchedFiles<SecureContext>;
  readonly #fixed: Omit<TlsOptions, "secureContext">;

  constructor(values: TlsValues, log: Log) {
    const { tlsServerName, tlsInsecure } = values;
    const files = filesOf(values);
    this.#files = new WatchedFiles(
      files.map(({ path }) => path),
      (contents) => contextOf(Object.fromEntries(files.map(({ part }, index) => [part, contents[index]]))),
      "the sink's TLS files",
      log,
    );
    this.#fixed = { rejectUnauthorized: !tlsInsecure, ...(tlsServerName !== undefined && { servername: tlsServerName }) };
    if (tlsInsecure) log.warn("the certificate of the sink is not checked");
  }

  /** Throws when the files could not be used from the beginning. */
  get options(): TlsOptions {
    return { ...this.#fixed, secureContext: this.#files.current() };
  }

  get version(): number {
    return this.#files.version;
  }
}

/** What is wrong with the files together; each by itself is checked by its setting. `tls`: whether the connection is encrypted at all. */
export function tlsProblems(values: TlsValues, tls: boolean): string[] {
  const files = filesOf(values);
  const given = [...files.map(({ env }) => env), ...(values.tlsServerName === undefined ? [] : ["SINK_TLS_SERVER_NAME"])];
  if (values.tlsInsecure) given.push("SINK_TLS_INSECURE_SKIP_VERIFY");
  if (!tls) return given.length === 0 ? [] : [`${given.join(", ")}: of no use, the connection is not encrypted`];
  if ((values.tlsCertFile === undefined) !== (values.tlsKeyFile === undefined))
    return ["SINK_TLS_CERT_FILE and SINK_TLS_KEY_FILE: one needs the other"];
  try {
    contextOf(Object.fromEntries(files.map(({ part, path }) => [part, readFileSync(path)])));
    return [];
  } catch (error) {
    return [`${files.map(({ env }) => env).join(", ")}: ${reasonOf(error)}`];
  }
}

interface Parts {
  readonly ca?: Buffer | undefined;
  readonly cert?: Buffer | undefined;
  readonly key?: Buffer | undefined;
}

function filesOf({ tlsCaFile, tlsCertFile, tlsKeyFile }: TlsValues): { part: keyof Parts; env: string; path: string }[] {
  const all = [
    { part: "ca", env: "SINK_TLS_CA_FILE", path: tlsCaFile },
    { part: "cert", env: "SINK_TLS_CERT_FILE", path: tlsCertFile },
    { part: "key", env: "SINK_TLS_KEY_FILE", path: tlsKeyFile },
  ] as const;
  return all.flatMap(({ path, ...file }) => (path === undefined ? [] : [{ ...file, path }]));
}

/** OpenSSL passes over authorities that it cannot read, and then trusts nobody: they are read here first. */
function contextOf({ ca, cert, key }: Parts): SecureContext {
  return createSecureContext({ ...(ca && { ca: certificatesOf(ca) }), cert, key, minVersion: "TLSv1.2" });
}

function certificatesOf(pem: Buffer): string[] {
  const found = pem.toString("latin1").match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]*-----END (?:TRUSTED )?CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw new Error("no certificate in the file of authorities");
  for (const one of found) new X509Certificate(one);
  return found;
}
