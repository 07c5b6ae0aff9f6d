import { type Received, type Receiver, type Reply, receiver } from "./receiver.ts";

export interface HecEvent {
  readonly time: number;
  readonly host?: string;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly index?: string;
  readonly event: unknown;
  readonly fields?: Readonly<Record<string, unknown>>;
}

interface CollectorOptions {
  readonly token?: string;
  /** Indexer acknowledgement: how often it is asked for an ack before it says yes. */
  readonly ackAfter?: number;
  /** Answers in the collector's place, to the event endpoint. */
  readonly interrupt?: (request: Received, number: number) => Reply | undefined;
  readonly interruptAck?: (number: number) => Reply | undefined;
  /** Events that it does not take, as `Invalid data format`. */
  readonly poison?: (event: HecEvent) => boolean;
}

const known = new Set(["time", "host", "source", "sourcetype", "index", "event", "fields"]);

/** An HTTP Event Collector that takes what Splunk's takes, event by event, and answers with its codes. */
export class HecCollector {
  readonly events: HecEvent[] = [];
  readonly channels = new Set<string>();
  readonly requests: Received[] = [];
  receiver!: Receiver;
  readonly #options: CollectorOptions;
  readonly #asked = new Map<string, number>();
  #ackId = 0;
  #acksAsked = 0;

  private constructor(options: CollectorOptions) {
    this.#options = options;
  }

  static async start(options: CollectorOptions = {}): Promise<HecCollector> {
    const collector = new HecCollector(options);
    collector.receiver = await receiver((request) => collector.#serve(request));
    return collector;
  }

  get url(): string {
    return this.receiver.url;
  }

  get bodies(): unknown[] {
    return this.events.map(({ event }) => event);
  }

  #serve(request: Received): Reply {
    if (request.method !== "POST") return 405;
    const channel = String(request.headers["x-splunk-request-channel"] ?? "");
    if (request.path === "/services/collector/ack") return this.#ack(request, channel);
    if (request.path !== "/services/collector/event") return 404;
    this.requests.push(request);
    const interrupted = this.#options.interrupt?.(request, this.requests.length);
    if (interrupted !== undefined) return interrupted;
    const { token = "t0ken", ackAfter } = this.#options;
    const { authorization } = request.headers;
    if (authorization === undefined) return answer(401, 2, "Token is required");
    if (authorization !== `Splunk ${token}`) return answer(403, 4, "Invalid token");
    if (ackAfter !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(channel))
      return answer(400, 10, "Data channel is missing");
    this.channels.add(channel);
    return this.#take(request.body) ?? answer(200, 0, "Success", ackAfter === undefined ? {} : { ackId: this.#ackId++ });
  }

  #take(body: string): Reply | undefined {
    const texts = split(body);
    if (texts.length === 0) return answer(400, 5, "No data");
    for (const [number, text] of texts.entries()) {
      const refused = (code: number, why: string) => answer(400, code, why, { "invalid-event-number": number });
      const event = readEvent(text);
      if (!event || this.#options.poison?.(event)) return refused(6, "Invalid data format");
      if (event.event === undefined) return refused(12, "Event field is required");
      if (typeof event.event === "string" && event.event.trim() === "") return refused(13, "Event field cannot be blank");
      if (Object.values(event.fields ?? {}).some((value) => typeof value === "object"))
        return refused(15, "Error in handling indexed fields");
      this.events.push(event);
    }
    return undefined;
  }

  #ack(request: Received, channel: string): Reply {
    this.#acksAsked += 1;
    const interrupted = this.#options.interruptAck?.(this.#acksAsked);
    if (interrupted !== undefined) return interrupted;
    if (!this.channels.has(channel)) return answer(400, 11, "Invalid data channel");
    const { acks } = JSON.parse(request.body) as { acks: number[] };
    const said = acks.map((id) => {
      const times = (this.#asked.get(`${channel} ${id}`) ?? 0) + 1;
      this.#asked.set(`${channel} ${id}`, times);
      return [id, times > (this.#options.ackAfter ?? 0)];
    });
    return { status: 200, body: JSON.stringify({ acks: Object.fromEntries(said) }) };
  }
}

export function answer(status: number, code: number, text: string, more: Readonly<Record<string, unknown>> = {}): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify({ text, code, ...more }) };
}

/** Objects that stand one behind the other, with or without blanks in between. */
function split(body: string): string[] {
  const texts: string[] = [];
  let [depth, start, inString] = [0, 0, false];
  for (let index = 0; index < body.length; index += 1) {
    const char = body[index];
    if (inString) {
      if (char === "\\") index += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{") {
      if (depth === 0) start = index;
      depth += 1;
    } else if (char === "}") {
      depth -= 1;
      if (depth === 0) texts.push(body.slice(start, index + 1));
    } else if (depth === 0 && !/\s/.test(char ?? "")) return [body];
  }
  return depth === 0 && !inString ? texts : [body];
}

function readEvent(text: string): HecEvent | undefined {
  try {
    const event = JSON.parse(text);
    const texts = [event.host, event.source, event.sourcetype, event.index];
    const right = typeof event.time === "number" && texts.every((one) => one === undefined || (typeof one === "string" && one !== ""));
    return right && Object.keys(event).every((key) => known.has(key)) ? event : undefined;
  } catch {
    return undefined;
  }
}
