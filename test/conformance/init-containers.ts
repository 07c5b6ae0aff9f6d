import { attempts, type Case, ended, fileProbe, run, say, serve, sidecar, stop, task } from "./case.ts";

const completed = { ...ended(0, "Completed"), ready: true, restartCount: 0 };

export const initCases: readonly Case[] = [
  {
    title: "should launch init containers serially before a regular container",
    rules: ["1.1", "3.1"],
    spec: {
      restartPolicy: "Never",
      initContainers: [run("init-1", task("init-1")), run("init-2", task("init-2")), run("init-3", task("init-3"))],
      containers: [run("app", task("app", { takes: 0.5 }))],
    },
    want: {
      code: 0,
      phases: ["Pending", "Running", "Succeeded"],
      events: ["init-1 start", "init-1 exit", "init-2 start", "init-2 exit", "init-3 start", "init-3 exit", "app start", "app exit"],
      status: { initContainerStatuses: [completed, completed, completed], containerStatuses: [{ ...ended(0, "Completed"), ready: false }] },
      conditions: {
        PodScheduled: "True",
        PodReadyToStartContainers: "False",
        Initialized: "True PodCompleted",
        ContainersReady: "False PodCompleted",
        Ready: "False PodCompleted",
      },
      seen: {
        "all that have not started wait for the pod's initialisation": (now) =>
          now.events.at(-1) === "init-1 start" &&
          ["init-2", "init-3", "app"].every((name) => now.waiting(name) === "PodInitializing") &&
          now.condition("Initialized") === "False ContainersNotInitialized containers with incomplete status: [init-1 init-2 init-3]" &&
          now.condition("Ready") === "False ContainersNotReady containers with unready status: [app]",
        "the running app, ready": (now) =>
          now.of("app").ready && now.condition("Ready") === "True" && now.condition("Initialized") === "True",
      },
    },
  },
  {
    title: "should not start app containers and fail the pod if init containers fail on a RestartNever pod",
    rules: ["1.3", "8.a"],
    spec: {
      restartPolicy: "Never",
      initContainers: [run("init-1", task("init-1", { code: 7 })), run("init-2", task("init-2"))],
      containers: [run("app", task("app"))],
    },
    want: {
      code: 1,
      phases: ["Pending", "Failed"],
      events: ["init-1 start", "init-1 exit"],
      status: {
        initContainerStatuses: [
          { ...ended(7, "Error"), ready: false, restartCount: 0 },
          { state: { waiting: { reason: "PodInitializing" } }, restartCount: 0 },
        ],
        containerStatuses: [{ state: { waiting: { reason: "PodInitializing" } }, restartCount: 0 }],
      },
      conditions: {
        Initialized: "False ContainersNotInitialized containers with incomplete status: [init-1 init-2]",
        ContainersReady: "False PodFailed",
        Ready: "False PodFailed",
      },
    },
  },
  {
    title: "an init container that fails twice and then succeeds is repeated alone",
    rules: ["1.3", "1.4"],
    spec: {
      restartPolicy: "OnFailure",
      initContainers: [run("init-1", task("init-1")), run("init-2", attempts("init-2", 1, 1, 0)), run("init-3", task("init-3"))],
      containers: [run("app", task("app", { takes: 0.5 }))],
    },
    want: {
      code: 0,
      phases: ["Pending", "Running", "Succeeded"],
      events: [
        ...["init-1 start", "init-1 exit", "init-2 run", "init-2 run #2", "init-2 run #3"],
        ...["init-3 start", "init-3 exit", "app start", "app exit"],
      ],
      status: {
        initContainerStatuses: [completed, { ...completed, restartCount: 2, lastState: { terminated: { exitCode: 1 } } }, completed],
      },
      seen: {
        "backing off": (now) =>
          now.waiting("init-2") === "CrashLoopBackOff" && now.of("init-2").restartCount === 1 && now.phase === "Pending",
      },
    },
  },
  {
    title: "should restart a failing init container of a RestartAlways pod, and not after it succeeded",
    rules: ["1.3"],
    spec: {
      initContainers: [run("init-1", attempts("init-1", 1, 0))],
      containers: [run("app", serve("app"))],
    },
    steps: [stop("app start")],
    want: {
      code: 0,
      phases: ["Pending", "Running", "Succeeded"],
      events: ["init-1 run", "init-1 run #2", "app start", "app term", "app exit"],
    },
  },
  {
    title: "shouldn't restart init containers upon regular container restart",
    rules: ["1.5"],
    spec: {
      restartPolicy: "OnFailure",
      initContainers: [run("init-1", task("init-1"))],
      containers: [run("app", attempts("app", 1, 1, 0))],
    },
    want: {
      code: 0,
      events: ["init-1 start", "init-1 exit", "app run", "app run #2", "app run #3"],
      status: { containerStatuses: [{ restartCount: 2 }], initContainerStatuses: [completed] },
    },
  },
  {
    title: "an init container's own restartPolicy Never fails a RestartAlways pod",
    rules: ["1.8"],
    spec: {
      restartPolicy: "Always",
      initContainers: [run("init-1", task("init-1", { code: 1 }), { restartPolicy: "Never" })],
      containers: [run("app", task("app"))],
    },
    want: { code: 1, phases: ["Pending", "Failed"], events: ["init-1 start", "init-1 exit"] },
  },
  {
    title: "an init container's own restartPolicy OnFailure repeats it in a RestartNever pod",
    rules: ["1.8"],
    spec: {
      restartPolicy: "Never",
      initContainers: [run("init-1", attempts("init-1", 1, 0), { restartPolicy: "OnFailure" })],
      containers: [run("app", task("app"))],
    },
    want: { code: 0, events: ["init-1 run", "init-1 run #2", "app start", "app exit"] },
  },
  {
    title: "should not hang in termination if terminated during initialization",
    rules: ["1.10", "5.10"],
    spec: {
      initContainers: [run("init-1", serve("init-1")), run("init-2", task("init-2"))],
      containers: [run("app", task("app"))],
    },
    steps: [stop("init-1 start")],
    want: {
      code: 1,
      phases: ["Pending", "Failed"],
      events: ["init-1 start", "init-1 term", "init-1 exit"],
    },
  },
  {
    title: "a pod that is deleted while an init container backs off ends Failed at once",
    rules: ["1.10", "6.4"],
    spec: {
      terminationGracePeriodSeconds: 3600,
      initContainers: [run("init-1", attempts("init-1", 1))],
      containers: [run("app", task("app"))],
    },
    steps: [stop((now) => now.waiting("init-1") === "CrashLoopBackOff")],
    want: { code: 1, phases: ["Pending", "Failed"], absent: ["app start"] },
  },
  {
    title: "activeDeadlineSeconds counts the init containers' time",
    rules: ["1.9", "8.3"],
    spec: {
      activeDeadlineSeconds: 1,
      initContainers: [run("init-1", serve("init-1"))],
      containers: [run("app", task("app"))],
    },
    want: {
      code: 1,
      phases: ["Pending", "Failed"],
      events: ["init-1 start", "init-1 term", "init-1 exit"],
      status: { reason: "DeadlineExceeded", message: "Pod was active on the node longer than the specified deadline" },
    },
  },
  {
    title: "init containers take turns with sidecars in the order of their list",
    rules: ["1.1", "2.1"],
    spec: {
      restartPolicy: "Never",
      initContainers: [
        run("init-1", task("init-1")),
        sidecar("side", serve("side", { first: `sleep 1; ${say("side is up")}; : > /shared/up` }), { startupProbe: fileProbe("up") }),
        run("init-2", task("init-2")),
      ],
      containers: [run("app", task("app"))],
    },
    want: {
      code: 0,
      events: [
        ...["init-1 start", "init-1 exit", "side start", "side is up", "init-2 start", "init-2 exit", "app start", "app exit"],
        ...["side term", "side exit"],
      ],
      seen: {
        "the sidecar runs and is not started": (now) =>
          now.of("side").state.running !== undefined && !now.of("side").started && now.waiting("init-2") === "PodInitializing",
      },
    },
  },
];
