import { attempts, type Case, ended, run, say, serve, sh, sidecar, stop, task } from "./case.ts";

const restartIn = (values: number[], action = "Restart") => ({ action, exitCodes: { operator: "In", values } });
const backoffs = (message: string | undefined) =>
  /^back-off (\S+) restarting failed container=app pod=web_default\([0-9a-f-]+\)$/.exec(message ?? "")?.[1];

export const restartCases: readonly Case[] = [
  ...(
    [
      ["OnFailure", 0, 0, "Succeeded", "Completed"],
      ["Never", 0, 0, "Succeeded", "Completed"],
      ["Never", 3, 1, "Failed", "Error"],
    ] as const
  ).map(
    ([restartPolicy, exit, code, phase, reason]): Case => ({
      title: `restartPolicy ${restartPolicy}, exit ${exit}: ${phase}`,
      rules: ["4.1", "8.e"],
      spec: { restartPolicy, containers: [run("app", task("app", { code: exit, takes: 0.5 }))] },
      want: {
        code,
        phases: ["Pending", "Running", phase],
        events: ["app start", "app exit"],
        status: { phase, containerStatuses: [{ ...ended(exit, reason), restartCount: 0, ready: false, started: false }] },
      },
    }),
  ),
  ...(
    [
      ["Always", 0],
      ["Always", 1],
      ["OnFailure", 1],
    ] as const
  ).map(
    ([restartPolicy, exit]): Case => ({
      title: `restartPolicy ${restartPolicy}, exit ${exit}: restarted at once, then CrashLoopBackOff in phase Running`,
      rules: ["6.2", "8.e"],
      spec: { restartPolicy, containers: [run("app", attempts("app", exit, exit, exit))] },
      steps: [stop((now) => now.waiting("app") === "CrashLoopBackOff" && now.of("app").restartCount === 2)],
      want: {
        code: exit,
        events: ["app run", "app run #2", "app run #3"],
        seen: {
          "Running while it backs off": (now) =>
            now.waiting("app") === "CrashLoopBackOff" && now.phase === "Running" && now.of("app").lastState.terminated?.exitCode === exit,
          "not ready": (now) => now.condition("Ready") === "False ContainersNotReady containers with unready status: [app]",
        },
        unseen: {
          "a delay before the first restart": (now) => now.waiting("app") === "CrashLoopBackOff" && now.events.length < 2,
          "a restart counted before its start": (now) =>
            now.of("app").restartCount >= now.events.length && now.events.length > 0 && now.waiting("app") !== undefined,
        },
      },
    }),
  ),
  {
    title: "delays double up to the longest, counted from the second restart",
    rules: ["6.2", "6.4"],
    spec: { restartPolicy: "OnFailure", containers: [run("app", attempts("app", 1, 1, 1, 1, 1, 1, 0))] },
    want: {
      code: 0,
      status: {
        containerStatuses: [{ restartCount: 6, ...ended(0, "Completed"), lastState: { terminated: { exitCode: 1, reason: "Error" } } }],
      },
      seen: Object.fromEntries(
        ["200ms", "400ms", "800ms", "1s"].map((delay, index) => [
          `${delay} before restart ${index + 2}`,
          (now) => backoffs(now.of("app").state.waiting?.message) === delay && now.of("app").restartCount === index + 1,
        ]),
      ),
      unseen: {
        "another delay": (now) => !["200ms", "400ms", "800ms", "1s", undefined].includes(backoffs(now.of("app").state.waiting?.message)),
      },
    },
  },
  {
    title: "should restart by a rule with operator In, with pod policy Never",
    rules: ["6.6"],
    spec: {
      restartPolicy: "Never",
      containers: [run("app", attempts("app", 42, 42, 0), { restartPolicy: "Never", restartPolicyRules: [restartIn([41, 42])] })],
    },
    want: {
      code: 0,
      events: ["app run", "app run #2", "app run #3"],
      status: { containerStatuses: [{ restartCount: 2 }] },
      phases: ["Pending", "Running", "Succeeded"],
    },
  },
  {
    title: "should not restart when no rule matches and the container's policy is Never",
    rules: ["6.6"],
    spec: {
      restartPolicy: "Always",
      containers: [run("app", task("app", { code: 1 }), { restartPolicy: "Never", restartPolicyRules: [restartIn([42])] })],
    },
    want: { code: 1, events: ["app start", "app exit"] },
  },
  {
    title: "operator NotIn matches exit code 0 too",
    rules: ["6.6"],
    spec: {
      restartPolicy: "Never",
      containers: [
        run("app", attempts("app", 0, 9), {
          restartPolicy: "Never",
          restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "NotIn", values: [9] } }],
        }),
      ],
    },
    want: { code: 1, events: ["app run", "app run #2"], status: { containerStatuses: [ended(9, "Error")] } },
  },
  {
    title: "a container's own policy comes before the pod's",
    rules: ["6.6", "4.1"],
    spec: {
      restartPolicy: "Never",
      containers: [run("again", attempts("again", 1, 0), { restartPolicy: "OnFailure" }), run("once", task("once"))],
    },
    want: {
      code: 0,
      order: [["again run", "again run #2"]],
      status: {
        containerStatuses: [
          { name: "again", restartCount: 1 },
          { name: "once", restartCount: 0 },
        ],
      },
    },
  },
  {
    title: "a pod is Failed only when the last container has ended",
    rules: ["8.d", "8.e"],
    spec: { restartPolicy: "Never", containers: [run("bad", "exit 3"), run("good", task("good", { takes: 1 }))] },
    want: {
      code: 1,
      phases: ["Pending", "Running", "Failed"],
      events: ["good start", "good exit"],
      seen: {
        "Running without the failed one": (now) =>
          now.phase === "Running" && now.of("bad").state.terminated?.exitCode === 3 && now.of("good").ready,
      },
    },
  },
  {
    title: "a container that is never restarted leaves the other one running",
    rules: ["4.1", "8.d"],
    spec: { restartPolicy: "Always", containers: [run("once", "exit 3", { restartPolicy: "Never" }), run("app", serve("app"))] },
    steps: [stop((now) => now.of("once").state.terminated !== undefined && now.of("app").ready)],
    want: { code: 1, phases: ["Pending", "Running", "Failed"], events: ["app start", "app term", "app exit"] },
  },
  {
    title: "should restart all containers when one exits with the rule's code",
    rules: ["6.8"],
    spec: {
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 3600,
      initContainers: [
        run(
          "init",
          `${say("init run")}; echo kept >> /data/file; test "$(grep -c 'init run' /shared/events)" = 1 || ${say("init found $(wc -l < /data/file)")}`,
          {
            volumeMounts: [
              { name: "shared", mountPath: "/shared" },
              { name: "data", mountPath: "/data" },
            ],
          },
        ),
        sidecar("side", serve("side"), { lifecycle: { preStop: sh(say("side prestop")) } }),
      ],
      containers: [
        run("trigger", `sleep 0.5; ${attempts("trigger", 42, 0)}`, {
          restartPolicy: "Never",
          restartPolicyRules: [restartIn([42], "RestartAllContainers")],
        }),
        run("other", `grep -q 'other start' /shared/events && exit 0; ${serve("other", { slow: 0.7 })}`, {
          lifecycle: { preStop: sh(say("other prestop")) },
        }),
        run("done", say("done run")),
      ],
      volumes: [{ name: "data", emptyDir: {} }],
    },
    want: {
      code: 0,
      order: [
        ["init run", "side start", "trigger run", "init run #2", "init found 2", "side start #2", "trigger run #2"],
        ["trigger run", "other term", "init run #2"],
        ["trigger run", "side term", "init run #2"],
        ["done run", "init run #2", "done run #2"],
      ],
      absent: ["other prestop", "init run #3", "trigger run #3"],
      status: {
        initContainerStatuses: [
          { name: "init", restartCount: 1 },
          { name: "side", restartCount: 1, lastState: { terminated: { reason: "RestartingAllContainers", exitCode: 137 } } },
        ],
        containerStatuses: [
          { name: "done", restartCount: 1 },
          { name: "other", restartCount: 1, lastState: { terminated: { reason: "RestartingAllContainers", exitCode: 137 } } },
          { name: "trigger", restartCount: 1 },
        ],
      },
      seen: { "the condition": (now) => now.condition("AllContainersRestarting")?.startsWith("True RestartAllContainersStarted") === true },
      unseen: {
        "not initialised again": (now) => now.events.includes("trigger run") && now.condition("Initialized")?.startsWith("True") !== true,
      },
    },
  },
  {
    title: "the first matching rule wins",
    rules: ["6.6"],
    spec: {
      restartPolicy: "Never",
      containers: [
        run("app", attempts("app", 42, 0), {
          restartPolicy: "Never",
          restartPolicyRules: [restartIn([42]), restartIn([42], "RestartAllContainers")],
        }),
        run("other", task("other", { takes: 1.5 })),
      ],
    },
    want: {
      code: 0,
      order: [["app run", "app run #2"]],
      absent: ["other start #2"],
      status: { containerStatuses: [{ restartCount: 1 }, { restartCount: 0 }] },
    },
  },
  {
    title: "an init container may restart all containers",
    rules: ["6.8"],
    spec: {
      restartPolicy: "Never",
      initContainers: [
        run("first", say("first run")),
        run("second", attempts("second", 42, 0), { restartPolicy: "Never", restartPolicyRules: [restartIn([42], "RestartAllContainers")] }),
      ],
      containers: [run("app", task("app"))],
    },
    want: { code: 0, events: ["first run", "second run", "first run #2", "second run #2", "app start", "app exit"] },
  },
  ...(
    [
      ["KILL", 137],
      ["TERM", 143],
    ] as const
  ).map(
    ([signal, exitCode]): Case => ({
      title: `a container that dies of SIG${signal} has exit code ${exitCode}`,
      rules: ["4.4"],
      spec: { restartPolicy: "Never", containers: [run("app", `kill -${signal} $$$$`)] },
      want: { code: 1, status: { containerStatuses: [ended(exitCode, "Error")] } },
    }),
  ),
  {
    title: "a container whose program does not exist has exit code 128",
    rules: ["4.4"],
    spec: { restartPolicy: "Never", containers: [{ name: "app", image: "busybox", command: ["/no/such/program"] }] },
    want: {
      code: 1,
      status: { phase: "Failed", containerStatuses: [{ state: { terminated: { exitCode: 128 } } }] },
      seen: { why: (now) => ["StartError", "ContainerCannotRun"].includes(now.of("app").state.terminated?.reason ?? "") },
    },
  },
];
