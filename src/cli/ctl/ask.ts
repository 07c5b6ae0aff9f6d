import { request as httpRequest, type IncomingMessage } from "node:http";
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
export async function* ask(question: Question): AsyncGenerator<Answer> {
  const { name, action } = question;
  const response = await send(question);
  const status = response.statusCode ?? 0;
  const isGood = status >= 200 && status < 300;
  if (isGood && action.follows) return yield* lines(response, name);
  const answer = answerOf(await textOf(response, name));
  if (isGood && answer) return yield answer;
  if (status === 503 && answer && action.unavailable) throw action.unavailable(answer);
  const refused = status === 401 || status === 403;
  throw new ScaffoldError(refused ? "TOKEN_REFUSED" : "REFUSED", answer ? String(answer["error"]) : "the answer is no JSON", {
    exit: status === 409 || status === 400 ? EXIT.usage : EXIT.failed,
    ...(refused && { hint: `the token it was started with is wanted: --token, SCAFFOLD_TOKEN, or the line in ${localEnvPath}` }),
  });
}

/** Waits as long as it takes (fetch would give up after five minutes): a replay may take hours, and nothing be tapped for as long. */
function send({ name, port, token, path, action, body }: Question): Promise<IncomingMessage> {
  const query = action.method === "GET" ? new URLSearchParams(body as Record<string, string>).toString() : "";
  return new Promise((resolve, reject) => {
    let isConnected = false;
    const request = httpRequest({
      host: "127.0.0.1",
      port,
      path: `/${path}${query && `?${query}`}`,
      method: action.method,
      headers: { authorization: `Bearer ${token}` },
      agent: false,
    });
    request.on("socket", (socket) => {
      socket.on("connect", () => {
        isConnected = true;
      });
    });
    request.on("error", (cause) => reject(isConnected ? brokenOff(name, cause) : notRunning(name, port, cause)));
    request.on("response", resolve);
    request.end(action.method === "POST" ? JSON.stringify(body) : undefined);
  });
}

function notRunning(name: string, port: number, cause: unknown): ScaffoldError {
  return new ScaffoldError("NOT_RUNNING", `${name} does not answer on 127.0.0.1:${port}`, {
    exit: EXIT.failed,
    hint: `\`scaffold run\` starts the pod; after \`run --port-map ${port}=N\` add --port N; on a cluster: kubectl port-forward, and --port`,
    cause,
  });
}

function brokenOff(name: string, cause: unknown): ScaffoldError {
  return new ScaffoldError("BROKEN_OFF", `the connection to ${name} broke off before its answer was whole`, {
    exit: EXIT.failed,
    hint: "it was ended, or what forwards the port was: look whether it runs, and ask again",
    cause,
  });
}

async function textOf(response: IncomingMessage, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of chunksOf(response, name)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function answerOf(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

/** Ends when the companion ends the answer, as it does when it is asked to stop. Empty lines only tell that it is there. */
async function* lines(response: IncomingMessage, name: string): AsyncGenerator<Answer> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunksOf(response, name)) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) if (line !== "") yield JSON.parse(line) as Answer;
  }
  if (rest !== "") throw brokenOff(name, new Error("the last line has no end"));
}

async function* chunksOf(response: IncomingMessage, name: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw brokenOff(name, error);
  }
}
