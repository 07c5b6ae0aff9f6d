// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Log } from "../../service/log.ts";
import type { Metrics } from "../../service/metrics.ts";
import type { Configured } from "../configure.ts";
import { watchedNothing } from "../source/watched.ts";
import type { ListenSettings } from "./listener.ts";
import { Network } from "./network.ts";

/** Listens as the settings say; undefined: they name no address. Rejects with a sentence when an address cannot be had. */
export async function startNetwork(configured: Configured, log: Log, metrics: Metrics): Promise<Network | undefined> {
  if (!configured.network) return undefined;
  const { listen, listenBufferBytes } = configured.settings;
  const lanes = configured.sinks.length;
  const network = new Network({
    addresses: listen,
    lanes,
    maxBytes: listenBufferBytes,
    settings: listenSettings(configured),
    log,
    now: Date.now,
  });
  await network.open();
  metrics.gauge("log_agent_connections", "Connections that are open, per address that is listened on.", () =>
    network.connections().map(([name, open]) => [{ listen: name }, open] as const),
  );
  metrics.gauge("log_agent_buffered_bytes", "Bytes of what came in that are in memory, per address that is listened on.", () =>
    network.intakes.map(({ name, used }) => [{ listen: name }, used] as const),
  );
  return network;
}

/** What an agent that goes on for another may change. */
export function listenSettings({ settings, network = watchedNothing }: Configured): ListenSettings {
  const { maxLineBytes, listenBodyBytes: maxBodyBytes, listenConnections: maxConnections, drainTimeoutMs, drainSettleMs } = settings;
  return { source: network, maxLineBytes, maxBodyBytes, maxConnections, drainTimeoutMs, drainSettleMs };
}
