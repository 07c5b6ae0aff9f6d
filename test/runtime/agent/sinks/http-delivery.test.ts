import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SinkDefinition } from "../../../../src/runtime/agent/sinks/sink.ts";
import { testFolder, until } from "../support/folder.ts";
import { Collector, RunningAgent } from "../support/running.ts";
import { caseOf, httpCases } from "../support/strict/cases.ts";
import { StrictElasticsearch } from "../support/strict/elasticsearch.ts";
import { type Contract, type StrictServer, strictServer } from "../support/strict/server.ts";

const lines = (from: number, to: number, poisoned?: number) =>
  Array.from({ length: to - from }, (_, index) => (from + index === poisoned ? "poison" : `line ${from + index}`));

interface Shipping {
  readonly folder: string;
  readonly server: StrictServer;
  readonly contract: Contract;
  readonly agent: RunningAgent;
  /** The dead-letter file, once it has that many entries. */
  dead(count: number): Promise<{ reason: string; body: string }[]>;
}

/** An agent that ships one file, the lines of which are there when it starts. */
async function ship(
  name: string,
  text: readonly string[],
  { env = {}, prepare }: { env?: Record<string, string>; prepare?: (server: StrictServer, contract: Contract) => void } = {},
): Promise<Shipping> {
  const folder = testFolder();
  appendFileSync(join(folder, "logs/app.log"), `${text.join("\n")}\n`);
  const contract = caseOf(name).contract(Date.now());
  const server = await strictServer(contract);
  prepare?.(server, contract);
  const agent = await RunningAgent.start(folder, { sink: collectorOf(caseOf(name).definition(server.url)), env });
  const path = join(folder, "state/dead-letter.ndjson");
  const read = () => (existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : []);
  const dead = async (count: number) => {
    await until(`${count} dead letters`, () => read().length >= count);
    return read()
      .map((line) => JSON.parse(line))
      .map(({ reason, record }) => ({ reason, body: record.body }));
  };
  return { folder, server, contract, agent, dead };
}

function collectorOf(definition: SinkDefinition): Collector {
  const sink = new Collector();
  return Object.assign(sink, { definition });
}

const bisecting = Object.keys(httpCases).filter((name) => !name.startsWith("OTLP"));

describe.each(bisecting)("an agent that ships to %s", (name) => {
  test("delivers 99 of 100 records and files away the one that is refused, with the reason (scenario 38)", async () => {
    const { contract, server, agent, dead } = await ship(name, lines(0, 100, 37));
    expect(await dead(1)).toEqual([{ reason: expect.stringMatching(/^HTTP 400: .*poison/), body: "poison" }]);
    await until("the others", () => contract.stored.length === 99);
    expect([...contract.stored].sort()).toEqual(
      lines(0, 100, 37)
        .filter((line) => line !== "poison")
        .sort(),
    );
    expect(server.violations).toEqual([]);
    await until("all counted", () => agent.metric("log_agent_records_delivered_total") === 99);
    expect(await agent.stop()).toBeUndefined();
  });
});

describe.each(Object.keys(httpCases).filter((name) => name.startsWith("OTLP")))("an agent that ships to %s", (name) => {
  test("files a refused request away as a whole, which must not be sent again, and goes on", async () => {
    const { folder, contract, server, dead } = await ship(name, lines(0, 10, 3));
    expect(await dead(10)).toEqual(lines(0, 10, 3).map((body) => ({ reason: "HTTP 400: poison", body })));
    appendFileSync(join(folder, "logs/app.log"), "after\n");
    await until("what came after", () => contract.stored.length === 1);
    expect(contract.stored).toEqual(["after"]);
    expect(server.violations).toEqual([]);
  });
});

describe.each(Object.keys(httpCases))("an agent that ships to %s", (name) => {
  test("splits what is too large until it passes, and loses nothing by it", async () => {
    const prepare = (server: StrictServer) => Object.assign(server, { maxBytes: 2000 });
    const { contract, server } = await ship(name, lines(0, 60), { prepare });
    await until("all lines", () => contract.stored.length === 60);
    expect([...contract.stored].sort()).toEqual(lines(0, 60).sort());
    expect(server.violations).toEqual([]);
    expect(server.requests.length).toBeGreaterThan(8);
  });

  test("holds the lines while its token is refused, and delivers them once the file has the new one", async () => {
    const token = join(testFolder(), "token");
    writeFileSync(token, "old\n");
    const prepare = (server: StrictServer) => Object.assign(server, { authorization: "Bearer new" });
    const env = { SINK_TOKEN_FILE: token, SINK_TOKEN_SCHEME: "Bearer" };
    const { contract, server, agent, dead } = await ship(name, lines(0, 5), { env, prepare });
    await until("some refusals", () => server.requests.length > 3);
    expect(agent.metric("log_agent_sink_up")).toBe(0);
    expect(agent.said("the sink refuses the agent's credentials: records are held until it takes them")).toBe(true);
    writeFileSync(token, "new\n");
    await until("all lines", () => contract.stored.length === 5);
    expect(contract.stored).toEqual(lines(0, 5));
    expect(await dead(0)).toEqual([]);
  });
});

test("an agent that ships to Elasticsearch sends again only the records that it was too busy for (scenario 39)", async () => {
  let refusals = 0;
  const prepare = (_server: StrictServer, contract: Contract) => {
    if (contract instanceof StrictElasticsearch)
      contract.item = ({ message }) => {
        if (message !== "line 7" || refusals === 3) return undefined;
        refusals += 1;
        return { status: 429, error: { type: "es_rejected_execution_exception", reason: "queue full" } };
      };
  };
  const { contract, server, agent, dead } = await ship("Elasticsearch", lines(0, 20, 4), { prepare });
  expect(await dead(1)).toEqual([{ reason: "HTTP 400: document_parsing_exception: poison", body: "poison" }]);
  await until("the others", () => contract.stored.length === 19);
  const sent = server.requests.map(({ body }) => body.split("\n").length >> 1);
  expect(sent.slice(-3)).toEqual([1, 1, 1]);
  await until("all counted", () => agent.metric("log_agent_records_delivered_total") === 19);
});
