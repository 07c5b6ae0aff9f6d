// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Counter, Metrics } from "../service/metrics.ts";

/** Everything an ambassador counts. */
export interface ProxyMetrics {
  readonly connections: Counter;
  readonly refused: Counter;
  readonly dials: Counter;
  readonly dialFailures: Counter;
  readonly queueTimeouts: Counter;
  readonly transactions: Counter;
  readonly bytesToServer: Counter;
  readonly bytesToClient: Counter;
  readonly cancels: Counter;
  readonly switches: Counter;
  readonly moved: Counter;
  readonly notMoved: Counter;
  readonly lost: Counter;
}

export function proxyMetrics(metrics: Metrics): ProxyMetrics {
  const counter = (name: string, help: string) => metrics.counter(`ambassador_${name}_total`, help);
  return {
    connections: counter("connections", "Connections of the app that were accepted."),
    refused: counter("connections_refused", "Connections that were ended before a server was reached."),
    dials: counter("upstream_dials", "Attempts to connect to a server and log in, by route."),
    dialFailures: counter("upstream_dial_failures", "Attempts that failed, by route."),
    queueTimeouts: counter("queue_timeouts", "Connections that waited for a server in vain."),
    transactions: counter("transactions", "Times that a server was ready for the next query outside of a transaction."),
    bytesToServer: counter("to_server_bytes", "Bytes from the app to servers."),
    bytesToClient: counter("to_client_bytes", "Bytes from servers to the app."),
    cancels: counter("cancels", "Cancel requests that were forwarded."),
    switches: counter("switches", "Times that another route came in force."),
    moved: counter("sessions_moved", "Sessions that went on on another route."),
    notMoved: counter("sessions_not_moved", "Sessions that were ended at a switch, because their state cannot be re-made."),
    lost: counter("sessions_lost", "Sessions whose server went away."),
  };
}
