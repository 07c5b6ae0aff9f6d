// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/**
 * A session's state, read from the server it is on and made again on another one. The server is asked, not guessed from what passed:
 * a function may have taken a lock or set a parameter without the client's text saying so.
 */
import type { Login } from "./login.ts";
import type { SessionMemory } from "./memory.ts";
import { type Message, message, query, readFields, readParameter, text } from "./messages.ts";
import type { Wire } from "./wire.ts";

/** Why a session cannot go on elsewhere, as a sentence that goes on after "the session". */
export class NotRemakeable extends Error {
  override readonly name = "NotRemakeable";
}

export interface SessionState {
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** Bodies of Parse messages, and what the server says of each statement's types. */
  readonly statements: readonly { readonly name: string; readonly parse: Buffer; readonly types: string }[];
}

/** Types up to here are PostgreSQL's own, the same on every server (access/transam.h, FirstNormalObjectId). */
const firstOwnType = 16_384;

/** Text of one value, whatever standard_conforming_strings says. */
function quoted(value: string): string {
  return `E'${value.replace(/[\\']/g, (char) => char + char)}'`;
}

function inspection(parameters: ReadonlySet<string>): string {
  const own = [...parameters].map((name) => `${quoted(name)}, pg_catalog.current_setting(${quoted(name)}, true)`);
  return `SELECT pg_catalog.json_build_object(
    'user', session_user, 'role', current_user,
    'listening', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_listening_channels()),
    'locks', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND pid = pg_catalog.pg_backend_pid()),
    'temporary', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class WHERE relnamespace = pg_catalog.pg_my_temp_schema()),
    'cursors', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_cursors WHERE name <> ''),
    'prepared', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_statements WHERE from_sql),
    'statements', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(name, statement)) FROM pg_catalog.pg_prepared_statements WHERE NOT from_sql AND name <> ''),
    'settings', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(name, setting)) FROM pg_catalog.pg_settings
      WHERE source = 'session' AND name NOT LIKE 'transaction\\_%'),
    'own', pg_catalog.json_build_object(${own.join(", ")}))`;
}

/** Reads a session's state at a transaction's boundary. `user`: whom it logged in as. Rejects with NotRemakeable, also in doubt. */
export async function readState(wire: Wire, memory: SessionMemory, user: string, signal: AbortSignal): Promise<SessionState> {
  if (memory.doubt !== undefined) throw new NotRemakeable(memory.doubt);
  const found = parseState(await ask(wire, query(inspection(memory.parameters), "latin1"), signal));
  const reasons = [
    found.user !== user && "changed its user with SET SESSION AUTHORIZATION",
    found.role !== found.user && "changed its role with SET ROLE",
    found.listening > 0 && "listens to notifications (LISTEN)",
    found.locks > 0 && "holds advisory locks",
    found.temporary > 0 && "has temporary tables",
    found.cursors > 0 && "has cursors that are open (WITH HOLD)",
    found.prepared > 0 && "has statements that were prepared by SQL (PREPARE)",
  ];
  const reason = reasons.find((one) => one !== false);
  if (reason) throw new NotRemakeable(reason);
  const own = Object.entries(found.own ?? {}).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  const named = (found.statements ?? []).map(([name, statement]) => {
    const parse = memory.statements.get(name);
    // The last Parse of a name may have been refused: then the server has the text of an earlier one.
    if (parse === undefined || textOf(parse) !== statement)
      throw new NotRemakeable("has more or larger prepared statements than are remembered");
    return { name, parse };
  });
  const types = await describeAll(
    wire,
    named.map(({ name }) => name),
    signal,
  );
  return { settings: [...(found.settings ?? []), ...own], statements: named.map((one, index) => ({ ...one, types: types[index] ?? "" })) };
}

