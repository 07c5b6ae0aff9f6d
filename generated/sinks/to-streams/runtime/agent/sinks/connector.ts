// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { isIP, type Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { describe, dial } from "../../service/dial.ts";
import { type Log, reasonOf } from "../../service/log.ts";
import { duration, type Setting, setting, type ValuesOf } from "../../service/settings.ts";
import { Connection } from "./connection.ts";
import { TlsIdentity, type TlsOptions, tlsProblems, tlsSettings } from "./tls.ts";

/** Settings of every sink over a connection that is not HTTP's. */
export function streamSettings(defaultUrl: string) {
  return {
    url: streamUrl({ env: "SINK_URL", about: "where records are sent; tls:// encrypts", default: defaultUrl }),
    timeoutMs: duration({
      env: "SINK_TIMEOUT",
      about: "longest wait for a connection, and for the other end to take some of what is written",
      min: 1,
      default: 10_000,
    }),
    ...tlsSettings,
  } as const;
}

export type StreamValues = ValuesOf<ReturnType<typeof streamSettings>>;

/** What is wrong between the settings. */
export function streamProblems(values: StreamValues): string[] {
  return tlsProblems(values, addressOf(values.url).secure);
}

/** `tcp://host:port`, or `tls://host:port`. */
function streamUrl(common: { readonly env: string; readonly about: string; readonly default: string }): Setting<string> {
  const type = "tcp://host:port or tls://host:port";
  return setting(common, {
    type,
    parse: (text) => text,
    check: (value) => (isStreamUrl(value) ? undefined : `must be ${type} such as ${common.default}`),
  });
}

function isStreamUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, pathname, search, username } = new URL(url);
  return /^(tcp|tls):$/.test(protocol) && hostname !== "" && Number(port) > 0 && /^\/?$/.test(pathname) && search + username === "";
}

/** `"tls://[::1]:6514"` → `{ host: "::1", port: 6514, secure: true }` */
function addressOf(url: string): { readonly host: string; readonly port: number; readonly secure: boolean } {
  const { protocol, hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port), secure: protocol === "tls:" };
}

/** Makes connections to one place, with the certificates that are in force at that moment. */
export class Connector {
  readonly #values: StreamValues;
  readonly #identity: TlsIdentity | undefined;

  constructor(values: StreamValues, log: Log) {
    this.#values = values;
    if (addressOf(values.url).secure) this.#identity = new TlsIdentity(values, log);
  }

  /** Of the certificates: a connection with another number was made before they were replaced. */
  get version(): number {
    return this.#identity?.version ?? 0;
  }

  /** Rejects with one sentence when there is no connection in time. */
  async connect(signal: AbortSignal): Promise<Connection> {
    const { url, timeoutMs } = this.#values;
    const { host, port } = addressOf(url);
    const late = AbortSignal.timeout(timeoutMs);
    const either = AbortSignal.any([signal, late]);
    const { version } = this;
    try {
      const plain = await dial(host, port, either);
      return new Connection(this.#identity ? await encrypt(plain, host, this.#identity.options, either) : plain, timeoutMs, version);
    } catch (error) {
      throw new Error(late.aborted ? `no connection within ${timeoutMs} ms` : describe(error));
    }
  }
}

function encrypt(plain: Socket, host: string, options: TlsOptions, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = tlsConnect({ socket: plain, host, ...(!isIP(host) && { servername: host }), ...options });
    const give = (error: unknown) => {
      signal.removeEventListener("abort", abort);
      plain.destroy();
      reject(new Error(`TLS: ${reasonOf(error)}`));
    };
    const abort = () => give("given up");
    signal.addEventListener("abort", abort, { once: true });
    socket.once("secureConnect", () => {
      signal.removeEventListener("abort", abort);
      socket.off("error", give);
      resolve(socket);
    });
    socket.on("error", give);
    if (signal.aborted) abort();
  });
}
