import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { javaStack, message } from "../words.ts";

const ticking = {
  sample: ["2026-03-04T05:00:00Z", "2026-03-04T13:00:00Z"],
  other: ["2026-08-30T12:00:00Z", "2026-09-02T10:00:00Z"],
  digits: 3,
} as const;

const levels = {
  common: [
    ["INFO", 9, 75],
    ["WARNING", 13, 17],
    ["SEVERE", 17, 8],
  ],
  rare: [
    ["FINE", [5, 6]],
    ["CONFIG", 7],
    ["FINEST", 1],
  ],
} as const;

const sources = {
  sample: [
    "jenkins.InitReactorRunner$1#onAttained",
    "hudson.model.Run#execute",
    "hudson.slaves.NodeProvisioner#update",
    "hudson.model.AsyncPeriodicWork#lambda$doRun$1",
    "o.j.p.g.webhook.WebhookManager$1#run",
  ],
  other: [
    "hudson.model.Run#execute",
    "o.c.j.p.k.KubernetesLauncher#launch",
    "hudson.util.Retrier#start",
    "h.TcpSlaveAgentListener$ConnectionHandler#<init>",
    "jenkins.branch.MultiBranchProject$BranchIndexing#run",
  ],
};

const messages = {
  sample: [
    "Started initialization",
    "{word} #{n} main build action completed: SUCCESS",
    "Started Download metadata",
    "Finished Download metadata. {n} ms",
    "agent-{n} provisioning successfully completed. We have now {n} computer(s)",
    "Connection #{n} failed: java.io.EOFException",
    "Failed to load {file}",
  ],
  other: [
    "Created Pod: {word} build/{word}-{hex}",
    "{word}/main: #{n} - aborted by {user}",
    "Performed the action check updates server successfully at the attempt #{n}",
    "(null)",
    "\t{n} plugins: {word}",
  ],
};

export const program: Program = {
  name: "controller-tabs",
  about:
    "Jenkins: a blank before a thread's number as id=n in brackets, then level and class#method between tabs and a colon before the message; levels of java.util.logging; stacks.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const id = whole(random, 1, set === "sample" ? 160 : 99_999);
      const source = pick(random, sources[set]);
      const said = message(random, set, messages);
      const body = `${said}${chance(random, ["WARNING", "SEVERE"].includes(level.text) ? 0.6 : 0) ? javaStack(random, set) : ""}`;
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss.SSSxx")} [id=${id}]\t${level.text}\t${source}: ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, said],
          values: [
            [id, `id=${id}`],
            [source, source.split("#")[0] ?? ""],
            [source, source.split("#")[1] ?? ""],
          ],
        },
      };
    }),
};
