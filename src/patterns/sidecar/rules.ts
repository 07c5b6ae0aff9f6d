import { posix } from "node:path";
import { compileGlob, matchesGlob } from "../../runtime/agent/source/glob.ts";
import type { Path } from "../../spec/path.ts";
import type { Rule } from "../../spec/rules.ts";
import { watchesFiles } from "../watching.ts";

/** A log agent that is told nothing to watch would run for ever and ship nothing. */
export const agentsHaveFiles: Rule = ({ app, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    const wantsFiles = watchesFiles(companion) && companion["source"] !== "stdin";
    if (wantsFiles && companion["watch"] === undefined && app.logs.length === 0) {
      report(
        ["companions", name],
        "nothing to watch: neither it nor the app names log files",
        "add watch: [/var/log/app/*.log] here, or logs: to the app",
      );
    }
  }
};

/** A file sink among the watched files would be read, written and read again without end; the agent refuses to start then. */
export const agentsDoNotReadThemselves: Rule = ({ app, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    const { watch = app.logs, sink } = companion as { watch?: string[]; sink?: { path?: string } };
    const { path } = sink ?? {};
    if (!watchesFiles(companion) || path === undefined || !watch.some((glob) => isMatched(glob, path))) continue;
    report(["companions", name, "sink", "path"], `${path} is among the files that ${name} watches`, "write to another folder");
  }
};

/** Names of parameters whose values nobody else should know. */
const credential = /(?:^|[_-])(?:password|passwd|pwd|token|secret|key|apikey|signature|sig)$/i;

/** A sink's URL is written into the document and into main.ts, and both are committed. */
export const sinkUrlsAreClean: Rule = ({ companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    const { sink, env } = companion as { sink?: { url?: string }; env?: Readonly<Record<string, unknown>> };
    if (!watchesFiles(companion)) continue;
    const at: Path = ["companions", name, "sink", "url"];
    const url = sink?.url !== undefined && URL.canParse(sink.url) ? new URL(sink.url) : undefined;
    if (url && (url.username !== "" || url.password !== ""))
      report(
        at,
        "a user or password has no place in a file that is committed",
        `leave it out, and add env: {SINK_HEADERS: {secret: ${name}, key: headers}} to ${name}; in the Secret: Authorization=Basic%20…`,
      );
    if (url && url.hash !== "") report(at, "what is behind # is never sent", "leave it out");
    for (const parameter of new Set(url?.searchParams.keys())) {
      if (!credential.test(parameter)) continue;
      const hint = `leave it out, and add env: {SINK_URL: {secret: ${name}, key: url}} to ${name}: the whole URL is in the Secret then`;
      report(at, `the parameter "${parameter}" looks like a credential, and this file is committed`, hint);
    }
    const variable = env?.["SINK_URL"];
    if (typeof variable === "string" && /^https?:\/\/[^/?#]*@/i.test(variable))
      report(
        ["companions", name, "env", "SINK_URL"],
        "a user or password has no place in a file that is committed",
        `write SINK_URL: {secret: ${name}, key: url}, or SINK_HEADERS: {secret: ${name}, key: headers}`,
      );
  }
};

function isMatched(glob: string, path: string): boolean {
  try {
    return compileGlob(glob).some((one) => matchesGlob(one, posix.normalize(path)));
  } catch {
    // A bracket expression that is none; the agent says so.
    return false;
  }
}
