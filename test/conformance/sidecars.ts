import { after, attempts, type Case, ended, fileProbe, run, say, serve, sh, sidecar, stop, task } from "./case.ts";

const crowd = () =>
  [1, 2, 3].map((number) => {
    const script = serve(`side-${number}`, { slow: 0.3 });
    return sidecar(`side-${number}`, number === 1 ? script : after(`side-${number - 1} start`, script));
  });
const started = ["side-1 start", "side-2 start", "side-3 start"];
const reversed = ["side-3 term", "side-3 exit", "side-2 term", "side-2 exit", "side-1 term", "side-1 exit"];
const again = (code: number) => attempts("side", code, code, code, code);

export const sidecarCases: readonly Case[] = [
  {
    title: "should launch restartable init containers serially considering the startup probe",
    rules: ["2.1"],
    spec: {
      restartPolicy: "Never",
      initContainers: [1, 2].map((number) =>
        sidecar(`side-${number}`, serve(`side-${number}`, { first: `sleep 1; ${say(`side-${number} up`)}; : > /shared/up-${number}` }), {
          startupProbe: fileProbe(`up-${number}`),
        }),
      ),
      containers: [run("app", task("app"))],
    },
    want: {
      code: 0,
      phases: ["Pending", "Running", "Succeeded"],
      order: [["side-1 start", "side-1 up", "side-2 start", "side-2 up", "app start", "app exit", "side-2 term", "side-1 term"]],
    },
  },
  {
    title: "a sidecar's readiness gates nothing, and counts for the pod's",
    rules: ["2.2"],
    spec: {
      initContainers: [sidecar("side", serve("side"), { readinessProbe: fileProbe("never") })],
      containers: [run("app", after("side start", serve("app")))],
    },
    steps: [stop((now) => now.of("app").ready)],
    want: {
      code: 0,
      events: ["side start", "app start", "app term", "app exit", "side term", "side exit"],
      seen: {
        "the app alone is ready": (now) =>
          now.of("app").ready &&
          now.of("side").started &&
          now.phase === "Running" &&
          now.condition("Initialized") === "True" &&
          now.condition("ContainersReady") === "False ContainersNotReady containers with unready status: [side]" &&
          now.condition("Ready") === "False ContainersNotReady containers with unready status: [side]",
      },
      unseen: { "a ready pod": (now) => now.condition("Ready") === "True" },
    },
  },
  {
    title: "should terminate sidecars in reverse order after all main containers have exited",
    rules: ["2.7", "5.6"],
    spec: {
      restartPolicy: "Never",
      initContainers: crowd(),
      containers: [run("app-1", after("side-3 start", task("app-1"))), run("app-2", after("side-3 start", task("app-2", { takes: 0.8 })))],
    },
    want: {
      code: 0,
      order: [
        [...started, "app-1 start", "app-1 exit", "app-2 exit", ...reversed],
        [...started, "app-2 start", "app-2 exit", ...reversed],
      ],
      seen: {
        "Running as long as a sidecar runs": (now) =>
          now.of("app-2").state.terminated !== undefined && now.of("side-1").state.running !== undefined,
      },
    },
  },
  {
    title: "should terminate sidecars in reverse order when the pod is deleted",
    rules: ["5.6"],
    spec: { initContainers: crowd(), containers: [run("app", after("side-3 start", serve("app", { slow: 0.5 })))] },
    steps: [stop("app start")],
    want: { code: 0, events: [...started, "app start", "app term", "app exit", ...reversed] },
  },
  {
    title: "should call sidecar container PreStop hook simultaneously",
    rules: ["5.7"],
    spec: {
      initContainers: [1, 2].map((number) =>
        sidecar(`side-${number}`, serve(`side-${number}`), { lifecycle: { preStop: sh(say(`side-${number} prestop`)) } }),
      ),
      containers: [run("app", serve("app"), { lifecycle: { preStop: sh(`${say("app prestop")}; sleep 2; ${say("app prestop done")}`) } })],
    },
    steps: [stop("app start")],
    want: {
      code: 0,
      order: [
        ["app prestop", "app prestop done", "app term", "app exit", "side-2 term", "side-2 exit", "side-1 term", "side-1 exit"],
        ["side-1 prestop", "app prestop done"],
        ["side-2 prestop", "app prestop done"],
      ],
    },
  },
  ...[0, 1].map(
    (code): Case => ({
      title: `a sidecar that exits with ${code} continuously is restarted in a RestartNever pod`,
      rules: ["2.3"],
      spec: {
        restartPolicy: "Never",
        initContainers: [sidecar("side", again(code))],
        containers: [run("app", serve("app"))],
      },
      steps: [stop((now) => now.of("side").restartCount === 3)],
      want: {
        code: 0,
        order: [["side run", "side run #2", "side run #3", "side run #4"]],
        status: { containerStatuses: [{ restartCount: 0 }] },
        seen: { "backing off": (now) => now.waiting("side") === "CrashLoopBackOff" && now.phase === "Running" },
      },
    }),
  ),
  {
    title: "should not launch next container if the restartable init container's startup probe fails",
    rules: ["2.5"],
    spec: {
      initContainers: [
        sidecar("side", serve("side"), {
          startupProbe: fileProbe("never", { failureThreshold: 1 }),
          lifecycle: { preStop: sh(say("side prestop")) },
        }),
      ],
      containers: [run("app", task("app"))],
    },
    steps: [stop("side start #2")],
    want: {
      code: 1,
      phases: ["Pending", "Failed"],
      order: [["side start", "side prestop", "side term", "side exit", "side start #2"]],
      absent: ["app start"],
      unseen: { "the sidecar started": (now) => now.of("side").started },
    },
  },
  {
    title: "should allow regular container to start after the restartable init container recovers",
    rules: ["2.4"],
    spec: {
      restartPolicy: "Never",
      initContainers: [
        sidecar(
          "side",
          `${say("side run")}; test "$(grep -c 'side run' /shared/events)" = 1 && exit 3; ${serve("side", { first: ": > /shared/up" })}`,
          { startupProbe: fileProbe("up") },
        ),
      ],
      containers: [run("app", task("app"))],
    },
    want: {
      code: 0,
      order: [["side run", "side run #2", "side start", "app start", "side term"]],
      status: { initContainerStatuses: [{ restartCount: 1 }] },
    },
  },
  {
    title: "a sidecar that dies while a later init container runs is restarted and does not disturb it",
    rules: ["2.4"],
    spec: {
      restartPolicy: "Never",
      initContainers: [
        sidecar("side", `${say("side start")}; while ! test -e /shared/init; do sleep 0.05; done; rm /shared/init; exit 1`),
        run(
          "init",
          `${after("side start", say("init start"))}; : > /shared/init; while ! test "$(grep -c 'side start' /shared/events)" = 2; do sleep 0.05; done; ${say("init exit")}`,
        ),
      ],
      containers: [run("app", task("app"))],
    },
    want: {
      code: 0,
      events: ["side start", "init start", "side start #2", "init exit", "app start", "app exit"],
      status: {
        initContainerStatuses: [
          { name: "side", restartCount: 1 },
          { name: "init", restartCount: 0, ready: true },
        ],
      },
    },
  },
  {
    title: "should mark pod as succeeded if a restartable init container has terminated with non-zero exit code",
    rules: ["2.8"],
    spec: {
      restartPolicy: "Never",
      initContainers: [sidecar("side", serve("side", { code: 5 }))],
      containers: [run("app", after("side start", task("app")))],
    },
    want: {
      code: 0,
      phases: ["Pending", "Running", "Succeeded"],
      status: { initContainerStatuses: [{ ...ended(5, "Error"), ready: false, started: false }] },
    },
  },
  {
    title: "should mark pod as succeeded if a restartable init container has exceeded its termination grace period seconds",
    rules: ["2.8"],
    spec: {
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 1,
      initContainers: [sidecar("side", `trap '' TERM; ${say("side start")}; sleep 3600 & wait $!; sleep 3600`)],
      containers: [run("app", after("side start", task("app")))],
    },
    want: { code: 0, phases: ["Pending", "Running", "Succeeded"], status: { initContainerStatuses: [ended(137, "Error")] } },
  },
  {
    title: "should mark pod as failed if regular container has exceeded its termination grace period seconds",
    rules: ["5.8"],
    spec: {
      terminationGracePeriodSeconds: 1,
      initContainers: [1, 2].map((number) => sidecar(`side-${number}`, serve(`side-${number}`))),
      containers: [run("app", `trap '' TERM; ${say("app start")}; sleep 3600 & wait $!; sleep 3600`)],
    },
    steps: [stop("app start")],
    want: {
      code: 1,
      phases: ["Pending", "Running", "Failed"],
      order: [
        ["side-1 term", "side-1 exit"],
        ["side-2 term", "side-2 exit"],
      ],
      status: { containerStatuses: [ended(137, "Error")], initContainerStatuses: [ended(0, "Completed"), ended(0, "Completed")] },
    },
  },
  {
    title: "a sidecar's liveness failure restarts it alone, with its preStop hook",
    rules: ["2.5"],
    spec: {
      initContainers: [
        sidecar("side", serve("side", { first: ": > /shared/alive" }), {
          livenessProbe: fileProbe("alive", { failureThreshold: 1 }),
          lifecycle: { preStop: sh(say("side prestop")) },
        }),
      ],
      containers: [run("app", after("side start", serve("app")))],
    },
    steps: [{ when: (now) => now.of("app").ready, act: { remove: "alive" } }, stop("side start #2")],
    want: {
      code: 0,
      order: [["side start", "app start", "side prestop", "side term", "side exit", "side start #2", "app term"]],
      absent: ["app start #2"],
      seen: { "one restart": (now) => now.of("side").restartCount === 1 && now.of("app").restartCount === 0 && now.phase === "Running" },
    },
  },
  {
    title: "should start the next container if a sidecar's liveness probe fails all the time",
    rules: ["2.5"],
    spec: {
      initContainers: [sidecar("side", serve("side"), { livenessProbe: fileProbe("never", { failureThreshold: 1 }) })],
      containers: [run("app", after("side start", serve("app")))],
    },
    steps: [stop("side start #2")],
    want: { code: 0, order: [["side start", "app start", "side start #2"]] },
  },
  {
    title: "a sidecar that exits while the pod is terminated is not restarted",
    rules: ["2.9"],
    spec: {
      initContainers: [
        sidecar("side", `${say("side start")}; while ! test -e /shared/leave; do sleep 0.05; done; ${say("side exit")}; exit 1`),
      ],
      containers: [run("app", after("side start", serve("app")), { lifecycle: { preStop: sh(": > /shared/leave; sleep 2") } })],
    },
    steps: [stop("app start")],
    want: {
      code: 0,
      events: ["side start", "app start", "side exit", "app term", "app exit"],
      status: { initContainerStatuses: [{ restartCount: 0 }] },
    },
  },
  {
    title: "a failed app fails the pod when its sidecars have ended",
    rules: ["2.8", "8.e"],
    spec: {
      restartPolicy: "Never",
      initContainers: [sidecar("side", serve("side", { slow: 1 }))],
      containers: [run("app", after("side start", task("app", { code: 4 })))],
    },
    want: {
      code: 1,
      phases: ["Pending", "Running", "Failed"],
      events: ["side start", "app start", "app exit", "side term", "side exit"],
      seen: {
        "still Running": (now) =>
          now.of("app").state.terminated?.exitCode === 4 && now.of("side").state.running !== undefined && now.phase === "Running",
      },
    },
  },
  {
    title: "app containers that are all dead wait for a dead last sidecar to be started again",
    rules: ["2.6"],
    spec: {
      restartPolicy: "OnFailure",
      initContainers: [
        sidecar(
          "side",
          [
            `${say("side start")}; rm -f /shared/up`,
            `if test "$(grep -c 'side start' /shared/events)" = 2; then sleep 1.5; ${say("side up")}; : > /shared/up; sleep 3600 & wait $!; fi`,
            ": > /shared/up; until test -e /shared/down; do sleep 0.05; done; sleep 0.2; exit 1",
          ].join("\n"),
          { startupProbe: fileProbe("up", { failureThreshold: 10 }) },
        ),
      ],
      containers: [run("app", `case $(grep -c 'app run' /shared/events) in 3) : > /shared/down;; esac; ${attempts("app", 1, 1, 1, 1, 0)}`)],
    },
    want: {
      code: 0,
      events: ["side start", "app run", "app run #2", "app run #3", "app run #4", "side start #2", "side up", "app run #5"],
    },
  },
];
