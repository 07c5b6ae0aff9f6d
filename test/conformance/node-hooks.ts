/** After the lifecycle hooks' node tests. */
import { after, type Case, ended, fileProbe, run, say, serve, server, sh, sidecar, stop } from "./case.ts";

type Free = (name: string) => number;
const listening = (port: number) => ({ startupProbe: { tcpSocket: { port }, periodSeconds: 1, failureThreshold: 30 } });
const web = (free: Free) => server("web", free("http"), { restartPolicy: "Always", ...listening(free("http")) });
const hooks = (postStart?: object, preStop?: object) => ({ lifecycle: { ...(postStart && { postStart }), ...(preStop && { preStop }) } });

export const nodeHookCases: readonly Case[] = [
  {
    title: "postStart and preStop by HTTP, of an app container",
    spec: (free: Free) => ({
      initContainers: [web(free)],
      containers: [
        run(
          "app",
          serve("app"),
          hooks({ httpGet: { port: free("http"), path: "/say/post?msg=a%20b" } }, { httpGet: { port: free("http"), path: "/say/pre" } }),
        ),
      ],
    }),
    steps: [stop((now) => now.of("app").ready)],
    want: { code: 0, order: [["web GET /say/post?msg=a%20b", "web GET /say/pre", "app term", "app exit"]], absent: ["app start #2"] },
  },
  {
    title: "postStart and preStop by HTTP, of a sidecar, on a named port",
    spec: (free: Free) => ({
      initContainers: [
        web(free),
        sidecar("side", serve("side"), {
          ports: [{ name: "web", containerPort: free("http") }],
          ...hooks({ httpGet: { port: "web", path: "/say/post" } }, { httpGet: { port: "web", path: "/say/pre" } }),
        }),
      ],
      containers: [run("app", serve("app"))],
    }),
    steps: [stop((now) => now.of("app").ready)],
    want: { code: 0, order: [["web GET /say/post", "app start", "web GET /say/pre", "side term"]] },
  },
  {
    title: "a hook by HTTPS whose server speaks HTTP is asked again so",
    spec: (free: Free) => ({
      initContainers: [web(free)],
      containers: [run("app", serve("app"), hooks({ httpGet: { scheme: "HTTPS", port: free("http"), path: "/say/post" } }))],
    }),
    steps: [stop((now) => now.of("app").ready)],
    want: { code: 0, order: [["web GET /say/post"]], absent: ["app start #2"] },
  },
  {
    title: "a hook by HTTP sends its headers",
    spec: (free: Free) => ({
      initContainers: [
        {
          ...run("web", ""),
          command: [
            process.execPath,
            "-e",
            `require("node:http").createServer((request, response) => {
               require("node:fs").appendFileSync("/shared/out", [request.method, request.headers["x-one"], request.headers["host"], request.headers["user-agent"].split("/")[0]].join(" ") + "\\n");
               response.end();
             }).listen(${free("http")}, "127.0.0.1"); process.on("SIGTERM", () => process.exit(0));`,
          ],
          restartPolicy: "Always",
          ...listening(free("http")),
        },
      ],
      containers: [
        run(
          "app",
          serve("app"),
          hooks({
            httpGet: {
              port: free("http"),
              httpHeaders: [
                { name: "X-One", value: "1" },
                { name: "Host", value: "shop.example" },
              ],
            },
          }),
        ),
      ],
    }),
    steps: [stop((now) => now.of("app").ready)],
    want: { code: 0, out: ["GET 1 shop.example kube-lifecycle"] },
  },
  {
    title: "a preStop sleep ends with its container",
    spec: {
      terminationGracePeriodSeconds: 100,
      containers: [
        run(
          "app",
          `${say("app start")}; until test -e /shared/go; do sleep 0.1; done; ${say("app exit")}; exit 4`,
          hooks(undefined, { sleep: { seconds: 60 } }),
        ),
        run("other", `trap ': > /shared/go; exit 0' TERM; ${say("other start")}; sleep 3600 & wait $!`),
      ],
    },
    steps: [stop((now) => now.events.includes("app start") && now.events.includes("other start"))],
    want: {
      code: 1,
      order: [["app start", "app exit"]],
      status: { phase: "Failed", containerStatuses: [ended(4, "Error"), ended(0, "Completed")] },
    },
  },
  {
    title: "a preStop command ends with its container",
    spec: {
      terminationGracePeriodSeconds: 100,
      containers: [
        run(
          "app",
          `${say("app start")}; until test -e /shared/go; do sleep 0.1; done; ${say("app exit")}`,
          hooks(undefined, sh(`: > /shared/go; sleep 60; ${say("never")}`)),
        ),
      ],
    },
    steps: [stop("app start")],
    want: { code: 0, events: ["app start", "app exit"], status: { phase: "Succeeded" } },
  },
  {
    title: "a preStop hook that cannot run, or fails, is followed by SIGTERM at once",
    spec: {
      containers: [
        run("app-1", serve("app-1"), hooks(undefined, { exec: { command: ["/no/such/program"] } })),
        run("app-2", serve("app-2"), hooks(undefined, sh("exit 9"))),
        run("app-3", serve("app-3"), hooks(undefined, { tcpSocket: { port: 9 } })),
      ],
    },
    steps: [stop((now) => [1, 2, 3].every((index) => now.events.includes(`app-${index} start`)))],
    want: {
      code: 0,
      order: [
        ["app-1 term", "app-1 exit"],
        ["app-2 term", "app-2 exit"],
        ["app-3 term", "app-3 exit"],
      ],
    },
  },
  {
    title: "postStart by tcpSocket always fails",
    spec: { restartPolicy: "Never", containers: [run("app", serve("app", { code: 2 }), hooks({ tcpSocket: { port: 9 } }))] },
    want: { code: 1, status: { phase: "Failed", containerStatuses: [{ restartCount: 0 }] } },
  },
  {
    title: "a postStart command that does not exist kills its container under OnFailure, and is tried again",
    spec: {
      restartPolicy: "OnFailure",
      containers: [
        run(
          "app",
          `${say("app start")}; trap 'exit 1' TERM; sleep 3600 & wait $!`,
          hooks({ exec: { command: ["/no/such/program"] } }, sh(say("prestop"))),
        ),
      ],
    },
    steps: [stop((now) => now.of("app").restartCount >= 2 && now.waiting("app") !== undefined)],
    want: { code: 1, order: [["app start", "prestop", "app start #2", "prestop #2", "app start #3"]] },
  },
  {
    title: "preStop and SIGTERM share the grace period",
    spec: {
      terminationGracePeriodSeconds: 4,
      containers: [
        run(
          "app",
          `trap '${say("term")}' TERM; ${say("app start")}; while :; do sleep 0.1; done`,
          hooks(undefined, sh(`${say("prestop")}; sleep 2; ${say("prestop done")}`)),
        ),
      ],
    },
    steps: [stop("app start")],
    want: { code: 1, events: ["app start", "prestop", "prestop done", "term"], status: { containerStatuses: [ended(137, "Error")] } },
  },
  {
    title: "a failing startup probe under Never: preStop, SIGTERM, and the pod's end",
    spec: {
      restartPolicy: "Never",
      containers: [
        run("app", serve("app"), {
          ...hooks(undefined, sh(say("prestop"))),
          startupProbe: fileProbe("never", { failureThreshold: 1, initialDelaySeconds: 1 }),
        }),
      ],
    },
    want: {
      code: 0,
      events: ["app start", "prestop", "app term", "app exit"],
      status: { phase: "Succeeded", containerStatuses: [{ restartCount: 0, ...ended(0, "Completed") }] },
    },
  },
  {
    title: "a failing liveness probe of a sidecar: preStop, SIGTERM, restart, and the app does not notice",
    spec: {
      restartPolicy: "Never",
      initContainers: [
        sidecar("side", serve("side"), {
          ...hooks(undefined, sh(say("prestop"))),
          livenessProbe: fileProbe("never", { failureThreshold: 1, initialDelaySeconds: 1 }),
        }),
      ],
      containers: [
        run(
          "app",
          after(
            "side start",
            `${say("app start")}; until test "$(grep -c 'side start' /shared/events)" -ge 2; do sleep 0.1; done; sleep 0.3; ${say("app exit")}`,
          ),
        ),
      ],
    },
    want: { code: 0, order: [["app start", "prestop", "side term", "side exit", "side start #2", "app exit"]], absent: ["app start #2"] },
  },
  {
    title: "hooks that hang do not keep sidecars beyond the grace period",
    spec: {
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 3,
      initContainers: ["side1", "side2", "side3"].map((name) =>
        sidecar(name, serve(name), hooks(undefined, sh(`${say(`${name} prestop`)}; sleep 3600`))),
      ),
      containers: [run("app", after("side3 start", "sleep 0.3"))],
    },
    want: {
      code: 0,
      order: ["side1", "side2", "side3"].map((name) => [`${name} prestop`, `${name} term`, `${name} exit`]),
      status: { phase: "Succeeded", initContainerStatuses: [ended(0, "Completed"), ended(0, "Completed"), ended(0, "Completed")] },
    },
  },
];
