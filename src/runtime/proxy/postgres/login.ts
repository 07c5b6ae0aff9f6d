import { createHash } from "node:crypto";
import { NotYet } from "../queue.ts";
import type { Route } from "../route.ts";
import { type BackendKey, type Message, message, readFields, readParameter, startupMessage, text } from "./messages.ts";
import { ScramClient } from "./scram.ts";
import { openUpstream } from "./upstream.ts";
import { Wire } from "./wire.ts";

/** The server refused the login for good: its ErrorResponse's fields. */
export class LoginError extends Error {
  override readonly name = "LoginError";
  readonly code: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  constructor(code: string, words: string, { detail, hint }: { detail?: string | undefined; hint?: string | undefined } = {}) {
    super(words);
    this.code = code;
    this.detail = detail;
    this.hint = hint;
  }
}

/** A session on a server, at its first ReadyForQuery. */
export interface Login {
  readonly wire: Wire;
  readonly route: Route;
  readonly user: string;
  /** What the server reported, by name. */
  readonly parameters: Map<string, string>;
  readonly key: BackendKey | undefined;
  /** NoticeResponses that came meanwhile, to be passed on. */
  readonly notices: readonly Buffer[];
}

const wrongPassword = "28P01";
/** cannot_connect_now, admin_shutdown, crash_shutdown, too_many_connections: worth another attempt. */
const passing = new Set(["57P03", "57P01", "57P02", "53300"]);

/**
 * Logs in on a route's server. `parameters`: the client's own, of which user and database give way to the route's. After 28P01 the
 * password is read once more: a Secret may have been renewed since. Rejects with NotYet where another attempt is worth it, with a
 * LoginError where the server says no.
 */
export async function logIn(route: Route, parameters: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Login> {
  try {
    return await logInOnce(route, parameters, signal);
  } catch (error) {
    if (!(error instanceof LoginError) || error.code !== wrongPassword) throw error;
    return logInOnce(route, parameters, signal);
  }
}

async function logInOnce(route: Route, given: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Login> {
  const password = await route.password().catch((error: Error) => {
    throw new LoginError("28000", `the password of the route ${route.name} cannot be read: ${error.message}`);
  });
  const wire = new Wire(await openUpstream(route, signal));
  try {
    const user = bytesOf(route.user) ?? given.get("user") ?? "";
    const database = bytesOf(route.database) ?? given.get("database") ?? user;
    wire.write(startupMessage(new Map([...given, ["user", user], ["database", database]])));
    await authenticate(wire, { user, password: password ?? "" }, signal);
    return { wire, route, user, ...(await untilReady(wire, signal)) };
  } catch (error) {
    wire.socket.destroy();
    if (signal.aborted) throw signal.reason;
    throw wire.ended && !(error instanceof LoginError) ? new NotYet(error instanceof Error ? error.message : String(error)) : error;
  }
}

/** The URL's text as the start-up message holds text: bytes, each one character. */
function bytesOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value).toString("latin1");
}

/** PostgreSQL documentation, "SASL Authentication" and the Authentication messages of "Message Formats". */
async function authenticate(wire: Wire, { user, password }: { user: string; password: string }, signal: AbortSignal): Promise<void> {
  let scram: ScramClient | undefined;
  let proved = false;
  for (;;) {
    const { type, body } = await wire.read(signal);
    if (type === "E") throw refusal(body);
    if (type === "N" || type === "v") continue;
    if (type !== "R" || body.length < 4) throw new Error("does not speak PostgreSQL's protocol");
    const kind = body.readInt32BE(0);
    const rest = body.subarray(4);
    if (kind !== 0 && password === "") throw new LoginError("28P01", "the server asks for a password, and the route has none");
    switch (kind) {
      case 0:
        if (scram && !proved) throw new LoginError("28000", "the server ended SCRAM without proving that it knows the password");
        return;
      case 3:
        wire.write(message("p", text(password)));
        break;
      case 5:
        wire.write(message("p", text(md5Answer(user, password, rest.subarray(0, 4)))));
        break;
      case 10: {
        const offered = rest.toString("latin1").split("\0");
        if (!offered.includes("SCRAM-SHA-256"))
          throw new LoginError("28000", `the server offers only ${offered.filter(Boolean).join(", ")}`);
        scram = new ScramClient(password);
        const first = Buffer.from(scram.first());
        const length = Buffer.alloc(4);
        length.writeInt32BE(first.length);
        wire.write(message("p", text("SCRAM-SHA-256"), length, first));
        break;
      }
      case 11:
        if (!scram) throw new Error("SASL goes on before it began");
        wire.write(message("p", Buffer.from(await scram.final(rest.toString("latin1")))));
        break;
      case 12:
        scram?.verify(rest.toString("latin1"));
        proved = true;
        break;
      default:
        throw new LoginError("28000", `the server asks for an authentication of kind ${kind}, which is not supported`);
    }
  }
}

function md5Answer(user: string, password: string, salt: Buffer): string {
  const md5 = (...parts: Buffer[]) => createHash("md5").update(Buffer.concat(parts)).digest("hex");
  const inner = md5(Buffer.from(password), Buffer.from(user, "latin1"));
  return `md5${md5(Buffer.from(inner), salt)}`;
}

async function untilReady(wire: Wire, signal: AbortSignal): Promise<Pick<Login, "parameters" | "key" | "notices">> {
  const parameters = new Map<string, string>();
  const notices: Buffer[] = [];
  let key: BackendKey | undefined;
  for (;;) {
    const { type, body } = await wire.read(signal);
    if (type === "E") throw refusal(body);
    else if (type === "S") parameters.set(...readParameter(body));
    else if (type === "K") key = { pid: body.readInt32BE(0), secret: Buffer.from(body.subarray(4)) };
    else if (type === "N") notices.push(message("N", body));
    else if (type === "Z") return { parameters, key, notices };
  }
}

function refusal(body: Message["body"]): Error {
  const fields = readFields(body);
  const [code = "08006", words = "the server refused the connection"] = [fields.get("C"), fields.get("M")];
  return passing.has(code)
    ? new NotYet(words, { sqlState: code })
    : new LoginError(code, words, { detail: fields.get("D"), hint: fields.get("H") });
}
