/**
 * The kubelet's HTTP client: no proxy, no keep-alive, no certificate check, redirects only while the host name stays the same.
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes
 */
import type { IncomingMessage } from "node:http";

export interface HttpAnswer {
  readonly status: number;
  /** At most 10 KiB. */
  readonly body: string;
  /** The answer was a redirect to another host name, which was not followed. */
  readonly elsewhere: boolean;
}

export interface HttpOptions {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** For the whole of it, redirects and body too; undefined = no limit. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

const BODY_BYTES = 10 * 1024;
const REDIRECTS = 10;
export const USER_AGENT = "kube-probe/1.36";

/** Rejects, with a text like the kubelet's, when there is no answer. */
export async function httpGet(address: URL, { headers, timeoutMs, signal }: HttpOptions): Promise<HttpAnswer> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal.addEventListener("abort", abort, { once: true });
  const timer = timeoutMs === undefined ? undefined : setTimeout(abort, timeoutMs);
  try {
    return await follow(address, headers, stop.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

async function follow(address: URL, headers: HttpOptions["headers"], signal: AbortSignal): Promise<HttpAnswer> {
  let url = address;
  for (let redirects = 0; ; redirects++) {
    const answer = await once(url, headers, signal).catch((error: unknown) => {
      const reason = signal.aborted ? "context deadline exceeded (Client.Timeout exceeded while awaiting headers)" : dialText(url, error);
      throw new Error(`Get "${url.href}": ${reason}`);
    });
    const target = answer.location === undefined ? undefined : resolved(answer.location, url);
    if (!isRedirect(answer.status) || !target) return { ...answer, elsewhere: false };
    if (target.hostname !== address.hostname) return { ...answer, elsewhere: true };
    if (redirects >= REDIRECTS) throw new Error(`Get "${target.href}": stopped after ${REDIRECTS} redirects`);
    url = target;
  }
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

function resolved(location: string, base: URL): URL | undefined {
  return URL.canParse(location, base.href) ? new URL(location, base) : undefined;
}

interface Answer extends Omit<HttpAnswer, "elsewhere"> {
  readonly location: string | undefined;
}

/** Both modules are loaded with their first probe: a runner stays for long, and mostly does without. */
const senders = { "http:": () => import("node:http"), "https:": () => import("node:https") };

async function once(url: URL, headers: HttpOptions["headers"], signal: AbortSignal): Promise<Answer> {
  const { request: send } = await senders[url.protocol === "https:" ? "https:" : "http:"]();
  return new Promise((resolve, reject) => {
    const request = send(url, { agent: false, headers: requestHeaders(headers), rejectUnauthorized: false, signal });
    request.once("error", reject).once("response", (response) => {
      read(response).then((body) => resolve({ status: response.statusCode ?? 0, body, location: response.headers.location }), reject);
    });
    request.end();
  });
}

/** A name that is given twice is sent twice; an empty value takes a default header away, as the kubelet does. */
function requestHeaders(given: HttpOptions["headers"]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { "user-agent": USER_AGENT, accept: "*/*" };
  const own = new Map<string, string[]>();
  for (const { name, value } of given) own.set(name.toLowerCase(), [...(own.get(name.toLowerCase()) ?? []), value]);
  for (const [name, values] of own) {
    if (values.length === 1 && values[0] === "" && name in headers) delete headers[name];
    else headers[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return headers;
}

async function read(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    parts.push(part);
    size += part.length;
    if (size >= BODY_BYTES) break;
  }
  response.destroy();
  return Buffer.concat(parts).subarray(0, BODY_BYTES).toString("utf8");
}

export function dialText(url: { readonly hostname: string; readonly port: string | number }, error: unknown): string {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: "connect: connection refused",
    ECONNRESET: "read: connection reset by peer",
    EHOSTUNREACH: "connect: no route to host",
    ENOTFOUND: `lookup ${url.hostname}: no such host`,
  };
  const reason = reasons[code ?? ""];
  return reason ? `dial tcp ${url.hostname}:${url.port}: ${reason}` : message;
}
