import { EXIT, ScaffoldError } from "../../errors.ts";
import { localEnvPath } from "../../project/local-env.ts";
import type { Action, Answer } from "./action.ts";

export interface Question {
  readonly name: string;
  readonly port: number;
  readonly token: string;
  readonly path: string;
  readonly action: Action;
  /** Sent, or for GET the query. */
  readonly body: Record<string, unknown>;
}

/** Each answer as it comes; one, unless the action follows. */
export async function* ask({ name, port, token, path, action, body }: Question): AsyncGenerator<Answer> {
  const query = action.method === "GET" ? new URLSearchParams(body as Record<string, string>).toString() : "";
  const response = await fetch(`http://127.0.0.1:${port}/${path}${query && `?${query}`}`, {
    method: action.method,
    headers: { authorization: `Bearer ${token}` },
    ...(action.method === "POST" && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new ScaffoldError("NOT_RUNNING", `${name} does not answer on 127.0.0.1:${port}`, {
      exit: EXIT.failed,
      hint: `\`scaffold run\` starts the pod; after \`run --port-map ${port}=N\` add --port N; on a cluster: kubectl port-forward, and --port`,
      cause,
    });
  });
  if (response.ok && action.follows && response.body) return yield* lines(response.body);
  const answer = (await response.json().catch(() => ({ error: "the answer is no JSON" }))) as Answer;
  if (response.ok) return yield answer;
  if (response.status === 503 && action.unavailable) throw action.unavailable(answer);
  const refused = response.status === 401 || response.status === 403;
  throw new ScaffoldError(refused ? "TOKEN_REFUSED" : "REFUSED", String(answer["error"]), {
    exit: response.status === 409 || response.status === 400 ? EXIT.usage : EXIT.failed,
    ...(refused && { hint: `the token it was started with is wanted: --token, SCAFFOLD_TOKEN, or the line in ${localEnvPath}` }),
  });
}

/** Ends when the companion does. */
async function* lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<Answer> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of body) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) yield JSON.parse(line) as Answer;
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
