/** Where two rules meet. */
import { after, attempts, type Case, ended, fileProbe, run, say, serve, sh, sidecar, stop, task } from "./case.ts";

const restartAll = {
  restartPolicy: "Never",
  restartPolicyRules: [{ action: "RestartAllContainers", exitCodes: { operator: "In", values: [42] } }],
};
const restart = { restartPolicy: "Never", restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "In", values: [42] } }] };
const stubborn = (name: string) => `trap '' TERM; ${say(`${name} start`)}; sleep 3600`;
const data = { name: "data", mountPath: "/data" };

export const edgeCases: readonly Case[] = [
  {
    title: "deleted: no rule restarts a container that ends with its code",
    rules: ["5.10"],
    spec: {
      restartPolicy: "Never",
      containers: [run("one", serve("one", { code: 42 }), restart), run("all", serve("all", { code: 42 }), restartAll)],
    },
    steps: [stop((now) => now.events.includes("one start") && now.events.includes("all start"))],
    want: { code: 1, absent: ["one start #2", "all start #2"], status: { phase: "Failed" } },
  },
  {
    title: "all containers are restarted by the last one that ends",
    rules: ["6.8"],
    spec: {
      restartPolicy: "Never",
      initContainers: [run("init", say("init"))],
      containers: [run("done", say("done")), run("trigger", `sleep 0.7; ${attempts("trigger", 42, 0)}`, restartAll)],
    },
    want: {
      code: 0,
      order: [["init", "done", "trigger run", "init #2", "trigger run #2"]],
      absent: ["init #3"],
      status: { containerStatuses: [{ restartCount: 1 }, { restartCount: 1 }], initContainerStatuses: [{ restartCount: 1 }] },
    },
  },
  {
    title: "a sidecar may restart all containers",
    rules: ["2.10", "6.8"],
    spec: {
      restartPolicy: "Never",
      initContainers: [
        run("init", say("init")),
        sidecar(
          "side",
          `${say("side")}; test "$(grep -c side /shared/events)" = 2 || { sleep 0.7; exit 42; }; trap 'exit 0' TERM; sleep 3600 & wait $!`,
          {
            restartPolicyRules: restartAll.restartPolicyRules,
          },
        ),
      ],
      containers: [run("app", `${say("app")}; test "$(grep -c app /shared/events)" = 2 || sleep 3600`)],
    },
    want: {
      code: 0,
      order: [
        ["init", "side", "init #2", "side #2"],
        ["init", "app", "init #2", "app #2"],
      ],
      absent: ["init #3", "app #3"],
    },
  },
  {
    title: "all containers may be restarted more than once",
    rules: ["6.8"],
    spec: {
      restartPolicy: "Never",
      containers: [run("trigger", `sleep 0.2; ${attempts("trigger", 42, 42, 0)}`, restartAll), run("other", task("other", { takes: 0 }))],
    },
    want: {
      code: 0,
      order: [["trigger run", "trigger run #2", "trigger run #3"]],
      status: { containerStatuses: [{ restartCount: 2 }, { restartCount: 2 }] },
    },
  },
  {
    title: "an init container is restarted by its rule in a RestartNever pod, and fails the pod with another code",
    rules: ["1.8", "6.6"],
    spec: {
      restartPolicy: "Never",
      initContainers: [run("init", attempts("init", 42, 42, 3), restart)],
      containers: [run("app", say("app"))],
    },
    want: {
      code: 1,
      phases: ["Pending", "Failed"],
      events: ["init run", "init run #2", "init run #3"],
      status: { initContainerStatuses: [ended(3, "Error")] },
    },
  },
  {
    title: "a hanging postStart hook does not keep the pod from being deleted",
    rules: ["3.2", "5.10"],
    spec: {
      terminationGracePeriodSeconds: 2,
      containers: [
        run("app", serve("app"), { lifecycle: { postStart: sh(`${say("poststart")}; sleep 3600`) } }),
        run("other", serve("other")),
      ],
    },
    steps: [stop((now) => now.events.includes("poststart") && now.events.includes("app start"))],
    want: { code: 1, order: [["app start", "app term", "app exit"]], absent: ["other start"], status: { phase: "Failed" } },
  },
  {
    title: "a grace period of 0 in the spec is 1 when the pod is deleted: preStop runs",
    rules: ["5.1"],
    spec: { terminationGracePeriodSeconds: 0, containers: [run("app", serve("app"), { lifecycle: { preStop: sh(say("prestop")) } })] },
    steps: [stop("app start")],
    want: { code: 0, events: ["app start", "prestop", "app term", "app exit"] },
  },
  {
    title: "a grace period of 0 in the spec is 0 when a probe kills: no preStop",
    rules: ["5.1", "5.4"],
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        run("app", `${say("app start")}; test "$(grep -c 'app start' /shared/events)" = 2 && exit 0; ${serve("first")}`, {
          livenessProbe: fileProbe("never", { failureThreshold: 1 }),
          lifecycle: { preStop: sh(say("prestop")) },
        }),
      ],
      restartPolicy: "OnFailure",
    },
    want: { code: 0, events: ["app start", "first start", "first term", "first exit", "app start #2"] },
  },
  {
    title: "a negative grace period is 1",
    rules: ["5.1"],
    spec: { terminationGracePeriodSeconds: -5, containers: [run("app", stubborn("app"))] },
    steps: [stop("app start")],
    want: { code: 1, status: { containerStatuses: [ended(137, "Error")] } },
  },
  {
    title: "sidecars are all stopped together when the app has used up the grace period",
    rules: ["5.8"],
    spec: {
      terminationGracePeriodSeconds: 1,
      initContainers: [1, 2].map((number) => sidecar(`side-${number}`, serve(`side-${number}`, { slow: 0.6 }))),
      containers: [run("app", stubborn("app"))],
    },
    steps: [stop("app start")],
    want: {
      code: 1,
      order: [
        ["side-1 term", "side-2 exit"],
        ["side-2 term", "side-1 exit"],
      ],
      seen: { "before the app is killed": (now) => now.events.includes("side-1 term") && now.of("app").state.running !== undefined },
    },
  },
  {
    title: "activeDeadlineSeconds ends a pod that backs off",
    rules: ["8.3"],
    spec: { activeDeadlineSeconds: 2, containers: [run("app", attempts("app", 1))] },
    want: { code: 1, phases: ["Pending", "Running", "Failed"], status: { phase: "Failed", reason: "DeadlineExceeded" } },
  },
  {
    title: "activeDeadlineSeconds ends sidecars in their order too",
    rules: ["5.6", "8.3"],
    spec: {
      activeDeadlineSeconds: 2,
      initContainers: [
        sidecar("side-1", serve("side-1", { slow: 0.2 })),
        sidecar("side-2", after("side-1 start", serve("side-2", { slow: 0.2 }))),
      ],
      containers: [run("app", after("side-2 start", serve("app", { slow: 0.2 })))],
    },
    want: {
      code: 1,
      events: [
        ...["side-1 start", "side-2 start", "app start", "app term", "app exit"],
        ...["side-2 term", "side-2 exit", "side-1 term", "side-1 exit"],
      ],
      status: { reason: "DeadlineExceeded" },
    },
  },
  {
    title: "a job ends while its sidecar backs off",
    rules: ["2.7"],
    spec: {
      restartPolicy: "Never",
      initContainers: [sidecar("side", attempts("side", 1))],
      containers: [run("app", `until test "$(grep -c 'side run' /shared/events)" -ge 3; do sleep 0.05; done; ${say("app exit")}`)],
    },
    want: { code: 0, phases: ["Pending", "Running", "Succeeded"], status: { phase: "Succeeded" } },
  },
  {
    title: "a job's sidecar goes on while the job is repeated",
    rules: ["2.3", "2.7"],
    spec: {
      restartPolicy: "OnFailure",
      initContainers: [sidecar("side", serve("side"))],
      containers: [run("app", after("side start", attempts("app", 1, 1, 0)))],
    },
    want: { code: 0, events: ["side start", "app run", "app run #2", "app run #3", "side term", "side exit"] },
  },
  {
    title: "a sidecar goes on while an app container with restartPolicy Always ends with 0 again and again",
    rules: ["2.3", "6.2"],
    spec: { initContainers: [sidecar("side", serve("side"))], containers: [run("app", after("side start", attempts("app", 0)))] },
    steps: [stop((now) => now.of("app").restartCount === 3 && now.waiting("app") !== undefined)],
    want: { code: 0, order: [["side start", "app run #3", "side term"]], absent: ["side start #2"] },
  },
  {
    title: "a sidecar whose postStart hook fails is restarted before the next container starts",
    rules: ["2.1", "3.4"],
    spec: {
      restartPolicy: "Never",
      initContainers: [
        sidecar("side", serve("side", { first: ": > /shared/up" }), {
          lifecycle: {
            postStart: sh(
              "until test -e /shared/up; do sleep 0.05; done; test -e /shared/good || { rm /shared/up; : > /shared/good; exit 1; }",
            ),
            preStop: sh(say("side prestop")),
          },
        }),
      ],
      containers: [run("app", task("app"))],
    },
    want: {
      code: 0,
      order: [["side start", "side term", "side start #2", "app start", "app exit", "side term #2"]],
      status: { initContainerStatuses: [{ restartCount: 1 }] },
    },
  },
  {
    title: "a sidecar waits for its startup probe again after a restart, and the app goes on meanwhile",
    rules: ["2.1", "2.4"],
    spec: {
      initContainers: [
        sidecar(
          "side",
          `${say("side start")}; rm -f /shared/up; sleep 1; : > /shared/up; until test -e /shared/crash; do sleep 0.05; done; rm /shared/crash; exit 1`,
          {
            startupProbe: fileProbe("up", { failureThreshold: 20 }),
          },
        ),
      ],
      containers: [run("app", serve("app"))],
    },
    steps: [
      { when: (now) => now.of("app").ready && now.of("side").started, act: { touch: "crash" } },
      stop((now) => now.of("side").restartCount === 1 && now.of("side").started),
    ],
    want: {
      code: 0,
      order: [["side start", "app start", "side start #2", "app term"]],
      absent: ["app start #2"],
      seen: {
        "unready meanwhile": (now) =>
          now.of("side").restartCount === 1 &&
          !now.of("side").started &&
          now.of("app").ready &&
          now.condition("Ready")?.startsWith("False") === true,
      },
      unseen: { "Pending again": (now) => now.events.includes("app start") && now.of("app").started && now.phase === "Pending" },
    },
  },
  {
    title: "deleted at once: nothing is left, and the pod is Failed",
    rules: ["5.10"],
    spec: { initContainers: [sidecar("side", serve("side"))], containers: [run("app", "sleep 3600")] },
    steps: [stop((now) => now.phase === "Pending")],
    want: { code: 1, status: { phase: "Failed" }, phases: ["Pending", "Failed"] },
  },
  {
    title: "a second SIGTERM while initialising",
    rules: ["1.10", "5.1"],
    spec: { terminationGracePeriodSeconds: 3600, initContainers: [run("init", stubborn("init"))], containers: [run("app", say("app"))] },
    steps: [stop("init start"), stop("init start")],
    want: { code: 1, events: ["init start"], status: { initContainerStatuses: [ended(137, "Error")] } },
  },
  {
    title: "a second SIGTERM stops waiting sidecars at once",
    rules: ["5.4"],
    spec: {
      terminationGracePeriodSeconds: 3600,
      initContainers: [1, 2].map((number) => sidecar(`side-${number}`, serve(`side-${number}`))),
      containers: [run("app", stubborn("app"))],
    },
    steps: [stop("app start"), { when: (now) => now.events.includes("app start"), act: { touch: "asked" } }, stop("app start")],
    want: { code: 1, status: { phase: "Failed", containerStatuses: [ended(137, "Error")] } },
  },
  {
    title: "a restarted container keeps its count through probe kills and crashes",
    rules: ["6.4", "7.11"],
    spec: {
      containers: [
        run(
          "app",
          `case $(grep -c 'app start' /shared/events) in 0|2) ${say("app start")}; exit 4;; esac; rm -f /shared/alive; ${serve("app", { first: "sleep 0.2" })}`,
          {
            livenessProbe: fileProbe("alive", { failureThreshold: 1 }),
          },
        ),
      ],
    },
    steps: [stop((now) => now.of("app").restartCount === 3 && now.of("app").state.running !== undefined)],
    want: {
      code: 0,
      order: [["app start", "app start #2", "app start #3", "app start #4"]],
      seen: {
        "the exit of the crash before": (now) => now.of("app").restartCount === 3 && now.of("app").lastState.terminated?.exitCode === 4,
      },
    },
  },
  {
    title: "paths that only begin like a mount stay as they are, paths in variables lead into it",
    rules: ["13.7"],
    spec: {
      restartPolicy: "Never",
      initContainers: [
        run("init", "mkdir -p /data/a /data/b; echo A > /data/a/f; echo B > /data/b/f", {
          volumeMounts: [{ name: "shared", mountPath: "/shared" }, data],
        }),
      ],
      containers: [
        run(
          "app",
          'for one in $(echo "$BOTH" | tr : " "); do cat "$one/f" >> /shared/out; done; echo "/database x/data $URL" >> /shared/out; cat "$DIR"/f >> /shared/out',
          {
            volumeMounts: [{ name: "shared", mountPath: "/shared" }, data],
            env: [
              { name: "BOTH", value: "/data/a:/data/b" },
              { name: "DIR", value: "/data/a" },
              { name: "URL", value: "http://host/data" },
            ],
          },
        ),
      ],
      volumes: [{ name: "data" }],
    },
    want: { code: 0, out: ["A", "B", "/database x/data http://host/data", "A"] },
  },
  {
    title: "probes and hooks see the container's mounts",
    rules: ["7.8", "12.3"],
    spec: {
      containers: [
        run("app", serve("app", { first: "echo yes > /data/file" }), {
          volumeMounts: [
            { name: "shared", mountPath: "/shared" },
            { ...data, subPath: "deep/er" },
          ],
          readinessProbe: { exec: { command: ["grep", "yes", "/data/file"] }, periodSeconds: 1 },
          lifecycle: { preStop: { exec: { command: ["cp", "/data/file", "/shared/out"] } } },
        }),
      ],
      volumes: [{ name: "data", emptyDir: {} }],
    },
    steps: [stop((now) => now.of("app").ready)],
    want: { code: 0, out: ["yes"] },
  },
];
