import { textField } from "./fields.ts";

/** An address that a log agent listens on: `tcp://`, `udp://` and `http://`, an IP address or none, a port, and of http a path. */
export const listenAddress = textField(
  "an address such as tcp://127.0.0.1:5170, udp://0.0.0.0:5140 or http://127.0.0.1:8090/logs",
  /^(?:(?:tcp|udp):\/\/(?:\[[0-9a-fA-F:.]+\]|[0-9.]+|localhost|):0*[1-9][0-9]{0,4}|http:\/\/(?:\[[0-9a-fA-F:.]+\]|[0-9.]+|localhost|):0*[1-9][0-9]{0,4}(?:\/[^\s?#]*)?)$/,
  "tcp://127.0.0.1:5170",
);

export interface ListenedPort {
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  readonly scheme: string;
}

/** The ports of `listen` of a companion, by their place in it; of an ambassador, whose `listen` is a port, and of mistakes none. */
export function listenedPorts(listen: unknown): readonly (ListenedPort | undefined)[] {
  if (!Array.isArray(listen)) return [];
  return listen.map((text) => {
    const [, scheme, digits] = /^(tcp|udp|http):\/\/[^/]*:([0-9]{1,5})(?:\/|$)/.exec(String(text)) ?? [];
    const port = Number(digits);
    return scheme !== undefined && port <= 65_535 ? { port, protocol: scheme === "udp" ? "UDP" : "TCP", scheme } : undefined;
  });
}
