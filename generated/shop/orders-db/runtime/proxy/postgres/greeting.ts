// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Login } from "./login.ts";
import { type BackendKey, int32, message, parameterStatus } from "./messages.ts";

/** What a client is told once its server has let us in: no password is wanted, the server's parameters, and a key of its own to cancel with. */
export function greeting(negotiation: Buffer, { parameters, notices }: Login, { pid, secret }: BackendKey): Buffer {
  const statuses = [...parameters].map(([name, value]) => parameterStatus(name, value));
  const key = message("K", int32(pid), secret);
  return Buffer.concat([negotiation, message("R", int32(0)), ...statuses, key, ...notices, message("Z", Buffer.from("I"))]);
}