/** Makes the state again on a fresh session. Rejects with NotRemakeable when something of it is refused there, or is not the same. */
export async function remakeState(
  { wire, parameters }: Pick<Login, "wire" | "parameters">,
  state: SessionState,
  unnamed: Buffer | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (state.settings.length > 0) {
    const calls = state.settings.map(([name, value]) => `pg_catalog.set_config(${quoted(name)}, ${quoted(value)}, false)`);
    const answer = await ask(wire, query(`SELECT ${calls.join(", ")}`, "latin1"), signal);
    for (const { type, body } of answer) if (type === "S") parameters.set(...readParameter(body));
  }
  if (state.statements.length > 0) {
    await ask(wire, Buffer.concat([...state.statements.map(({ parse }) => message("P", parse)), message("S")]), signal);
    const types = await describeAll(
      wire,
      state.statements.map(({ name }) => name),
      signal,
    );
    const other = state.statements.find((statement, index) => statement.types !== types[index]);
    if (other) throw new NotRemakeable(`prepared the statement "${other.name}", whose types are others there`);
  }
  // One without a name is mostly over by now. Where it is not, and this fails, its next Bind says so.
  if (unnamed && parameterTypes(unnamed).every((type) => type < firstOwnType))
    await ask(wire, Buffer.concat([message("P", unnamed), message("S")]), signal).catch(ignoreRefusal);
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof NotRemakeable)) throw error;
}

interface Found {
  readonly user: string;
  readonly role: string;
  readonly listening: number;
  readonly locks: number;
  readonly temporary: number;
  readonly cursors: number;
  readonly prepared: number;
  readonly statements: readonly (readonly [name: string, text: string])[] | null;
  readonly settings: readonly (readonly [string, string])[] | null;
  readonly own: Readonly<Record<string, string | null>> | null;
}

function parseState(answer: readonly Message[]): Found {
  const row = answer.find(({ type }) => type === "D");
  try {
    // DataRow: the number of columns, and for each its length and its text, in the client's encoding.
    return JSON.parse(row?.body.toString("latin1", 6) ?? "") as Found;
  } catch (cause) {
    throw new NotRemakeable("has a state that could not be read", { cause });
  }
}

/** Each statement's parameter and column types as one comparable text. */
async function describeAll(wire: Wire, names: readonly string[], signal: AbortSignal): Promise<string[]> {
  if (names.length === 0) return [];
  const describes = names.map((name) => message("D", Buffer.from("S"), text(name, "latin1")));
  const answer = await ask(wire, Buffer.concat([...describes, message("S")]), signal);
  const parameters = answer.filter(({ type }) => type === "t").map(({ body }) => typesIn(body));
  const columns = answer.filter(({ type }) => type === "T" || type === "n").map(({ type, body }) => (type === "n" ? [] : columnsIn(body)));
  const oids = [...parameters.flat(), ...columns.flat().map(({ type }) => type)];
  if (oids.some((type) => type >= firstOwnType)) throw new NotRemakeable("prepared statements with types that are the database's own");
  return names.map((_, index) => JSON.stringify([parameters[index], columns[index]]));
}

/** ParameterDescription: a count, and as many type numbers. */
function typesIn(body: Buffer): number[] {
  return Array.from({ length: body.readUInt16BE(0) }, (_, index) => body.readUInt32BE(2 + 4 * index));
}

/** RowDescription, without what may differ between two databases of one schema: table and column numbers. */
function columnsIn(body: Buffer): { name: string; type: number; modifier: number }[] {
  const columns: { name: string; type: number; modifier: number }[] = [];
  let at = 2;
  for (let left = body.readUInt16BE(0); left > 0; left -= 1) {
    const end = body.indexOf(0, at);
    columns.push({ name: body.toString("latin1", at, end), type: body.readUInt32BE(end + 7), modifier: body.readInt32BE(end + 13) });
    at = end + 19;
  }
  return columns;
}

/** The text in a Parse's body, behind the name. */
function textOf(parse: Buffer): string {
  const begin = parse.indexOf(0) + 1;
  return parse.toString("latin1", begin, parse.indexOf(0, begin));
}

/** The types at the end of a Parse's body, behind name and text. */
function parameterTypes(parse: Buffer): number[] {
  const end = parse.indexOf(0, parse.indexOf(0) + 1);
  return typesIn(parse.subarray(end + 1));
}

/** Sends a request that one ReadyForQuery ends, and resolves to what comes before that. Rejects with NotRemakeable when it is refused. */
async function ask(wire: Wire, request: Buffer, signal: AbortSignal): Promise<Message[]> {
  wire.write(request);
  const answer: Message[] = [];
  for (;;) {
    const one = await wire.read(signal);
    if (one.type === "Z") break;
    answer.push(one);
  }
  const refused = answer.find(({ type }) => type === "E");
  if (refused) throw new NotRemakeable(`has a state that could not be read or made again (${readFields(refused.body).get("M")})`);
  return answer;
}
