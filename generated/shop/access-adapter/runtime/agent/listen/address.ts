// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** What can be listened on. */
export const schemes = ["tcp", "udp", "http"] as const;

export interface Address {
  readonly scheme: (typeof schemes)[number];
  /** An IP address, or `localhost`. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Of http: what is posted to; `/` without. */
  readonly path: string;
  /** As it was written: names it in records, metrics and messages. */
  readonly text: string;
}

export const addressForm = "tcp://127.0.0.1:5170, udp://0.0.0.0:5140 or http://127.0.0.1:8090/logs";

/**
 * `tcp://:5170` is on 127.0.0.1, which the containers of a pod share; `0.0.0.0` and `[::]` are reached from outside.
 * Throws an Error that says what to type.
 */
export function parseAddress(text: string): Address {
  const [, scheme, bare, digits, path] =
    /^(tcp|udp|http):\/\/(\[[0-9a-f:.]+\]|[0-9.]+|localhost|):(\d{1,5})(\/[^\s?#]*)?$/i.exec(text) ?? [];
  const known = schemes.find((one) => one === scheme?.toLowerCase());
  const port = Number(digits);
  if (known === undefined || bare === undefined || port > 65_535) throw new Error(`must be addresses such as ${addressForm}`);
  if (path !== undefined && path !== "/" && known !== "http") throw new Error(`must be ${known}://ADDRESS:PORT, without a path`);
  return { scheme: known, host: bare.replace(/^\[|\]$/g, "") || "127.0.0.1", port, path: path ?? "/", text };
}

/** What keeps these from being listened on together; undefined when nothing does. UDP has ports of its own. */
export function listenProblem(texts: readonly string[]): string | undefined {
  const taken = new Map<string, string>();
  for (const text of texts) {
    try {
      const { scheme, port } = parseAddress(text);
      const key = `${scheme === "udp" ? "udp" : "tcp"} ${port}`;
      if (port > 0 && taken.has(key)) return `names port ${port} twice, in ${taken.get(key)} and in ${text}: give one of them another`;
      taken.set(key, text);
    } catch (error) {
      return `${(error as Error).message}; ${text} is none`;
    }
  }
  return undefined;
}
