import { posix } from "node:path";
import { globRoot } from "../pod/glob-root.ts";
import { parseDuration } from "../spec/fields.ts";
import type { Path } from "../spec/path.ts";
import type { Rule } from "../spec/rules.ts";
import { metricsCanBeDerived } from "./adapter/metric-rules.ts";
import { documentsFitSinks, formatsAreKnown } from "./adapter/rules.ts";
import { routesFit } from "./ambassador/rules.ts";
import { databaseIsUpBeforeInits, fetchesAreApart } from "./init/rules.ts";
import {
  agentsDoNotReadThemselves,
  agentsHaveFiles,
  agentsSayItOnce,
  certificatesAreUsed,
  givenGlobs,
  givenSinks,
  readsApp,
  sinkUrlsAreClean,
  statesHaveOnePod,
} from "./sidecar/rules.ts";
import { stateFolder } from "./sidecar/state.ts";
import { agentsCanStart, sinksAreApart } from "./sidecar/values.ts";
import { watchesFiles } from "./watching.ts";

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
    const { into } = companion as { into?: string };
    if (into !== undefined) check(into, ["companions", name, "into"]);
    if (!watchesFiles(companion)) continue;
    const state = stateFolder(name);
    for (const { glob, at } of givenGlobs(name, companion)) check(globRoot(glob), at, state);
    const inherited = readsApp(companion) ? app.logs.map(globRoot).filter((folder) => !systemFolders.has(folder)) : [];
    for (const folder of inherited) check(folder, ["companions", name], state);
    for (const { sink, placeOf } of givenSinks(name, companion))
      if (sink.path !== undefined) check(posix.dirname(sink.path), placeOf("path"), state);
  }
};

/** Rules over several fields that the patterns bring to the document: those of each pattern, and those about all of them, above. */
export const patternRules: readonly Rule[] = [
  agentsHaveFiles,
  agentsSayItOnce,
  foldersCanBeMounted,
  agentsDoNotReadThemselves,
  sinkUrlsAreClean,
  certificatesAreUsed,
  statesHaveOnePod,
  agentsCanStart,
  sinksAreApart,
  fetchesAreApart,
  databaseIsUpBeforeInits,
  formatsAreKnown,
  documentsFitSinks,
  metricsCanBeDerived,
  graceCoversDrain,
  routesFit,
];
