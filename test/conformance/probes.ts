import { type Case, fileProbe, run, say, serve, server, sh, stop, task } from "./case.ts";

const http = (port: number | string, path: string, more: object = {}) => ({ httpGet: { port, path, ...more }, periodSeconds: 1 });
const alive = ": > /shared/alive";

export const probeCases: readonly Case[] = [
  {
    title: "should be restarted with an exec liveness probe that fails, after its preStop hook",
    rules: ["7.11"],
    spec: {
      containers: [
        run("app", serve("app", { first: alive, slow: 0.3 }), {
          livenessProbe: fileProbe("alive", { failureThreshold: 1 }),
          lifecycle: { preStop: sh(say("app prestop")) },
        }),
        run("other", serve("other")),
      ],
    },
    steps: [{ when: (now) => now.of("app").ready && now.of("other").ready, act: { remove: "alive" } }, stop("app start #2")],
    want: {
      code: 0,
      order: [["app start", "app prestop", "app term", "app exit", "app start #2"]],
      absent: ["other start #2"],
      seen: {
        "one restart": (now) => now.of("app").restartCount === 1 && now.of("app").state.running !== undefined && now.phase === "Running",
      },
    },
  },
  {
    title: "a liveness kill restarts under OnFailure even when the container then exits with 0",
    rules: ["4.2"],
    spec: {
      restartPolicy: "OnFailure",
      containers: [run("app", serve("app", { code: 0 }), { livenessProbe: fileProbe("never", { failureThreshold: 1 }) })],
    },
    steps: [stop("app start #2")],
    want: { code: 0, order: [["app start", "app term", "app exit", "app start #2"]] },
  },
  {
    title: "a liveness kill under Never is the pod's end",
    rules: ["4.2"],
    spec: {
      restartPolicy: "Never",
      containers: [run("app", serve("app", { code: 5 }), { livenessProbe: fileProbe("never", { failureThreshold: 1 }) })],
    },
    want: { code: 1, phases: ["Pending", "Running", "Failed"], events: ["app start", "app term", "app exit"] },
  },
  {
    title: "failureThreshold consecutive failures make a failure, a success between them starts anew",
    rules: ["7.3", "7.6"],
    spec: {
      containers: [
        run("app", serve("app"), {
          livenessProbe: {
            ...sh(`n=$(grep -c probe /shared/events); ${say("probe")}; test $n = 1`),
            periodSeconds: 1,
            failureThreshold: 2,
          },
        }),
      ],
    },
    steps: [stop("app start #2")],
    want: { code: 0, order: [["app start", "probe", "probe #2", "probe #3", "probe #4", "app term", "app start #2"]] },
  },
  {
    title: "an exec probe that takes longer than its timeout fails",
    rules: ["7.8"],
    spec: {
      containers: [
        run("app", serve("app"), { livenessProbe: { ...sh("sleep 20"), periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 1 } }),
      ],
    },
    steps: [stop("app start #2")],
    want: { code: 0, order: [["app start", "app term", "app start #2"]] },
  },
  {
    title: "liveness waits for the startup probe, and the container is started by its success",
    rules: ["7.3", "7.5"],
    spec: {
      containers: [
        run("app", serve("app", { first: `sleep 2; ${say("up")}; ${alive}` }), {
          startupProbe: fileProbe("alive", { failureThreshold: 30 }),
          livenessProbe: { ...sh(`${say("live")}; test -e /shared/alive`), periodSeconds: 1, failureThreshold: 1 },
          readinessProbe: { ...sh(say("readiness")), periodSeconds: 1 },
        }),
      ],
    },
    steps: [stop("live #2")],
    want: {
      code: 0,
      order: [
        ["app start", "up", "live", "live #2", "app term"],
        ["up", "readiness"],
      ],
      absent: ["app start #2"],
      seen: {
        "running, not started": (now) => now.of("app").state.running !== undefined && !now.of("app").started && !now.of("app").ready,
      },
    },
  },
  {
    title: "a startup probe that fails restarts the container",
    rules: ["7.11"],
    spec: { containers: [run("app", serve("app"), { startupProbe: fileProbe("never", { failureThreshold: 2 }) })] },
    steps: [stop("app start #2")],
    want: { code: 0, order: [["app start", "app term", "app exit", "app start #2"]], unseen: { started: (now) => now.of("app").started } },
  },
  {
    title: "readiness comes and goes, the pod's conditions with it, and nothing is restarted",
    rules: ["7.12"],
    spec: {
      containers: [run("app", serve("app"), { readinessProbe: fileProbe("ok", { failureThreshold: 1 }) }), run("other", serve("other"))],
    },
    steps: [
      { when: (now) => now.of("app").started && now.of("other").ready, act: { touch: "ok" } },
      {
        when: (now) => now.condition("Ready") === "True" && now.condition("ContainersReady") === "True" && now.of("app").ready,
        act: { remove: "ok" },
      },
      stop((now) => now.condition("Ready") === "False ContainersNotReady containers with unready status: [app]" && !now.of("app").ready),
    ],
    want: {
      code: 0,
      absent: ["app start #2", "other start #2"],
      order: [["app start", "app term"]],
      phases: ["Pending", "Running", "Succeeded"],
    },
  },
  {
    title: "successThreshold successes make a container ready",
    rules: ["7.3"],
    spec: { containers: [run("app", serve("app"), { readinessProbe: { ...sh(say("probe")), periodSeconds: 1, successThreshold: 3 } })] },
    steps: [stop((now) => now.of("app").ready)],
    want: {
      code: 0,
      order: [["probe", "probe #2", "probe #3"]],
      unseen: { "ready before": (now) => now.of("app").ready && !now.events.includes("probe #3") },
    },
  },
  {
    title: "initialDelaySeconds come before the first probe, as long as the container runs",
    rules: ["7.2"],
    spec: {
      containers: [
        run("app", serve("app", { first: `sleep 1; ${say("one second")}` }), {
          readinessProbe: { ...sh(say("probe")), initialDelaySeconds: 2, periodSeconds: 1 },
        }),
      ],
    },
    steps: [stop((now) => now.of("app").ready)],
    want: { code: 0, order: [["one second", "probe"]] },
  },
  {
    title: "a readiness probe by HTTP: 200 to 399 is success, redirects are followed on the same host, and a redirect elsewhere is success",
    rules: ["7.9"],
    spec: (free: (name: string) => number) => {
      const port = free("http");
      const to = (url: string) => `/to?${encodeURIComponent(url)}`;
      const probed = (name: string, path: string, more: object = {}) => run(name, serve(name), { readinessProbe: http(port, path, more) });
      return {
        initContainers: [
          {
            ...server("web", port),
            restartPolicy: "Always",
            startupProbe: { tcpSocket: { port }, periodSeconds: 1, failureThreshold: 30 },
          },
        ],
        containers: [
          probed("yes-200", "/200"),
          probed("yes-304", "/304"),
          probed("yes-redirect", to("/200")),
          probed("yes-elsewhere", to("http://elsewhere.invalid/500")),
          probed("yes-headers", "/headers", { httpHeaders: [{ name: "X-Token", value: "t" }] }),
          probed("no-400", "/400"),
          probed("no-500", "/500"),
          probed("no-redirect", to("/500")),
          probed("no-headers", "/headers"),
        ],
        terminationGracePeriodSeconds: 5,
      };
    },
    steps: [
      stop((now) => (now.status.containerStatuses ?? []).every(({ name, ready, started }) => started && ready === name.startsWith("yes"))),
    ],
    want: {
      code: 0,
      unseen: {
        "a wrong one ready": (now) => (now.status.containerStatuses ?? []).some(({ name, ready }) => ready && name.startsWith("no")),
      },
    },
  },
  {
    title: "an HTTP liveness probe on a named port restarts a server that answers 503",
    rules: ["7.9"],
    spec: (free: (name: string) => number) => ({
      containers: [
        server("app", free("http"), {
          ports: [{ name: "web", containerPort: free("http") }],
          startupProbe: { tcpSocket: { port: "web" }, periodSeconds: 1, failureThreshold: 30 },
          livenessProbe: { ...http("web", "/when/alive"), failureThreshold: 1 },
          readinessProbe: http("web", "/when/alive"),
        }),
      ],
    }),
    steps: [
      { when: (now) => now.pod.status !== undefined, act: { touch: "alive" } },
      { when: (now) => now.of("app").ready, act: { remove: "alive" } },
      { when: (now) => now.of("app").restartCount === 1, act: { touch: "alive" } },
      stop((now) => now.of("app").ready && now.of("app").restartCount >= 1),
    ],
    want: { code: 0, seen: { "the killed one": (now) => now.of("app").lastState.terminated?.exitCode === 0 } },
  },
  {
    title: "a TCP readiness probe succeeds as soon as the port is open",
    rules: ["7.10"],
    spec: (free: (name: string) => number) => ({
      containers: [
        {
          ...run("app", ""),
          command: [
            process.execPath,
            "-e",
            `process.on("SIGTERM", () => process.exit(0)); const fs = require("node:fs");
             const timer = setInterval(() => fs.existsSync("/shared/open") && (clearInterval(timer), require("node:net").createServer().listen(${free("tcp")}, "127.0.0.1")), 50);`,
          ],
          readinessProbe: { tcpSocket: { port: free("tcp") }, periodSeconds: 1 },
        },
      ],
    }),
    steps: [
      { when: (now) => now.of("app").started && now.condition("Ready")?.startsWith("False") === true, act: { touch: "open" } },
      stop((now) => now.of("app").ready && now.condition("Ready") === "True"),
    ],
    want: { code: 0 },
  },
  {
    title: "a probe that cannot be run counts as nothing: the port's name is another container's",
    rules: ["7.7", "7.10"],
    spec: (free: (name: string) => number) => ({
      containers: [
        run("app", serve("app", { first: `{ sleep 4; ${say("later")}; } & :` }), {
          livenessProbe: { ...http("web", "/500"), failureThreshold: 1 },
        }),
        server("web", free("http"), { ports: [{ name: "web", containerPort: free("http") }] }),
      ],
    }),
    steps: [stop("later")],
    want: { code: 0, absent: ["app start #2"] },
  },
  {
    title: "a probe's command knows literal variables only, its process has all of them",
    rules: ["7.8"],
    spec: {
      containers: [
        run("app", serve("app"), {
          env: [{ name: "LITERAL", value: "one" }],
          envFrom: [{ configMapRef: { name: "settings" } }],
          readinessProbe: {
            exec: { command: ["/bin/sh", "-c", 'echo "$(LITERAL)" \'$(FROM_MAP)\' "$FROM_MAP" > /shared/out'] },
            periodSeconds: 1,
          },
        }),
      ],
    },
    steps: [stop((now) => now.of("app").ready)],
    objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { FROM_MAP: "map" } }],
    want: { code: 0, out: ["one $(FROM_MAP) map"] },
  },
  {
    title: "a liveness probe's own terminationGracePeriodSeconds comes before the pod's",
    rules: ["5.1"],
    spec: {
      terminationGracePeriodSeconds: 3600,
      containers: [
        run("app", `trap '' TERM; ${say("app start")}; test "$(grep -c 'app start' /shared/events)" = 2 && exit 0; sleep 3600`, {
          livenessProbe: fileProbe("never", { failureThreshold: 1, terminationGracePeriodSeconds: 1 }),
          restartPolicy: "OnFailure",
        }),
        run("other", `until test "$(grep -c 'app start' /shared/events)" = 2; do sleep 0.1; done`),
      ],
      restartPolicy: "Never",
    },
    want: {
      code: 0,
      events: ["app start", "app start #2"],
      status: { containerStatuses: [{ lastState: { terminated: { exitCode: 137 } } }, {}] },
    },
  },
  {
    title: "should execute readiness probe while in preStop, but not liveness",
    rules: ["5.9"],
    spec: {
      containers: [
        run("app", serve("app"), {
          readinessProbe: { ...sh(say("readiness")), periodSeconds: 1 },
          livenessProbe: { ...sh(`${say("liveness")}; ! test -e /shared/stopping`), periodSeconds: 1, failureThreshold: 1 },
          lifecycle: { preStop: sh(`sleep 0.3; : > /shared/stopping; ${say("prestop")}; sleep 3; ${say("prestop done")}`) },
        }),
      ],
    },
    steps: [stop("liveness")],
    want: {
      code: 0,
      order: [["prestop", "prestop done", "app term", "app exit"]],
      seen: {
        "readiness after preStop began": ({ events }) =>
          events.findLastIndex((event) => event.startsWith("readiness")) > events.indexOf("prestop") && events.includes("prestop"),
      },
      unseen: {
        "liveness after preStop began": ({ events }) =>
          events.includes("prestop") && events.findLastIndex((event) => event.startsWith("liveness")) > events.indexOf("prestop"),
      },
    },
  },
  {
    title: "should mark readiness to false while the pod is terminating, by its probe",
    rules: ["5.9"],
    spec: {
      containers: [
        run("app", `trap ': > /shared/down' TERM; ${say("app start")}; while ! test -e /shared/over; do sleep 0.1; done`, {
          readinessProbe: { ...sh("! test -e /shared/down"), periodSeconds: 1, failureThreshold: 1 },
        }),
      ],
    },
    steps: [
      stop((now) => now.condition("Ready") === "True"),
      {
        when: (now) => now.condition("Ready")?.startsWith("False ContainersNotReady") === true && now.of("app").state.running !== undefined,
        act: { touch: "over" },
      },
    ],
    want: { code: 0 },
  },
  {
    title: "a sidecar's startup probe by HTTP gates the app",
    rules: ["2.1"],
    spec: (free: (name: string) => number) => ({
      restartPolicy: "Never",
      initContainers: [
        server("web", free("http"), {
          restartPolicy: "Always",
          startupProbe: { ...http(free("http"), "/when/open"), failureThreshold: 60 },
        }),
      ],
      containers: [run("app", task("app"))],
    }),
    steps: [{ when: (now) => now.of("web").state.running !== undefined && !now.of("web").started, act: { touch: "open" } }],
    want: { code: 0, events: ["app start", "app exit"] },
  },
];
