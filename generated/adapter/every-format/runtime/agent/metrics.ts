// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { type Counter, Counts, type Labels, type Metrics } from "../service/metrics.ts";

/** Everything the agent counts. */
export interface AgentMetrics {
  readonly recordsRead: Counter;
  readonly bytesRead: Counter;
  readonly recordsDelivered: Counter;
  readonly bytesDelivered: Counter;
  readonly recordsDropped: Counter;
  readonly formats: Counter;
  readonly unparsed: Counter;
  readonly newLevelWords: Counter;
  readonly recordsDeadLettered: Counter;
  readonly deadLettersDiscarded: Counter;
  readonly batches: Counter;
  readonly retries: Counter;
  readonly rotations: Counter;
  readonly truncations: Counter;
  readonly bytesPassedOver: Counter;
  readonly bytesAbandoned: Counter;
  readonly invalidSequences: Counter;
  readonly ledgerBytes: Counter;
  readonly checkpointWrites: Counter;
  readonly checkpointFailures: Counter;
}

/** @param hasFormats whether lines are read by formats: else those are not counted */
export function agentMetrics(metrics: Metrics, hasFormats = true): AgentMetrics {
  const counter = (name: string, help: string) => metrics.counter(`log_agent_${name}_total`, help);
  const ofFormats = (name: string, help: string) => (hasFormats ? counter(name, help) : new Counts());
  return {
    recordsRead: counter("records_read", "Records read from files."),
    bytesRead: counter("read_bytes", "Bytes of records read from files, without line ends."),
    recordsDelivered: counter("records_delivered", "Records that the sink acknowledged."),
    bytesDelivered: counter("delivered_bytes", "Bytes of records that the sink acknowledged, without line ends."),
    recordsDropped: counter(
      "records_dropped",
      "Records that were dropped, by the rule: transform, sample, limit, udp_overflow, or the name of a sampling rule.",
    ),
    formats: ofFormats("formats", "Records by the format that took the line."),
    unparsed: ofFormats("unparsed", "Records that no format took, by the format that came closest, or none."),
    newLevelWords: ofFormats("new_level_words", "Records that are unparsed for a word in the place of their level, by the word, or other."),
    recordsDeadLettered: counter("records_dead_lettered", "Records that were rejected for good."),
    deadLettersDiscarded: counter("dead_letters_discarded", "Dead-letter entries that made room for newer ones."),
    batches: counter("batches", "Batches that were acknowledged or rejected for good."),
    retries: counter("retries", "Attempts to send that will be repeated."),
    rotations: counter("rotations", "Files that were renamed or deleted while they were read."),
    truncations: counter("truncations", "Files whose content was cut short or replaced in place."),
    bytesPassedOver: counter("passed_over_bytes", "Bytes that became part of no record: the rest of over-long lines, holes of NUL bytes."),
    bytesAbandoned: counter("abandoned_bytes", "Bytes that were truncated away before they were read."),
    invalidSequences: counter("invalid_utf8_sequences", "Invalid UTF-8 sequences that became U+FFFD."),
    ledgerBytes: counter(
      "ledger_bytes",
      "Bytes of files by what became of them: delivered, dead_lettered, dropped (by a rule), abandoned, or resumed, which takes back abandoned.",
    ),
    checkpointWrites: counter("checkpoint_writes", "Checkpoints written."),
    checkpointFailures: counter("checkpoint_failures", "Checkpoints that could not be written."),
  };
}

/** The same counters for one of several sinks. */
export function labelled(metrics: AgentMetrics, labels: Labels): AgentMetrics {
  const own = (counter: Counter): Counter => {
    const counts = new Counts();
    return {
      add: (amount = 1, more) => {
        counts.add(amount, more);
        counter.add(amount, { ...labels, ...more });
      },
      get value() {
        return counts.value;
      },
      by: (label) => counts.by(label),
    };
  };
  const entries = Object.entries(metrics).map(([name, counter]: [string, Counter]) => [name, own(counter)]);
  return Object.fromEntries(entries) as AgentMetrics;
}
