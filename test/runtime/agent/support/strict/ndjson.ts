import { isObject, type Json } from "./json.ts";
import { type Contract, demand, type StrictAnswer, type StrictRequest } from "./server.ts";

/** An endpoint for newline-delimited JSON that takes a request as a whole or not at all. */
export class StrictNdjson implements Contract {
  readonly records: Json[] = [];
  readonly #batches = new Set<string>();

  get stored(): string[] {
    return this.records.map(({ body }) => String(body));
  }

  judge({ method, headers, body }: StrictRequest): StrictAnswer {
    demand(method === "POST", method);
    demand(headers["content-type"] === "application/x-ndjson", `content-type ${headers["content-type"]}`);
    demand(body.endsWith("\n"), "no newline at the end");
    const records = body
      .slice(0, -1)
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    demand(records.every(isObject), "a line that is no object");
    if (body.includes("poison")) return { status: 400, body: "poison" };
    const batch = headers["x-batch-id"];
    demand(typeof batch === "string" && batch !== "", "no batch id");
    if (!this.#batches.has(batch)) this.records.push(...records.filter(isObject));
    this.#batches.add(batch);
    return { status: 200 };
  }
}
