// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import type { Socket } from "node:net";
import { reasonOf } from "../../service/log.ts";
import type { Outcome, Session, Surroundings } from "../protocol.ts";
import { type CancelKeys, forwardCancel } from "./cancel.ts";
import { errorFieldsOf, notMoved, serverLost } from "./errors.ts";
import { FrameScanner } from "./frames.ts";
import { greeting } from "./greeting.ts";
import type { Login } from "./login.ts";
import { SessionMemory } from "./memory.ts";
import { type ErrorFields, errorResponse, parameterStatus } from "./messages.ts";
import { NotRemakeable } from "./remake.ts";
import { ServerStream } from "./server-stream.ts";
import { Settlement } from "./settlement.ts";
import type { Opening } from "./startup.ts";
import { connectUpstream, replaceServer } from "./switching.ts";
import { Traffic } from "./traffic.ts";

const types = { query: 0x51, parse: 0x50, close: 0x43, terminate: 0x58 };
/** More than this waits in the client's socket. */
const mostHeld = 2 ** 20;
/**
 * One connection of the app, in session mode: it has one server connection, until a switch replaces that.
 *
 *   app ──▶ frames, traffic, memory ──▶ server     chunks are passed on as they come; only their messages' heads are read
 *   app ◀── frames, traffic ◀────────── server
 *
 * After a switch it is `behind`. A message that may begin a transaction is then held, and at the boundary the server connection is
 * replaced: state read here, login there, state made again there. What is held goes to the new server.
 */
export class PostgresSession implements Session {
  readonly #client: Socket;
  readonly #opening: Opening & { kind: "session" };
  readonly #around: Surroundings;
  readonly #keys: CancelKeys;
  readonly #gone = new AbortController();
  readonly #fromClient = new FrameScanner({ Q: "body", P: "body", C: "body" }, "end");
  readonly #traffic = new Traffic();
  readonly #fromServer = new ServerStream(this.#traffic);
  readonly #memory = new SessionMemory();
  readonly #settlement = new Settlement();
  #login: Login | undefined;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #moving = false;
  /** The server takes bytes slower than the client sends them. */
  #blocked = false;
  /** The client has said Terminate. */
  #leaving = false;
  /** The client was told why it is ended. */
  #closed = false;
  #cancels: Promise<void>[] = [];

  constructor(client: Socket, opening: Opening & { kind: "session" }, around: Surroundings, keys: CancelKeys) {
    this.#client = client;
    this.#opening = opening;
    this.#around = around;
    this.#keys = keys;
  }

  get route() {
    return this.#login?.route;
  }

