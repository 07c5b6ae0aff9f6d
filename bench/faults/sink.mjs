import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";
import { linesOf } from "./lines.mjs";

/** A line that no sink takes: alone it is refused, and what it came with is taken without it. */
export const isPoison = (number) => number % 50_021 === 17;

/** Of so many requests one meets each of these faults. */
const everyNth = 150;
/** An answer that takes longer, or was sent shortly before the server went away, may not have been heard. */
const heardWithinMs = 300;
const plainFaults = ["503", "429", "429 in a second", "413", "hang", "hang, stored", "reset", "reset, stored"];
const faultsOf = {
  http: [...plainFaults, "408"],
  otlp: [...plainFaults, "partial"],
  elasticsearch: [...plainFaults, "408", "partial"],
};

/** Takes records as the contract of the sink says, and misbehaves at random. */
export class FaultySink {
  calm = false;
  /** How often each fault was met. */
  met = {};
  /** By number of the line: the request that brought it last. */
  stored = new Map();
  /** By life of the agent: lines that it had brought, and a later one brought again. */
  repeatsOfLife = new Map();
  /** Lines that one life brought twice: all, and those that it knew to be stored. */
  repeatsInLife = 0;
  repeatsOfHeard = 0;
  invented = [];
  #kind;
  #random;
  #server;
  #sockets = new Set();
  #port = 0;
  #closed = false;
  /** Answers of the last moments. */
  #recent = [];

  constructor(kind, random) {
    this.#kind = kind;
    this.#random = random;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the same port every time. */
  async open() {
    this.#server = createServer((request, response) => this.#take(request, response));
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    await new Promise((resolve, reject) => this.#server.once("error", reject).listen(this.#port, "127.0.0.1", resolve));
    this.#port = this.#server.address().port;
    this.#closed = false;
  }

  /** Refuses connections. */
  async close() {
    if (this.#closed) return;
    this.#closed = true;
    for (const answered of this.#recent) if (performance.now() - answered.at < 1000) answered.heard = false;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #take(request, response) {
    const chunks = [];
    const sent = { life: Number(request.headers["x-life"]), heard: false, at: performance.now() };
    response.on("finish", () => this.#answered(sent));
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("error", () => undefined);
    request.on("end", () => {
      const bytes = Buffer.concat(chunks);
      let numbers;
      try {
        numbers = linesOf((request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString());
      } catch (error) {
        this.invented.push(error.message);
        response.writeHead(200).end();
        return;
      }
      this.#answer(numbers, sent, request, response);
    });
  }

  #answer(numbers, sent, request, response) {
    const fault = this.calm ? undefined : faultsOf[this.#kind][Math.floor(this.#random() * everyNth)];
    const reply = (status, body = "", headers = {}) => response.writeHead(status, headers).end(body);
    if (fault) this.#count(fault);
    if (fault?.endsWith("stored")) this.#store(numbers, sent);
    if (fault?.startsWith("hang")) return;
    if (fault?.startsWith("reset")) return void request.socket.destroy();
    if (fault === "429 in a second") return void reply(429, "", { "retry-after": "1" });
    // A batch of one is not too large.
    if (fault === "413" && numbers.length === 1) return void reply(503);
    if (fault && fault !== "partial") return void reply(Number(fault));
    this.#judge(numbers, sent, reply, fault === "partial");
  }

  #judge(numbers, sent, reply, isPartial) {
    if (this.#kind === "elasticsearch") {
      const items = numbers.map((number) => {
        if (isPoison(number)) this.#count("400 of a record");
        if (isPoison(number)) return { create: { status: 400, error: { type: "document_parsing_exception", reason: "poison" } } };
        if (this.stored.has(number)) return { create: { status: 409 } };
        if (isPartial && this.#random() < 0.3)
          return { create: { status: 429, error: { type: "es_rejected_execution_exception", reason: "busy" } } };
        this.#store([number], sent);
        return { create: { status: 201 } };
      });
      return reply(200, JSON.stringify({ errors: items.some(({ create }) => create.error), items }), {
        "content-type": "application/json",
      });
    }
    const poison = numbers.filter(isPoison);
    if (poison.length > 0) {
      this.#count("400");
      return reply(400, "poison");
    }
    if (this.#kind === "otlp" && isPartial) {
      this.#store(numbers.slice(1), sent);
      const body = { partialSuccess: { rejectedLogRecords: "1", errorMessage: "one was refused" } };
      return reply(200, JSON.stringify(body), { "content-type": "application/json" });
    }
    this.#store(numbers, sent);
    reply(200, this.#kind === "otlp" ? "{}" : "", { "content-type": "application/json" });
  }

  #count(fault) {
    this.met[fault] = (this.met[fault] ?? 0) + 1;
  }

  #answered(sent) {
    const now = performance.now();
    sent.heard = now - sent.at < heardWithinMs && !this.#closed;
    sent.at = now;
    this.#recent = [...this.#recent.filter(({ at }) => now - at < 1000), sent];
  }

  #store(numbers, sent) {
    for (const number of numbers) {
      const before = this.stored.get(number);
      if (before?.life === sent.life) {
        this.repeatsInLife += 1;
        if (before.heard) this.repeatsOfHeard += 1;
      } else if (before) this.repeatsOfLife.set(before.life, (this.repeatsOfLife.get(before.life) ?? 0) + 1);
      this.stored.set(number, sent);
    }
  }
}
