import { type Case, fileProbe, run, say, serve, server, sh, sidecar, stop } from "./case.ts";

const hooks = (postStart: object | undefined, preStop?: object) => ({
  lifecycle: { ...(postStart && { postStart }), ...(preStop && { preStop }) },
});

export const hookCases: readonly Case[] = [
  {
    title: "should not launch second container before PostStart of the first container completed",
    rules: ["3.1"],
    spec: {
      containers: [
        run(
          "app-1",
          serve("app-1"),
          hooks(sh(`until grep -q 'app-1 start' /shared/events; do sleep 0.05; done; sleep 1; ${say("poststart done")}`)),
        ),
        run("app-2", serve("app-2")),
      ],
    },
    steps: [stop("app-2 start")],
    want: {
      code: 0,
      order: [["app-1 start", "poststart done", "app-2 start"]],
      seen: {
        "waiting while its hook runs": (now) =>
          now.events.at(-1) === "app-1 start" && now.waiting("app-1") === "ContainerCreating" && now.phase === "Pending",
      },
      unseen: {
        "running while its hook runs": (now) => now.of("app-1").state.running !== undefined && !now.events.includes("poststart done"),
      },
    },
  },
  {
    title: "a sidecar's postStart hook delays the next container",
    rules: ["2.1"],
    spec: {
      restartPolicy: "Never",
      initContainers: [sidecar("side", serve("side"), hooks(sh(`sleep 1; ${say("poststart done")}`)))],
      containers: [run("app", say("app start"))],
    },
    want: { code: 0, order: [["poststart done", "app start", "side term"]] },
  },
  {
    title: "a failed postStart hook kills its container with its preStop hook, and the others start",
    rules: ["3.4"],
    spec: {
      containers: [
        run(
          "app-1",
          serve("app-1", { first: ": > /shared/up", slow: 0.2 }),
          hooks(
            sh("until test -e /shared/up; do sleep 0.05; done; test -e /shared/good || { : > /shared/good; exit 1; }"),
            sh(say("app-1 prestop")),
          ),
        ),
        run("app-2", serve("app-2")),
      ],
    },
    steps: [stop((now) => now.of("app-1").ready && now.of("app-2").ready && now.events.includes("app-1 start #2"))],
    want: {
      code: 0,
      order: [
        ["app-1 start", "app-1 prestop", "app-1 term", "app-1 exit", "app-2 start"],
        ["app-1 exit", "app-1 start #2"],
      ],
      absent: ["app-2 start #2"],
      seen: { restarted: (now) => now.of("app-1").restartCount === 1 && now.of("app-2").restartCount === 0 },
    },
  },
  {
    title: "any HTTP status of a postStart hook is success",
    rules: ["3.5"],
    spec: (free: (name: string) => number) => ({
      initContainers: [
        server("web", free("http"), {
          restartPolicy: "Always",
          startupProbe: { tcpSocket: { port: free("http") }, periodSeconds: 1, failureThreshold: 30 },
        }),
      ],
      containers: [
        run(
          "app",
          serve("app"),
          hooks({ httpGet: { port: free("http"), path: "/500/post" } }, { httpGet: { port: free("http"), path: "/say/pre?a=1" } }),
        ),
      ],
    }),
    steps: [stop((now) => now.of("app").ready)],
    want: { code: 0, order: [["app start", "web GET /say/pre?a=1", "app term", "app exit"]], absent: ["app start #2"] },
  },
  {
    title: "a postStart hook that reaches nobody fails",
    rules: ["3.4"],
    spec: (free: (name: string) => number) => ({
      restartPolicy: "Never",
      containers: [run("app", serve("app", { code: 9 }), hooks({ httpGet: { port: free("closed"), path: "/" } }))],
    }),
    want: { code: 1, status: { phase: "Failed" }, absent: ["app start #2"] },
  },
  {
    title: "sleep hooks take their time",
    rules: ["3.5"],
    spec: {
      containers: [
        run(
          "app-1",
          serve("app-1", { first: `sleep 0.3; ${say("app-1 slept")}` }),
          hooks({ sleep: { seconds: 1 } }, { sleep: { seconds: 1 } }),
        ),
        run("app-2", serve("app-2"), hooks(undefined, { sleep: { seconds: 0 } })),
      ],
    },
    steps: [stop((now) => now.events.includes("app-2 start") && now.of("app-2").ready)],
    want: {
      code: 0,
      order: [
        ["app-1 start", "app-1 slept", "app-2 start"],
        ["app-2 term", "app-1 term"],
      ],
    },
  },
  {
    title: "preStop runs before SIGTERM, and not when a container exits by itself",
    rules: ["4.3", "5.2"],
    spec: {
      restartPolicy: "Never",
      containers: [
        run("gone", say("gone run"), hooks(undefined, sh(say("gone prestop")))),
        run("app", serve("app"), hooks(undefined, sh(`${say("app prestop")}; sleep 0.5; ${say("app prestop done")}`))),
      ],
    },
    steps: [stop((now) => now.of("gone").state.terminated !== undefined && now.events.includes("app start"))],
    want: { code: 0, order: [["app start", "app prestop", "app prestop done", "app term", "app exit"]], absent: ["gone prestop"] },
  },
  {
    title: "a preStop hook that overruns the grace period is abandoned, and dies with its container",
    rules: ["5.3"],
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [run("app", serve("app", { slow: 0.5 }), hooks(undefined, sh(`${say("prestop")}; sleep 20; ${say("prestop done")}`)))],
    },
    steps: [stop("app start")],
    want: { code: 0, events: ["app start", "prestop", "app term", "app exit"] },
  },
  {
    title: "a preStop hook that fails changes nothing",
    rules: ["5.3"],
    spec: { containers: [run("app", serve("app"), hooks(undefined, sh("exit 3")))] },
    steps: [stop("app start")],
    want: { code: 0, events: ["app start", "app term", "app exit"] },
  },
  {
    title: "a hook's command is not expanded and has the container's environment",
    rules: ["3.5", "12.3"],
    spec: {
      containers: [
        run("app", serve("app"), {
          env: [{ name: "NAME", value: "value" }],
          ...hooks({ exec: { command: ["/bin/sh", "-c", "printf '%s %s\\n' '$(NAME)' \"$NAME\" > /shared/out; : > /shared/hooked"] } }),
        }),
      ],
    },
    steps: [stop((now) => now.of("app").ready)],
    want: { code: 0, out: ["$(NAME) value"] },
  },
  {
    title: "should continue running liveness probes for restartable init containers while the app's preStop hook runs",
    rules: ["5.9"],
    spec: {
      initContainers: [
        sidecar("side", serve("side", { first: ": > /shared/alive" }), {
          livenessProbe: { ...fileProbe("alive"), ...sh(say("liveness")) },
        }),
      ],
      containers: [run("app", serve("app"), hooks(undefined, sh(`${say("prestop")}; sleep 3; ${say("prestop done")}`)))],
    },
    steps: [stop((now) => now.of("app").ready)],
    want: {
      code: 0,
      order: [["prestop", "prestop done", "app term", "side term"]],
      seen: {
        "a probe between": ({ events }) => {
          const from = events.indexOf("prestop");
          return from > 0 && events.slice(from).some((event) => event.startsWith("liveness"));
        },
      },
    },
  },
];