  /** Serves the client until it or the server ends the connection. Never rejects. */
  async serve(): Promise<void> {
    const { metrics } = this.#around;
    const closed = new Promise<void>((resolve) => this.#client.once("close", resolve));
    void closed.then(() => this.#gone.abort(new Error("the client has gone")));
    this.#client.on("data", (chunk: Buffer) => this.#onClientData(chunk)).resume();
    const key = this.#keys.issue(() => this.#cancel());
    try {
      const login = await this.#connect();
      for (const [name, value] of login.parameters) this.#fromServer.told.set(name, value);
      this.#client.write(greeting(this.#opening.answer, login, key));
      this.#attach(login);
      if (this.#opening.rest.length > 0) this.#held.unshift(this.#opening.rest);
      this.#release();
      this.#advance();
    } catch (error) {
      metrics.refused.add();
      if (!this.#gone.signal.aborted) this.#close(errorFieldsOf(error, this.#around.route), "warn");
    }
    await closed;
    this.#keys.revoke(key);
    this.#settlement.tell({ how: "ended", reason: "the client has gone" });
    // A cancel request that is under way must not meet whoever has this server process next.
    await Promise.allSettled(this.#cancels);
    this.#login?.wire.close();
  }

  async follow(): Promise<Outcome> {
    if (this.#login === undefined || !this.#behind) return { how: "moved" };
    const settled = this.#settlement.wait(() => this.#waitsFor());
    if (this.#traffic.streams || this.#opening.parameters.has("replication")) this.#close(notMoved(this.#around.route, "replicates"));
    else this.#advance();
    return settled;
  }

  #waitsFor(): string {
    if (!this.#moving) return "a transaction is under way; the next one begins on the new route";
    const { queue, route } = this.#around;
    return `the server of the route ${route.name} has not let it in yet${queue.problem(route.name) ? `: ${queue.problem(route.name)}` : ""}`;
  }

  end(reason: string): void {
    this.#close({ code: "57P01", message: reason });
  }

  get #behind(): boolean {
    return this.#login !== undefined && this.#login.route !== this.#around.route;
  }

  #connect(): Promise<Login> {
    // The session's text is in this encoding by now, whatever it began with.
    const encoding = this.#fromServer.told.get("client_encoding");
    const parameters = new Map([...this.#opening.parameters, ...(encoding ? [["client_encoding", encoding] as const] : [])]);
    return connectUpstream(this.#around, parameters, this.#gone.signal);
  }

  #attach(login: Login): void {
    this.#login = login;
    login.wire.stream(
      (chunk) => this.#onServerData(chunk, login),
      () => this.#onServerEnd(login),
    );
  }

  #onClientData(chunk: Buffer): void {
    if (this.#closed) return;
    if (this.#held.length > 0 || this.#login === undefined || this.#moving) this.#hold(chunk);
    else this.#feed(chunk, this.#login);
  }

  #feed(chunk: Buffer, { wire }: Login): void {
    let at = 0;
    try {
      while (at < chunk.length) {
        if (this.#behind && this.#fromClient.between && this.#traffic.mayBegin) {
          this.#forward(chunk.subarray(0, at), wire.socket);
          this.#hold(chunk.subarray(at));
          this.#advance();
          return;
        }
        at = this.#fromClient.next(chunk, at);
        if (this.#fromClient.ended) this.#onRequest(this.#fromClient.type, this.#fromClient.body);
      }
    } catch (error) {
      this.#close({ code: "08P01", message: `not PostgreSQL's protocol: ${reasonOf(error)}` });
      return;
    }
    this.#forward(chunk, wire.socket);
  }

  #onRequest(type: number, body: Buffer | undefined): void {
    this.#traffic.fromClient(type);
    if (type === types.query) this.#memory.sawQuery(body);
    else if (type === types.parse) this.#memory.sawParse(body);
    else if (type === types.close) this.#memory.sawClose(body);
    else if (type === types.terminate) this.#leaving = true;
  }

  #forward(chunk: Buffer, server: Socket): void {
    if (chunk.length === 0) return;
    this.#around.metrics.bytesToServer.add(chunk.length);
    if (server.write(chunk) || this.#blocked) return;
    this.#blocked = true;
    this.#client.pause();
    server.once("drain", () => {
      this.#blocked = false;
      this.#client.resume();
    });
  }

  #onServerData(chunk: Buffer, { wire }: Login): void {
    if (this.#closed) return;
    const { metrics, log } = this.#around;
    let step = false;
    try {
      const seen = this.#fromServer.read(chunk);
      if (seen.ready > 0) metrics.transactions.add(seen.ready);
      step = seen.step;
    } catch (error) {
      log.error("the server does not speak PostgreSQL's protocol", { reason: error });
      this.#client.destroy();
      return;
    }
    metrics.bytesToClient.add(chunk.length);
    if (!this.#client.write(chunk)) {
      wire.socket.pause();
      this.#client.once("drain", () => wire.socket.resume());
    }
    if (step && this.#behind) this.#advance();
  }

  #onServerEnd({ route }: Login): void {
    if (this.#closed) return;
    if (!this.#leaving) this.#around.metrics.lost.add();
    if (this.#fromServer.saidWhy || this.#leaving) this.#client.end();
    else this.#close(serverLost(route));
  }

  #hold(chunk: Buffer): void {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > mostHeld) this.#client.pause();
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const chunk of held) this.#onClientData(chunk);
    if (this.#heldBytes <= mostHeld && !this.#blocked) this.#client.resume();
  }

  /** Takes the next step after a switch, if there is one to take. */
  #advance(): void {
    if (!this.#behind || this.#moving || !this.#login) return;
    if (this.#traffic.idle && this.#fromClient.between && this.#fromServer.between) void this.#move(this.#login);
    else if (this.#held.length > 0 && !this.#traffic.mayBegin) this.#release();
  }

  async #move(from: Login): Promise<void> {
    const { metrics, log } = this.#around;
    this.#moving = true;
    try {
      const to = await replaceServer(from, this.#memory, () => this.#connect(), this.#gone.signal);
      for (const [name, value] of to.parameters)
        if (this.#fromServer.told.get(name) !== value) this.#client.write(parameterStatus(name, value));
      for (const [name, value] of to.parameters) this.#fromServer.told.set(name, value);
      this.#moving = false;
      this.#blocked = false;
      this.#attach(to);
      metrics.moved.add();
      log.debug("a session was moved", { from: from.route.name, to: to.route.name });
      if (!this.#behind) this.#settlement.tell({ how: "moved" });
      this.#release();
      this.#advance();
    } catch (error) {
      if (this.#gone.signal.aborted) return;
      metrics.notMoved.add();
      if (error instanceof NotRemakeable) this.#close(notMoved(this.#around.route, error.message));
      else this.#close(errorFieldsOf(error, this.#around.route), "warn");
    }
  }

  /** Cancels what runs here just now; the server connection stays until the server has taken the request. */
  #cancel(): Promise<void> | undefined {
    const { route, key, wire } = this.#login ?? {};
    const { remoteAddress: host, remotePort: port } = wire?.socket ?? {};
    if (!route || !key || !host || !port || this.#moving) return undefined;
    const sent = forwardCancel({ route, key, address: { host, port } });
    this.#cancels.push(sent);
    return sent;
  }

  /** Says why, where a message can begin, and ends the connection. */
  #close(fields: ErrorFields, level: "info" | "warn" = "info"): void {
    if (this.#closed) return;
    this.#closed = true;
    const sayable = this.#fromServer.between || this.#moving;
    this.#around.log[level]("a connection was ended", { reason: fields.message, code: fields.code });
    this.#client.resume();
    if (sayable) this.#client.end(errorResponse(fields));
    else this.#client.destroy();
    const timer = setTimeout(() => this.#client.destroy(), 5000);
    this.#client.once("close", () => clearTimeout(timer));
    this.#settlement.tell({ how: "ended", code: fields.code, reason: fields.message });
  }
}
