/** The sinks of an agent: what the document says, as the code of src/main.ts, its settings and its mounts. */
import { parseBytes } from "../../spec/fields.ts";
import type { SidecarOptions } from "./options.ts";
import { type SinkOptions, sinkOf } from "./sink-options.ts";
import { volumeName } from "./volume-name.ts";

/** A sink, and what tells it from others. */
export interface Target {
  /** undefined: the one that needs no name. */
  readonly name: string | undefined;
  readonly sink: SinkOptions;
}

/** Where records go: each of `sinks`, else `sink`, else standard output. */
export function targetsOf({ sink, sinks }: Pick<SidecarOptions, "sink" | "sinks">): readonly Target[] {
  if (sinks === undefined) return [{ name: undefined, sink: sinkOf(sink ?? { type: "stdout" }) }];
  return Object.entries(sinks).map(([name, value]) => ({ name, sink: sinkOf(value) }));
}

/** A Secret whose files a sink reads. */
export interface SecretMount {
  readonly volume: string;
  readonly secret: string;
  readonly folder: string;
  /** What is to be in it. */
  readonly keys: readonly string[];
}

/** Where the files of a sink's Secrets are: `/etc/log-agent/central/tls`, or `/etc/log-agent/sink/tls` of a sink without a name. */
export function secretMounts(agent: string, { name = "sink", sink }: Target): readonly SecretMount[] {
  const { tls, auth, sharedKey } = sink as Partial<Common>;
  const mount = (kind: string, secret: string, keys: readonly string[]): SecretMount => ({
    volume: volumeName([agent, name], kind),
    secret,
    folder: `/etc/${agent}/${name}/${kind}`,
    keys,
  });
  return [
    ...(tls ? [mount("tls", tls.secret, ["ca.crt", ...(tls.mutual ? ["tls.crt", "tls.key"] : [])])] : []),
    ...(auth ? [mount("auth", auth.secret, [auth.user === undefined ? "token" : "password"])] : []),
    ...(sharedKey ? [mount("auth", sharedKey.secret, ["shared-key", ...(sharedKey.user === undefined ? [] : ["password"])])] : []),
  ];
}

/** What src/main.ts gives the sink: `{ url: "http://collector:4318" }`; undefined when nothing. */
export function sinkCode(agent: string, target: Target): Readonly<Record<string, unknown>> | undefined {
  const { type: _type, ...options } = target.sink;
  const { tls, auth, sharedKey, compression, rotate, keep, ...own } = options as Record<string, unknown> & Partial<Common>;
  const [tlsFolder, authFolder] = ["tls", "auth"].map((kind) => `/etc/${agent}/${target.name ?? "sink"}/${kind}`);
  const code = {
    ...own,
    ...(rotate !== undefined && { maxFileBytes: parseBytes(rotate) }),
    keepFiles: keep,
    compression,
    ...(tls && {
      tlsCaFile: `${tlsFolder}/ca.crt`,
      ...(tls.mutual && { tlsCertFile: `${tlsFolder}/tls.crt`, tlsKeyFile: `${tlsFolder}/tls.key` }),
      ...(tls.serverName !== undefined && { tlsServerName: tls.serverName }),
    }),
    ...(auth &&
      (auth.user === undefined
        ? { tokenFile: `${authFolder}/token`, ...(auth.scheme !== undefined && { tokenScheme: auth.scheme }) }
        : { basicUser: auth.user, basicPasswordFile: `${authFolder}/password` })),
    ...(sharedKey && {
      sharedKeyFile: `${authFolder}/shared-key`,
      ...(sharedKey.user !== undefined && { user: sharedKey.user, passwordFile: `${authFolder}/password` }),
    }),
  };
  const given = Object.fromEntries(Object.entries(code).filter(([, value]) => value !== undefined));
  return Object.keys(given).length > 0 ? given : undefined;
}

interface Common {
  readonly tls: { readonly secret: string; readonly mutual: boolean; readonly serverName?: string };
  readonly auth: { readonly secret: string; readonly user?: string; readonly scheme?: string };
  readonly sharedKey: { readonly secret: string; readonly user?: string };
  readonly compression: string;
  readonly rotate: string;
  readonly keep: number;
}
