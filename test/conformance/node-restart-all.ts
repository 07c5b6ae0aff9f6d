/** After the node tests of restart rules. */
import { attempts, type Case, ended, run, say, serve, sidecar, stop } from "./case.ts";

const all = (...values: number[]) => [{ action: "RestartAllContainers", exitCodes: { operator: "In", values } }];
const one = (operator: string, ...values: number[]) => [{ action: "Restart", exitCodes: { operator, values } }];
const never = { restartPolicy: "Never" };
/** Ends with 42 at first, and then runs and says `NAME on start`. */
const trigger = (name: string, wait = "0.5") =>
  `${say(`${name} run`)}; if test -e /shared/done; then ${serve(`${name} on`)}; else sleep ${wait}; : > /shared/done; exit 42; fi`;

export const nodeRestartAllCases: readonly Case[] = [
  {
    title: "RestartAllContainers by a regular container",
    spec: {
      restartPolicy: "Never",
      initContainers: [run("init", say("init")), sidecar("side", serve("side"))],
      containers: [run("source", trigger("source"), { ...never, restartPolicyRules: all(42) }), run("regular", serve("regular"))],
    },
    steps: [
      stop((now) => now.events.includes("source on start") && now.of("regular").restartCount === 1 && now.condition("Ready") === "True"),
    ],
    want: {
      code: 0,
      order: [["init", "source run", "init #2", "source run #2", "source on start"]],
      absent: ["init #3", "source run #3"],
      seen: {
        restarted: (now) =>
          ["init", "side", "source", "regular"].every(
            (name) => now.of(name).restartCount === 1 && now.of(name).lastState.terminated !== undefined,
          ),
        condition: (now) => now.condition("AllContainersRestarting")?.startsWith("True") === true,
        "their last state": (now) =>
          ["side", "source", "regular"].every((name) => now.of(name).lastState.terminated?.reason === "RestartingAllContainers"),
      },
    },
  },
  {
    title: "RestartAllContainers by a sidecar between others",
    spec: {
      restartPolicy: "Never",
      initContainers: [
        run("init", say("init")),
        sidecar("side", serve("side")),
        sidecar("source", trigger("source", "1"), { restartPolicyRules: all(42) }),
      ],
      containers: [run("regular", serve("regular"))],
    },
    steps: [
      stop(
        (now) =>
          now.events.includes("source on start") &&
          ["init", "side", "source", "regular"].every((name) => now.of(name).restartCount === 1) &&
          now.condition("Ready") === "True",
      ),
    ],
    want: { code: 0, order: [["init", "source run", "init #2", "source run #2"]], absent: ["source run #3", "init #3"] },
  },
  {
    title: "RestartAllContainers by an init container: the app has not run yet and has no restart",
    spec: {
      restartPolicy: "Never",
      initContainers: [
        sidecar("side", serve("side")),
        run("init", say("init")),
        run("source", `${say("source")}; test -e /shared/done && exit 0; : > /shared/done; exit 42`, {
          ...never,
          restartPolicyRules: all(42),
        }),
      ],
      containers: [run("regular", serve("regular"))],
    },
    steps: [stop((now) => now.condition("Ready") === "True")],
    want: {
      code: 0,
      order: [["init", "source", "init #2", "source #2", "regular start"]],
      absent: ["regular start #2"],
      status: {
        initContainerStatuses: [{ restartCount: 1 }, { restartCount: 1 }, { restartCount: 1 }],
        containerStatuses: [{ restartCount: 0 }],
      },
    },
  },
  {
    title: "containers that are killed for RestartAllContainers do not trigger it again, whatever their rule says",
    spec: {
      restartPolicy: "Never",
      containers: [
        run("source", trigger("source"), { ...never, restartPolicyRules: all(42) }),
        run("regular", serve("regular", { code: 42 }), { ...never, restartPolicyRules: all(42, 137, 143) }),
      ],
    },
    steps: [stop((now) => now.events.includes("source on start") && now.condition("Ready") === "True")],
    want: {
      code: 1,
      absent: ["source run #3", "regular start #3"],
      status: { containerStatuses: [{ restartCount: 1 }, { restartCount: 1 }] },
    },
  },
  {
    title: "RestartAllContainers by a container that had been restarted before",
    spec: {
      containers: [
        run("source", `${say("source")}; case $(grep -c '^source$' /shared/events) in 1) exit 1;; 2) exit 42;; esac; ${serve("src")}`, {
          restartPolicy: "Always",
          restartPolicyRules: all(42),
        }),
        run("regular", serve("regular")),
      ],
    },
    steps: [
      stop((now) => now.of("source").restartCount === 2 && now.of("regular").restartCount === 1 && now.condition("Ready") === "True"),
    ],
    want: { code: 0, absent: ["source #4", "regular start #3"], status: { containerStatuses: [{ restartCount: 1 }, { restartCount: 2 }] } },
  },
  {
    title: "RestartAllContainers skips preStop hooks",
    spec: {
      restartPolicy: "Never",
      containers: [
        run("source", trigger("source"), { ...never, restartPolicyRules: all(42) }),
        run("regular", serve("regular"), { lifecycle: { preStop: { exec: { command: ["/bin/sh", "-c", say("prestop")] } } } }),
      ],
    },
    steps: [
      stop((now) => now.events.includes("source on start") && now.of("regular").restartCount === 1 && now.condition("Ready") === "True"),
    ],
    want: { code: 0, order: [["regular start", "regular start #2", "prestop"]], absent: ["prestop #2"] },
  },
  {
    title: "a rule restarts on NotIn only for other codes, and the container's OnFailure decides about the rest",
    spec: {
      restartPolicy: "Never",
      containers: [run("app", attempts("app", 0, 7, 5, 42, 0, 42), { restartPolicy: "OnFailure", restartPolicyRules: one("NotIn", 42) })],
    },
    steps: [stop((now) => now.of("app").restartCount >= 6 && now.waiting("app") === "CrashLoopBackOff")],
    want: { code: 1, order: [["app run", "app run #2", "app run #3", "app run #4", "app run #5", "app run #6", "app run #7"]] },
  },
  {
    title: "a container's own policy Always restarts it in a RestartNever pod after exit 0 too, the other one ends",
    spec: { restartPolicy: "Never", containers: [run("again", attempts("again", 0), { restartPolicy: "Always" }), run("once", "exit 1")] },
    steps: [stop((now) => now.of("again").restartCount >= 2 && now.waiting("again") === "CrashLoopBackOff")],
    want: {
      code: 1,
      phases: ["Pending", "Running", "Failed"],
      status: { containerStatuses: [ended(0, "Completed"), { restartCount: 0, ...ended(1, "Error") }] },
    },
  },
  {
    title: "a sidecar's Restart rule changes nothing: it is restarted anyway",
    spec: {
      restartPolicy: "Never",
      initContainers: [sidecar("side", attempts("side", 3), { restartPolicyRules: one("In", 42) })],
      containers: [run("app", "until test $(grep -c 'side run' /shared/events) -ge 3; do sleep 0.1; done")],
    },
    want: { code: 0, status: { phase: "Succeeded" } },
  },
];
