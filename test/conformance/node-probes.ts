/** After the probes' node tests. */
import { after, type Case, ended, fileProbe, health, run, say, serve, server, sh, sidecar, stop } from "./case.ts";

type Free = (name: string) => number;
const every = { periodSeconds: 1 };
export const nodeProbeCases: readonly Case[] = [
  {
    title: "a gRPC liveness probe: restarted when it no longer serves",
    spec: (free: Free) => ({
      containers: [
        health("app", free("grpc"), {
          livenessProbe: { grpc: { port: free("grpc") }, ...every, initialDelaySeconds: 2, failureThreshold: 1 },
        }),
      ],
    }),
    steps: [stop("app start #2")],
    want: { code: 0, order: [["app start", "app start #2"]] },
  },
  {
    title: "a gRPC readiness probe asks for its service, and one that nobody knows is never ready",
    spec: (free: Free) => ({
      containers: [
        health("app", free("grpc"), { readinessProbe: { grpc: { port: free("grpc"), service: "known" }, ...every } }),
        run("other", serve("other"), { readinessProbe: { grpc: { port: free("grpc"), service: "unknown" }, ...every } }),
      ],
    }),
    steps: [
      {
        when: (now) => now.events.includes("app start") && now.condition("Ready")?.endsWith("[app other]") === true,
        act: { touch: "healthy" },
      },
      { when: (now) => now.of("app").ready, act: { remove: "healthy" } },
      stop((now) => !now.of("app").ready),
    ],
    want: {
      code: 0,
      seen: { "one of two": (now) => now.condition("Ready") === "False ContainersNotReady containers with unready status: [other]" },
      unseen: { "the other ready": (now) => now.of("other").ready },
    },
  },
  {
    title: "a readiness probe that takes longer than its timeout never makes ready",
    spec: {
      containers: [
        run("app", serve("app", { first: `{ sleep 4; ${say("later")}; } & :` }), { readinessProbe: { ...sh("sleep 3"), ...every } }),
      ],
    },
    steps: [stop("later")],
    want: { code: 0, unseen: { ready: (now) => now.of("app").ready }, absent: ["app start #2"] },
  },
  {
    title: "a liveness probe that fails after longer than its timeout restarts",
    spec: {
      containers: [
        run("app", serve("app"), { livenessProbe: { ...sh("sleep 3; exit 1"), ...every, failureThreshold: 1, initialDelaySeconds: 1 } }),
      ],
    },
    steps: [stop((now) => now.of("app").restartCount === 1 && now.events.includes("app start #2"))],
    want: { code: 0, order: [["app start", "app term", "app exit", "app start #2"]] },
  },
  {
    title: "ready at once when the startup probe succeeds, however long the readiness probe's period",
    spec: {
      containers: [
        run("app", serve("app", { first: "sleep 2; : > /shared/started" }), {
          startupProbe: fileProbe("started", { failureThreshold: 60 }),
          readinessProbe: fileProbe("started", { periodSeconds: 60 }),
        }),
      ],
    },
    steps: [stop((now) => now.of("app").ready)],
    want: {
      code: 0,
      seen: {
        "not started": (now) => now.of("app").state.running !== undefined && now.of("app").started === false && now.phase === "Running",
      },
    },
  },
  {
    title: "liveness begins with the startup probe's success, and restarts then",
    spec: {
      containers: [
        run("app", serve("app", { first: "sleep 2; : > /shared/started" }), {
          startupProbe: fileProbe("started", { failureThreshold: 60 }),
          livenessProbe: fileProbe("never", { failureThreshold: 1 }),
        }),
      ],
    },
    steps: [stop((now) => now.of("app").restartCount === 1 && now.events.includes("app start #2"))],
    want: {
      code: 0,
      order: [["app start", "app term", "app exit", "app start #2"]],
      seen: { "started before": (now) => now.of("app").restartCount === 0 && now.of("app").started === true },
    },
  },
  {
    title: "a startup probe's own terminationGracePeriodSeconds comes before the pod's",
    spec: {
      terminationGracePeriodSeconds: 3600,
      restartPolicy: "OnFailure",
      containers: [
        run("app", `trap '' TERM; ${say("app start")}; test "$(grep -c 'app start' /shared/events)" = 2 && exit 0; sleep 3600`, {
          startupProbe: fileProbe("never", { failureThreshold: 1, terminationGracePeriodSeconds: 1 }),
        }),
        run("other", "until test \"$(grep -c 'app start' /shared/events)\" = 2; do sleep 0.1; done"),
      ],
    },
    want: {
      code: 0,
      events: ["app start", "app start #2"],
      status: { containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 137, reason: "Error" } } }, {}] },
    },
  },
  {
    title: "a liveness probe by HTTP follows a redirect to itself, and fails with it",
    spec: (free: Free) => ({
      containers: [
        server("app", free("http"), {
          readinessProbe: { httpGet: { port: free("http"), path: "/200" }, ...every },
          livenessProbe: {
            httpGet: { port: free("http"), path: `/to?${encodeURIComponent("/500")}` },
            ...every,
            initialDelaySeconds: 1,
            failureThreshold: 1,
          },
        }),
      ],
    }),
    steps: [stop((now) => now.of("app").restartCount === 1 && now.of("app").ready)],
    want: { code: 0 },
  },
  {
    title: "a liveness probe by HTTP that is sent elsewhere does not restart",
    spec: (free: Free) => ({
      containers: [
        server("app", free("http"), {
          livenessProbe: {
            httpGet: { port: free("http"), path: `/to?${encodeURIComponent("http://0.0.0.0/")}` },
            ...every,
            initialDelaySeconds: 1,
            failureThreshold: 1,
          },
        }),
        run("other", `${say("other start")}; sleep 4; ${serve("later")}`),
      ],
    }),
    steps: [stop("later start")],
    want: { code: 0, unseen: { restarted: (now) => now.of("app").restartCount > 0 } },
  },
  {
    title: "a TCP liveness probe on a closed port restarts again and again, by one each time",
    spec: (free: Free) => ({
      containers: [
        run("app", serve("app"), {
          livenessProbe: { tcpSocket: { port: free("closed") }, ...every, initialDelaySeconds: 1, failureThreshold: 1 },
        }),
      ],
    }),
    steps: [stop((now) => now.of("app").restartCount >= 2 && now.events.includes("app start #3"))],
    want: { code: 0, order: [["app start", "app start #2", "app start #3"]], seen: { one: (now) => now.of("app").restartCount === 1 } },
  },
  {
    title: "a restarted container is not ready until its readiness probe says so anew",
    spec: {
      containers: [
        run(
          "app",
          `${say("app run")}; : > /shared/ready; if test "$(grep -c 'app run' /shared/events)" = 1; then sleep 3; rm /shared/ready; exit 1; fi; rm /shared/ready; ${serve("again")}`,
          {
            readinessProbe: fileProbe("ready"),
          },
        ),
        run("keep", serve("keep")),
      ],
    },
    steps: [
      {
        when: (now) => now.events.includes("again start") && now.of("app").restartCount === 1 && !now.of("app").ready,
        act: { touch: "ready" },
      },
      stop((now) => now.of("app").ready && now.of("app").restartCount === 1),
    ],
    want: {
      code: 0,
      seen: {
        "ready at first": (now) => now.of("app").ready && now.of("app").restartCount === 0,
        "running and unready": (now) =>
          !now.of("app").ready && now.of("app").restartCount === 1 && now.of("app").state.running !== undefined,
      },
    },
  },
  {
    title: "a failing readiness probe never restarts, and the pod stays Running and unready",
    spec: {
      containers: [
        run("app", serve("app", { first: `{ sleep 4; ${say("later")}; } & :` }), {
          readinessProbe: { ...sh("/bin/false"), ...every, failureThreshold: 1 },
        }),
      ],
    },
    steps: [stop("later")],
    want: {
      code: 0,
      phases: ["Pending", "Running", "Succeeded"],
      unseen: {
        ready: (now) => now.of("app").ready || now.condition("Ready") === "True",
        restart: (now) => now.of("app").restartCount > 0,
      },
      seen: { started: (now) => now.of("app").started === true },
    },
  },
  {
    title: "a sidecar's readiness goes and comes while the app runs",
    spec: {
      initContainers: [sidecar("side", serve("side"), { readinessProbe: fileProbe("ready", { failureThreshold: 1 }) })],
      containers: [run("app", after("side start", serve("app")))],
    },
    steps: [
      {
        when: (now) => now.of("app").ready && now.condition("Ready") === "False ContainersNotReady containers with unready status: [side]",
        act: { touch: "ready" },
      },
      { when: (now) => now.condition("Ready") === "True", act: { remove: "ready" } },
      stop((now) => now.condition("Ready") === "False ContainersNotReady containers with unready status: [side]"),
    ],
    want: { code: 0, absent: ["side start #2"], status: { initContainerStatuses: [{ restartCount: 0, ...ended(0, "Completed") }] } },
  },
];
