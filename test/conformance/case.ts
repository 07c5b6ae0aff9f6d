/** One conformance pod: what it is, what is done to it, and what the kubelet would make of it. */
import type { ContainerStatus, Pod, PodStatus } from "../../src/pod/model.ts";
import { shell } from "../engine/run/scaffold-run.ts";

/** The pod and its containers' events at one moment. */
export interface Snapshot {
  readonly pod: Pod;
  readonly status: PodStatus;
  readonly phase: string;
  /** Lines of /shared/events; a repeated one is numbered: "app start", "app start #2". */
  readonly events: readonly string[];
  /** Of the app, sidecar or init container of that name. */
  of(container: string): ContainerStatus;
  waiting(container: string): string | undefined;
  /** "True", or "False" with its reason and message, as far as there are any: "False ContainersNotReady containers with unready status: [app]". */
  condition(type: string): string | undefined;
}

export type Holds = (now: Snapshot) => boolean;

export interface Step {
  /** An event, or what holds. */
  readonly when: string | Holds;
  /** A signal for the runner, a file of /shared to make or remove, or an edit of the manifest. */
  readonly act: "SIGTERM" | { readonly touch: string } | { readonly remove: string } | { readonly edit: (manifest: string) => string };
}

export interface Want {
  readonly code: 0 | 1;
  /** All phases in their order. */
  readonly phases?: readonly string[];
  /** All events in their order. */
  readonly events?: readonly string[];
  /** Events that come one after the other, whatever comes between. */
  readonly order?: readonly (readonly string[])[];
  readonly absent?: readonly string[];
  /** Part of the last status. */
  readonly status?: object;
  /** What the pod's conditions are in the end. */
  readonly conditions?: Readonly<Record<string, string>>;
  /** What holds at some moment, at least once. */
  readonly seen?: Readonly<Record<string, Holds>>;
  /** What holds at no moment. */
  readonly unseen?: Readonly<Record<string, Holds>>;
  /** Lines of the file /shared/out, in any order. */
  readonly out?: readonly string[];
}

export interface Case {
  readonly title: string;
  /** Numbers of the rules that it shows, as in other tests' titles: `["2.5", "5.6"]`. They come before the title. */
  readonly rules?: readonly string[];
  readonly metadata?: object;
  /** `free` gives a port that nobody listens on, the same one for the same name; `folder` is a directory of this machine. */
  readonly spec: object | ((free: (name: string) => number, folder: string) => object);
  /** ConfigMaps and Secrets. */
  readonly objects?: readonly object[];
  readonly steps?: readonly Step[];
  readonly want: Want;
}

/** Appends to the pod's events. */
export const say = (event: string): string => `echo "${event}" >> /shared/events`;
/** Appends to /shared/out. */
export const print = (text: string): string => `printf '%s\\n' ${text} >> /shared/out`;

interface Serving {
  /** Seconds from SIGTERM to the exit. */
  readonly slow?: number;
  /** Exit code after SIGTERM. */
  readonly code?: number;
  /** Commands after the start's event. */
  readonly first?: string;
}

/** Runs until SIGTERM; events: start, term, exit. */
export function serve(name: string, { slow = 0, code = 0, first = ":" }: Serving = {}): string {
  const end = [say(`${name} term`), `sleep ${slow}`, say(`${name} exit`), `exit ${code}`].join("; ");
  return `trap '${end}' TERM; ${say(`${name} start`)}; ${first}; sleep 3600 & wait $!`;
}

/** A container is started as soon as the sidecar before it runs, which may be before that one's first command. This waits for its word. */
export const after = (event: string, script: string): string => `until grep -qx '${event}' /shared/events; do sleep 0.05; done; ${script}`;

/** Does a thing and ends by itself; events: start, exit. */
export const task = (name: string, { code = 0, takes = 0.2 } = {}): string =>
  `${say(`${name} start`)}; sleep ${takes}; ${say(`${name} exit`)}; exit ${code}`;

/** Ends with these codes, one instance after the other, the last for good; event: run. */
export const attempts = (name: string, ...codes: number[]): string => {
  const cases = codes.slice(0, -1).map((code, index) => `${index + 1}) exit ${code};;`);
  return `${say(`${name} run`)}; case $(grep -c "${name} run" /shared/events) in ${cases.join(" ")} *) exit ${codes.at(-1) ?? 0};; esac`;
};

export const run = shell;
export const sidecar = (name: string, script: string, more: object = {}): object =>
  shell(name, script, { restartPolicy: "Always", ...more });
export const sh = (script: string): object => ({ exec: { command: ["/bin/sh", "-c", script] } });
/** A probe that looks for a file of /shared every second. */
export const fileProbe = (file: string, more: object = {}): object => ({ ...sh(`test -e /shared/${file}`), periodSeconds: 1, ...more });
export const stop = (when: string | Holds): Step => ({ when, act: "SIGTERM" });
export const ended = (exitCode: number, reason: string): object => ({ state: { terminated: { exitCode, reason } } });

/**
 * An HTTP server on the loopback, as a container: /503 answers with that status, /when/FILE with 200 as soon as /shared/FILE exists and else with 503,
 * /to?URL redirects there. Events: `NAME METHOD URL` of what begins with /say.
 */
export function server(name: string, port: number, more: object = {}): object {
  const script = `
    const fs = require("node:fs");
    process.on("SIGTERM", () => process.exit(0));
    require("node:http").createServer((request, response) => {
      const url = new URL(request.url, "http://x");
      const [, first, second] = url.pathname.split("/");
      if (first === "say") fs.appendFileSync("/shared/events", "${name} " + request.method + " " + request.url + "\\n");
      if (first === "to") response.writeHead(302, { location: decodeURIComponent(url.search.slice(1)) });
      else if (first === "when") response.statusCode = fs.existsSync("/shared/" + second) ? 200 : 503;
      else if (first === "headers") response.statusCode = request.headers["x-token"] === "t" && /^kube-probe\\//.test(request.headers["user-agent"]) ? 200 : 400;
      else if (Number(first) > 0) response.statusCode = Number(first);
      response.end("body");
    }).listen(${port}, "127.0.0.1");`;
  return { ...shell(name, ""), command: [process.execPath, "-e", script], ...more };
}

/** A server of grpc.health.v1.Health that serves while /shared/healthy is there, and knows the service "known" alone. */
export const health = (name: string, port: number, more: object = {}): object => ({
  ...shell(name, ""),
  command: [
    process.execPath,
    "-e",
    `const fs = require("node:fs");
     process.on("SIGTERM", () => process.exit(0));
     fs.appendFileSync("/shared/events", "${name} start\\n");
     const server = require("node:http2").createServer();
     server.on("stream", (stream, headers) => {
       const chunks = [];
       stream.on("data", (chunk) => chunks.push(chunk));
       stream.on("end", () => {
         const asked = Buffer.concat(chunks).subarray(5).subarray(2).toString();
         const known = headers[":path"] === "/grpc.health.v1.Health/Check" && (asked === "" || asked === "known");
         stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
         stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": known ? "0" : "5" }));
         stream.end(known ? Buffer.from([0, 0, 0, 0, 2, 8, fs.existsSync("/shared/healthy") ? 1 : 2]) : Buffer.alloc(0));
       });
     });
     server.listen(${port}, "127.0.0.1");`,
  ],
  ...more,
});
