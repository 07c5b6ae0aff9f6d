import { posix } from "node:path";
import { globRoot } from "../pod/glob-root.ts";
import { compileGlob, matchesGlob } from "../runtime/agent/source/glob.ts";
import { parseDuration } from "../spec/fields.ts";
import type { Path } from "../spec/path.ts";
import type { Rule } from "../spec/rules.ts";
import { nearest } from "../suggest.ts";
import { formatProblem } from "./adapter/formats.ts";
import { type AmbassadorOptions, routeUrls } from "./ambassador/options.ts";
import { stateFolder } from "./sidecar/state.ts";
import { watchesFiles } from "./watching.ts";

/** A log agent that is told nothing to watch would run for ever and ship nothing. */
const agentsHaveFiles: Rule = ({ app, companions }, report) => {
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

/** A grace period that is over before the agents have drained would end in SIGKILL with lines undelivered. */
const graceCoversDrain: Rule = ({ pod, companions }, report) => {
  if (pod.grace === undefined) return;
  const grace = parseDuration(pod.grace);
  for (const [name, companion] of Object.entries(companions)) {
    const { drain } = companion;
    if (typeof drain !== "string" || parseDuration(drain) < grace) continue;
    const what = watchesFiles(companion) ? "delivered everything" : "ended its connections";
    report(
      ["pod", "grace"],
      `${pod.grace} is over before ${name} may have ${what} (drain: ${drain})`,
      `leave grace out, raise it, or lower drain: of ${name}`,
    );
  }
};

/** What an image needs of its own: a volume over one of these hides the program. */
const systemFolders = new Set(
  "/ /bin /dev /etc /lib /lib64 /proc /sbin /sys /usr /usr/bin /usr/lib /usr/sbin /usr/local /usr/local/bin /usr/local/lib".split(" "),
);

/** Each folder that is shared becomes a volume, and is mounted over what the image has there. */
const foldersCanBeMounted: Rule = ({ app, companions }, report) => {
  const check = (folder: string, path: Path, state?: string) => {
    const clean = posix.normalize(`${folder}/`).replace(/(.)\/$/, "$1");
    if (systemFolders.has(clean))
      report(path, `the folder ${clean} would become a volume and hide what the image has there`, "name a folder such as /var/log/app");
    else if (state && `${state}/`.startsWith(`${clean}/`))
      report(
        path,
        `the folder ${clean} would become a volume, and ${state} in it is where the agent keeps its state`,
        "name a folder apart",
      );
  };
  for (const [index, glob] of app.logs.entries()) check(globRoot(glob), ["app", "logs", index]);
  for (const [name, companion] of Object.entries(companions)) {
    const { watch, sink, into } = companion as { watch?: string[]; sink?: { path?: string }; into?: string };
    const at = (...path: Path): Path => ["companions", name, ...path];
    const state = watchesFiles(companion) ? stateFolder(name) : undefined;
    for (const [index, glob] of (watch ?? []).entries()) check(globRoot(glob), at("watch", index), state);
    const inherited = state && !watch ? app.logs.map(globRoot).filter((folder) => !systemFolders.has(folder)) : [];
    for (const folder of inherited) check(folder, at(), state);
    if (sink?.path !== undefined) check(posix.dirname(sink.path), at("sink", "path"), state);
    if (into !== undefined) check(into, at("into"));
  }
};

/** A file sink among the watched files would be read, written and read again without end; the agent refuses to start then. */
const agentsDoNotReadThemselves: Rule = ({ app, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    const { watch = app.logs, sink } = companion as { watch?: string[]; sink?: { path?: string } };
    const { path } = sink ?? {};
    if (!watchesFiles(companion) || path === undefined || !watch.some((glob) => isMatched(glob, path))) continue;
    report(["companions", name, "sink", "path"], `${path} is among the files that ${name} watches`, "write to another folder");
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

/** What is unpacked or cloned into a folder takes the place of all that is there, so of two such folders neither may hold the other. */
const fetchesAreApart: Rule = ({ companions }, report) => {
  const fetches = Object.entries(companions).flatMap(([name, { task, into, url, unpack }]) =>
    task === "fetch" && typeof into === "string" ? [{ name, folder: posix.join(into, "/"), fills: fillsFolder(String(url), unpack) }] : [],
  );
  fetches.forEach(({ name, folder, fills }, index) => {
    const other = fetches
      .slice(0, index)
      .find((earlier) => (earlier.fills && folder.startsWith(earlier.folder)) || (fills && earlier.folder.startsWith(folder)));
    if (other)
      report(["companions", name, "into"], `${name} and ${other.name} would empty each other's folder`, "give each a folder of its own");
  });
};

function fillsFolder(url: string, unpack: unknown): boolean {
  return url.startsWith("git+") || (unpack !== false && /\.(tar|tar\.gz|tgz|zip)([?#]|$)/.test(url));
}

/** A route is selected by the environment's name, and a pod whose environment has none would not start. */
const routesFit: Rule = ({ pod, companions }, report) => {
  for (const [name, companion] of Object.entries(companions)) {
    if (companion.pattern !== "ambassador") continue;
    const { protocol, route, routes = {} } = companion as Partial<Pick<AmbassadorOptions, "protocol" | "route" | "routes">>;
    const names = Object.keys(routes);
    const at = (...path: Path): Path => ["companions", name, ...path];
    if (route !== undefined && names.length > 0 && !names.includes(route))
      report(at("route"), `there is no route "${route}"`, `one of ${names.join(", ")}, or add it to routes`);
    const missing = pod.environments.filter((environment) => !names.includes(environment));
    if (names.length > 0 && missing.length > 0) {
      const hint = `add ${missing.map((environment) => `${environment}: {}`).join(" and ")} to routes, or set pod.environments: [${names.join(", ")}]`;
      report(at("routes"), `no route for the ${missing.length === 1 ? "environment" : "environments"} ${missing.join(", ")}`, hint);
    }
    for (const [one, url] of Object.entries(routeUrls({ routes }))) {
      if (url !== undefined && (protocol === "tcp") !== url.startsWith("tcp://"))
        report(at("routes", one), `${url} is not where a ${protocol} proxy can lead`, `write ${one}: ${exampleUrl(protocol)}`);
    }
  }
};

function exampleUrl(protocol: string | undefined): string {
  return protocol === "tcp" ? "tcp://cache.example.com:6379" : "postgres://orders@db.example.com:5432/orders";
}

/** Names and patterns of formats, each with the place of its mistake; and no format twice, or its second could never be reached. */
const formatsAreKnown: Rule = ({ companions }, report) => {
  for (const [name, { formats, tz }] of Object.entries(companions)) {
    if (!Array.isArray(formats)) continue;
    const at = (...path: Path): Path => ["companions", name, ...path];
    formats.forEach((format, index) => {
      const problem = formatProblem(String(format), nearest);
      if (problem) report(at("formats", index), problem.message, problem.hint);
      else if (formats.indexOf(format) < index) report(at("formats", index), `${format} is listed twice`, "list it once");
    });
    if (typeof tz === "string" && !isZone(tz))
      report(at("tz"), `"${tz}" is no time zone`, "write UTC, +02:00 or a name such as Europe/Berlin");
  }
};

function isZone(name: string): boolean {
  if (/^[+-]\d\d:?\d\d$/.test(name)) return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Rules over several fields that the patterns bring to the document. */
export const patternRules: readonly Rule[] = [
  agentsHaveFiles,
  foldersCanBeMounted,
  agentsDoNotReadThemselves,
  fetchesAreApart,
  formatsAreKnown,
  graceCoversDrain,
  routesFit,
];
