import { envoy } from "./envoy.ts";
import { haproxy } from "./haproxy.ts";
import { httpd } from "./httpd.ts";
import { log4j, logback } from "./log4j.ts";
import { nginx } from "./nginx.ts";
import { postgres } from "./postgres.ts";
import type { Producer, ProducerResult } from "./producer.ts";
import { python } from "./python.ts";

import { w3c } from "./w3c.ts";

export type { Producer, ProducerResult };

/** Programs whose format strings are understood. A new one is added here and nowhere else. */
export const producers: readonly Producer[] = [nginx, httpd, log4j, logback, python, postgres, haproxy, envoy, w3c];

/** `nginx: $remote_addr …` → the program, and where its format string begins, from 0; undefined: the text names no program. */
function producerOf(text: string): { readonly producer: Producer; readonly begin: number } | undefined {
  const [prefix = "", name] = /^([a-z0-9]+):\s*/.exec(text) ?? [];
  const producer = producers.find((one) => one.name === name);
  return producer && { producer, begin: prefix.length };
}

/** Whether the text names a program and says its format. */
export function isProducer(text: string): boolean {
  return producerOf(text) !== undefined;
}

/** Reads what stands in `formats:`, `nginx: $remote_addr - …`. Places count from the beginning of that, the name included. */
export function readProducer(text: string): ProducerResult {
  const found = producerOf(text);
  if (!found) {
    const hint = `write the program and its format, as in ${nginx.name}: ${nginx.example}`;
    return { ok: false, problem: "names no program whose formats are known", at: 1, hint };
  }
  const { producer, begin } = found;
  const result = producer.read(text.slice(begin));
  return result.ok ? result : { ...result, at: result.at + begin };
}
