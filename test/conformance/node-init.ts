/** After the init containers' node tests, and those of pods that are deleted early. */
import { attempts, type Case, ended, fileProbe, run, type Snapshot, say, serve, sh, sidecar, stop, task } from "./case.ts";

const incomplete = (...names: string[]) => `False ContainersNotInitialized containers with incomplete status: [${names.join(" ")}]`;
const lost = {
  state: {
    terminated: {
      exitCode: 137,
      reason: "ContainerStatusUnknown",
      message: "The container could not be located when the pod was terminated",
    },
  },
};
const lifecycle = (name: string) => ({ lifecycle: { preStop: sh(say(`${name} prestop`)) } });

export const nodeInitCases: readonly Case[] = [
  {
    title: "a failing init container of a RestartAlways pod is restarted on and on, and nothing after it starts",
    spec: {
      restartPolicy: "Always",
      initContainers: [run("init1", "/bin/false"), run("init2", say("init2"))],
      containers: [run("run1", say("run1"))],
    },
    steps: [stop((now) => now.of("init1").restartCount >= 3 && now.waiting("init1") === "CrashLoopBackOff")],
    want: {
      code: 1,
      events: [],
      phases: ["Pending", "Failed"],
      seen: {
        conditions: (now) => now.of("init1").restartCount >= 3 && now.condition("Initialized") === incomplete("init1", "init2"),
        "what waits": (now) => now.waiting("init2") === "PodInitializing" && now.waiting("run1") === "PodInitializing",
        "its last end": (now) => now.of("init1").lastState.terminated?.reason === "Error",
      },
      status: {
        initContainerStatuses: [ended(1, "Error"), { state: { waiting: { reason: "PodInitializing" } } }],
        containerStatuses: [{ state: { waiting: { reason: "PodInitializing" } } }],
      },
    },
  },
  {
    title: "a failed init container of a RestartNever pod leaves the rest waiting for ever",
    spec: {
      restartPolicy: "Never",
      initContainers: [run("init1", "/bin/true"), run("init2", "exit 5"), run("init3", say("init3"))],
      containers: [run("run1", say("run1"))],
    },
    want: {
      code: 1,
      events: [],
      phases: ["Pending", "Failed"],
      conditions: { Initialized: incomplete("init2", "init3"), Ready: "False PodFailed" },
      status: {
        initContainerStatuses: [
          { ready: true, ...ended(0, "Completed") },
          { ready: false, restartCount: 0, ...ended(5, "Error") },
          { state: { waiting: { reason: "PodInitializing" } } },
        ],
        containerStatuses: [{ started: false, ready: false, state: { waiting: { reason: "PodInitializing" } } }],
      },
    },
  },
  {
    title: "a failed init container of a RestartOnFailure pod is repeated until it succeeds",
    spec: {
      restartPolicy: "OnFailure",
      initContainers: [run("init1", attempts("init1", 1, 0)), run("init2", attempts("init2", 2, 3, 0))],
      containers: [run("run1", attempts("run1", 1, 0))],
    },
    want: {
      code: 0,
      events: ["init1 run", "init1 run #2", "init2 run", "init2 run #2", "init2 run #3", "run1 run", "run1 run #2"],
      status: {
        initContainerStatuses: [
          { restartCount: 1, lastState: { terminated: { exitCode: 1 } } },
          { restartCount: 2, lastState: { terminated: { exitCode: 3 } } },
        ],
        containerStatuses: [{ restartCount: 1 }],
      },
    },
  },
  {
    title: "deleted while an init container runs: it is stopped, has its time, and nothing follows",
    spec: {
      initContainers: [run("init1", serve("init1", { slow: 1 })), run("init2", say("init2"))],
      containers: [run("app", say("app"))],
    },
    steps: [stop("init1 start")],
    want: {
      code: 1,
      events: ["init1 start", "init1 term", "init1 exit"],
      phases: ["Pending", "Failed"],
      status: {
        initContainerStatuses: [ended(0, "Completed"), { state: { waiting: { reason: "PodInitializing" } } }],
        containerStatuses: [{ restartCount: 0, state: { waiting: { reason: "PodInitializing" } } }],
      },
    },
  },
  {
    title: "deleted while an init container runs that ignores SIGTERM: killed when its time is up",
    spec: {
      terminationGracePeriodSeconds: 2,
      initContainers: [run("init1", `trap '' TERM; ${say("init1 start")}; sleep 3600`)],
      containers: [run("app", say("app"))],
    },
    steps: [stop("init1 start")],
    want: { code: 1, events: ["init1 start"], status: { phase: "Failed", initContainerStatuses: [ended(137, "Error")] } },
  },
  {
    title: "deleted while a container cannot be configured: it counts as lost",
    spec: { containers: [run("app", "exit 0", { envFrom: [{ configMapRef: { name: "absent" } }] })] },
    steps: [stop((now) => now.waiting("app") === "CreateContainerConfigError")],
    want: { code: 1, phases: ["Pending", "Failed"], status: { containerStatuses: [{ restartCount: 0, ...lost }] } },
  },
  {
    title: "deleted while the first init container cannot be configured: it counts as lost, the others wait",
    spec: {
      initContainers: [run("init", "exit 0", { envFrom: [{ secretRef: { name: "absent" } }] }), run("next", "exit 0")],
      containers: [run("app", "exit 0")],
    },
    steps: [stop((now) => now.waiting("init") === "CreateContainerConfigError")],
    want: {
      code: 1,
      phases: ["Pending", "Failed"],
      status: {
        initContainerStatuses: [lost, { state: { waiting: { reason: "PodInitializing" } } }],
        containerStatuses: [{ state: { waiting: { reason: "PodInitializing" } } }],
      },
    },
  },
  {
    title: "deleted while it backs off: terminated with its own code, not waiting",
    spec: { containers: [run("app", attempts("app", 3))] },
    steps: [stop((now) => now.waiting("app") === "CrashLoopBackOff")],
    want: { code: 1, status: { phase: "Failed", containerStatuses: [ended(3, "Error")] } },
  },
  {
    title: "a deleted pod carries when and how long",
    spec: { terminationGracePeriodSeconds: 7, containers: [run("app", serve("app", { slow: 1 }))] },
    steps: [stop("app start")],
    want: {
      code: 0,
      seen: {
        "deletionTimestamp and grace period": ({ pod }: Snapshot) =>
          (pod.metadata as Record<string, unknown>)["deletionTimestamp"] !== undefined &&
          (pod.metadata as Record<string, unknown>)["deletionGracePeriodSeconds"] === 7,
      },
    },
  },
  {
    title: "deleted with a sidecar that never starts up: all end without waiting for it",
    spec: {
      initContainers: [
        sidecar("side1", serve("side1"), lifecycle("side1")),
        sidecar("side2", serve("side2"), { startupProbe: fileProbe("never", { failureThreshold: 600 }), ...lifecycle("side2") }),
      ],
      containers: [run("app", say("app"))],
    },
    steps: [stop((now) => now.events.includes("side1 start") && now.events.includes("side2 start"))],
    want: {
      code: 1,
      absent: ["app"],
      order: [
        ["side1 prestop", "side1 term"],
        ["side2 prestop", "side2 term"],
        ["side2 exit", "side1 term", "side1 exit"],
      ],
      status: { phase: "Failed", initContainerStatuses: [ended(0, "Completed"), ended(0, "Completed")] },
    },
  },
  {
    title: "an init container that fails for good ends the sidecars before it, with their hooks",
    spec: {
      restartPolicy: "Never",
      initContainers: [
        sidecar("side1", serve("side1"), lifecycle("side1")),
        sidecar("side2", serve("side2"), lifecycle("side2")),
        run(
          "init",
          `until grep -qx 'side1 start' /shared/events && grep -qx 'side2 start' /shared/events; do sleep 0.05; done; ${task("init", { code: 1 })}`,
        ),
      ],
      containers: [run("app", say("app"))],
    },
    want: {
      code: 1,
      absent: ["app"],
      phases: ["Pending", "Failed"],
      order: [
        ["init exit", "side1 prestop", "side1 term"],
        ["init exit", "side2 prestop", "side2 term"],
        ["init exit", "side2 exit", "side1 term", "side1 exit"],
      ],
      status: { initContainerStatuses: [ended(0, "Completed"), ended(0, "Completed"), ended(1, "Error")] },
    },
  },
  {
    title: "deleted while a later init container runs: it and the sidecars before it are stopped",
    spec: {
      initContainers: [sidecar("side1", serve("side1")), run("init", serve("init", { code: 4 })), sidecar("side2", say("side2"))],
      containers: [run("app", say("app"))],
    },
    steps: [stop((now) => now.events.includes("side1 start") && now.events.includes("init start"))],
    want: {
      code: 1,
      absent: ["app", "side2"],
      order: [
        ["init term", "init exit"],
        ["side1 term", "side1 exit"],
      ],
      status: {
        phase: "Failed",
        initContainerStatuses: [ended(0, "Completed"), ended(4, "Error"), { state: { waiting: { reason: "PodInitializing" } } }],
      },
    },
  },
  {
    title: "the end of a finished pod does not repeat its init container",
    spec: { restartPolicy: "OnFailure", initContainers: [run("foo", say("foo"))], containers: [run("bar", say("bar"))] },
    want: { code: 0, events: ["foo", "bar"], phases: ["Pending", "Running", "Succeeded"] },
  },
];
