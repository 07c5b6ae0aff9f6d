import { isObject, type Json, objectOf, textOf } from "./json.ts";
import { type Contract, demand, type StrictAnswer, type StrictRequest } from "./server.ts";

type Item = { status: number; error?: { type: string; reason: string } };

/** A data stream: takes `create` alone, each id once, and no document whose fields contradict each other. */
export class StrictElasticsearch implements Contract {
  readonly documents = new Map<string, Json>();
  readonly #dataStream: string;
  /** In place of the answer to one document. */
  item: (document: Json) => Item | undefined = () => undefined;

  constructor(dataStream: string) {
    this.#dataStream = dataStream;
  }

  get stored(): string[] {
    return [...this.documents.values()].map(({ message }) => String(message));
  }

  judge({ method, path, query, headers, body }: StrictRequest): StrictAnswer {
    demand(method === "POST" && path === `/${this.#dataStream}/_bulk`, `${method} ${path}`);
    const type = headers["content-type"];
    demand(type === "application/x-ndjson" || type === "application/json", `content-type ${type}`);
    demand(body.endsWith("\n"), "The bulk request must be terminated by a newline [\\n]");
    const lines = body.slice(0, -1).split("\n");
    demand(lines.length % 2 === 0, "an action without a document");
    const items: { create: Item }[] = [];
    for (let at = 0; at < lines.length; at += 2) items.push({ create: this.#create(lines[at] ?? "", lines[at + 1] ?? "") });
    const errors = items.some(({ create }) => create.error !== undefined);
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(filtered({ took: 1, errors, items }, query)),
    };
  }

  #create(action: string, text: string): Item {
    const { create } = objectOf(JSON.parse(action), "the action", ["create"]);
    const { _id } = objectOf(create, "create", ["_id", "_index"]);
    const id = textOf(_id, "_id", /^.{1,512}$/);
    const document: unknown = JSON.parse(text);
    demand(isObject(document), "a document that is no object");
    const own = this.item(document);
    if (own && own.status !== 201) return own;
    if (this.documents.has(id)) return refusal(409, "version_conflict_engine_exception", "document already exists");
    const problem = parsingProblem(document);
    if (problem !== undefined) return refusal(400, "document_parsing_exception", problem);
    this.documents.set(id, document);
    return { status: 201 };
  }
}

function refusal(status: number, type: string, reason: string): Item {
  return { status, error: { type, reason } };
}

function parsingProblem(document: Json): string | undefined {
  const time = document["@timestamp"];
  if (typeof time !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(time)) return "failed to parse field [@timestamp]";
  const leaves = flatten(document);
  const both = leaves.find((leaf) => leaves.some((other) => other.startsWith(`${leaf}.`)));
  if (both !== undefined) return `object mapping for [${both}] tried to parse field as object, but found a concrete value`;
  const flags = document["log.flags"];
  if (flags !== undefined && !Array.isArray(flags)) return "log.flags";
  return String(document["message"]).includes("poison") ? "poison" : undefined;
}

function flatten(value: Json, prefix = ""): string[] {
  return Object.entries(value).flatMap(([name, inner]) => (isObject(inner) ? flatten(inner, `${prefix}${name}.`) : [`${prefix}${name}`]));
}

/** `filter_path` as far as it is used here: whole names, and `*` for one. */
function filtered(answer: unknown, query: URLSearchParams): unknown {
  const paths = query.get("filter_path")?.split(",");
  if (!paths) return answer;
  const keep = (value: unknown, wanted: readonly (readonly string[])[]): unknown => {
    if (wanted.some((path) => path.length === 0)) return value;
    if (Array.isArray(value)) return value.map((item) => keep(item, wanted));
    if (!isObject(value)) return undefined;
    const entries = Object.entries(value).map(([name, inner]) => {
      const rest = wanted.filter(([first]) => first === name || first === "*").map((path) => path.slice(1));
      return [name, rest.length > 0 ? keep(inner, rest) : undefined] as const;
    });
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  };
  return keep(
    answer,
    paths.map((path) => path.split(".")),
  );
}
