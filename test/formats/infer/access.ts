import type { LineSet, Value } from "./program.ts";
import { chance, pick, type Random, whole } from "./random.ts";
import { count, ipv4, path } from "./words.ts";

/** A request as access logs quote it, with what became of it. */
export interface Access {
  /** `GET /a?b=c HTTP/1.1` */
  readonly request: string;
  readonly status: number;
  readonly bytes: number;
  /** Nothing is said of access logs' severity: none, or one by the status. */
  readonly severityNumber: readonly number[];
  readonly values: readonly Value[];
}

export const severityOf = (status: number): readonly number[] => [0, status >= 500 ? 17 : 9];

export function access(random: Random, set: LineSet): Access {
  const method = pick(random, set === "sample" ? ["GET", "GET", "POST"] : ["GET", "POST", "HEAD", "DELETE", "PROPFIND"]);
  const target = path(random, set);
  const version = pick(random, set === "sample" ? ["1.1"] : ["1.1", "1.0", "2.0"]);
  const request = `${method} ${target} HTTP/${version}`;
  const status = pick(random, set === "sample" ? [200, 200, 200, 304, 404, 500] : [200, 201, 206, 301, 403, 429, 502, 503]);
  const bytes = count(random, set);
  const values: Value[] = [
    [method, request],
    [target, target.split("?")[0] ?? "", request, `${method} ${target}`],
    [version, Number(version), `HTTP/${version}`, request],
    status,
    bytes,
  ];
  return { request, status, bytes, severityNumber: severityOf(status), values };
}

export function ipv6(random: Random): string {
  const group = () => whole(random, 1, 65_535).toString(16);
  return pick(random, [
    "::1",
    `2001:db8::${group()}`,
    `fe80::${group()}:${group()}:${group()}:${group()}`,
    `2a02:810d:${group()}:${group()}::2`,
  ]);
}

/** Addresses of the old kind in the sample; in the other set a third are of the new one. */
export function client(random: Random, set: LineSet): string {
  return set === "other" && chance(random, 0.33) ? ipv6(random) : ipv4(random, set);
}
