// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { readFileSync } from "node:fs";
import { type Log, reasonOf } from "../../service/log.ts";
import { optional, string, type ValuesOf } from "../../service/settings.ts";
import { readableFile, WatchedFiles } from "./watched-files.ts";

/** Settings of every sink that an HTTP server asks for credentials. `scheme`: the word in front of the token. */
export function credentialSettings(scheme = "Bearer") {
  return {
    tokenFile: readableFile({
      env: "SINK_TOKEN_FILE",
      about: "file with a token for the Authorization header; read again when it changes, and after 401",
    }),
    tokenScheme: {
      ...string({ env: "SINK_TOKEN_SCHEME", about: "word in front of the token, such as Bearer or ApiKey", default: scheme }),
      check: (value: string) => (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value) ? undefined : "must be one word"),
    },
    basicUser: optional({
      ...string({ env: "SINK_BASIC_USER", about: "user of basic authentication" }),
      check: (value: string) => (/[:\u0000-\u001f\u007f]/.test(value) ? "must not hold a colon or control characters" : undefined),
    }),
    basicPasswordFile: readableFile({
      env: "SINK_BASIC_PASSWORD_FILE",
      about: "file with the password of SINK_BASIC_USER; read again when it changes, and after 401",
    }),
  } as const;
}

export type CredentialValues = ValuesOf<ReturnType<typeof credentialSettings>>;

/** The Authorization header of a sink, from a file that may be rotated under it. */
export class Credentials {
  readonly #file: WatchedFiles<string> | undefined;

  constructor(values: CredentialValues, log: Log) {
    const source = sourceOf(values);
    if (source) this.#file = new WatchedFiles([source.path], ([secret]) => source.header(secret), "the sink's credentials", log);
  }

  /** `"Bearer abc"`; undefined without credentials. Throws when the file could not be used from the beginning. */
  get authorization(): string | undefined {
    return this.#file?.current();
  }

  /** After 401: the file may hold another secret, though it looks the same from outside. */
  refused(): void {
    this.#file?.distrust();
  }
}

/** What is wrong with the settings together, or with what is in the file. */
export function credentialProblems(values: CredentialValues, headers: Readonly<Record<string, string>>): string[] {
  const { tokenFile, basicUser, basicPasswordFile } = values;
  if ((basicUser === undefined) !== (basicPasswordFile === undefined))
    return ["SINK_BASIC_USER and SINK_BASIC_PASSWORD_FILE: one needs the other"];
  const ways = [
    ...(Object.keys(headers).some((name) => name.toLowerCase() === "authorization") ? ["Authorization in SINK_HEADERS"] : []),
    ...(tokenFile === undefined ? [] : ["SINK_TOKEN_FILE"]),
    ...(basicUser === undefined ? [] : ["SINK_BASIC_USER"]),
  ];
  if (ways.length > 1) return [`${ways.join(" and ")}: give one of them`];
  const source = sourceOf(values);
  try {
    source?.header(readFileSync(source.path));
    return [];
  } catch (error) {
    return [`${source?.env} ${reasonOf(error)}`];
  }
}

interface Source {
  readonly env: string;
  readonly path: string;
  header(secret: Buffer | undefined): string;
}

function sourceOf({ tokenFile, tokenScheme, basicUser, basicPasswordFile }: CredentialValues): Source | undefined {
  if (tokenFile !== undefined)
    return {
      env: "SINK_TOKEN_FILE",
      path: tokenFile,
      header: (secret) => {
        const token = lineOf(secret);
        if (!/^[\x21-\x7e]+$/.test(token)) throw new Error("must hold one token, without blanks");
        return `${tokenScheme} ${token}`;
      },
    };
  if (basicUser === undefined || basicPasswordFile === undefined) return undefined;
  return {
    env: "SINK_BASIC_PASSWORD_FILE",
    path: basicPasswordFile,
    header: (secret) => `Basic ${Buffer.from(`${basicUser}:${lineOf(secret)}`).toString("base64")}`,
  };
}

/** Editors and `echo` end a file with a line end that is no part of the secret. */
function lineOf(secret: Buffer | undefined): string {
  const text = (secret?.toString("utf8") ?? "").replace(/\r?\n$/, "");
  if (text === "") throw new Error("is empty");
  return text;
}
