/**
 * One run of a lifecycle hook. Resolves when it is over, rejects with the kubelet's text when it failed; it has no timeout of its own.
 * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Handler, HttpGet } from "../../../pod/model.ts";
import { httpGet } from "./http-get.ts";
import { httpAddress, type ProbeTarget } from "./probe.ts";

export async function runHook(handler: Handler, target: ProbeTarget): Promise<void> {
  if (handler.exec) return execHook(handler.exec.command ?? [], target);
  if (handler.httpGet) return httpHook(handler.httpGet, target);
  if (handler.sleep) return sleep(handler.sleep.seconds * 1000, undefined, { signal: target.signal });
  throw new Error("cannot run handler: invalid handler");
}

async function execHook(command: readonly string[], { instance, command: here }: ProbeTarget): Promise<void> {
  const { exitCode, output } = await instance.exec(here(command));
  if (exitCode !== 0) throw new Error(`command '${command.join(" ")}' exited with ${exitCode}: ${output}`);
}

type Header = NonNullable<HttpGet["httpHeaders"]>[number];

/** Any answer is a success. An HTTPS hook that meets a server without TLS is tried again without. */
async function httpHook(get: HttpGet, { container, podIP, signal }: ProbeTarget): Promise<void> {
  const url = httpAddress(get, container, podIP);
  const headers = withUserAgent(get.httpHeaders ?? []);
  try {
    await httpGet(url, { headers, signal });
  } catch (error) {
    if (
      url.protocol !== "https:" ||
      !(error instanceof Error && /wrong version number|packet length too long|http request/i.test(error.message))
    )
      throw error;
    const withoutCredentials = headers.filter(({ name }) => name.toLowerCase() !== "authorization");
    await httpGet(httpAddress({ ...get, scheme: "HTTP" }, container, podIP), { headers: withoutCredentials, signal });
  }
}

/** A hook asks as kube-lifecycle, where a probe asks as kube-probe. */
const withUserAgent = (headers: readonly Header[]): readonly Header[] =>
  headers.some(({ name }) => name.toLowerCase() === "user-agent")
    ? headers
    : [...headers, { name: "User-Agent", value: "kube-lifecycle/1.36" }];
