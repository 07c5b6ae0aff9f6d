import { attempts, type Case, ended, run, type Snapshot, serve, sidecar, stop, task } from "./case.ts";

const message = (now: Snapshot, name: string): string => now.of(name).state.terminated?.message ?? "";
const bytes = (count: number): string => `head -c ${count} /dev/zero | tr '\\0' x > /dev/termination-log`;
const fallback = { terminationMessagePolicy: "FallbackToLogsOnError" };
const over = (now: Snapshot) => now.phase === "Failed" || now.phase === "Succeeded";

export const statusCases: readonly Case[] = [
  {
    title: "app containers are listed by name, init containers in their order",
    rules: ["10.2"],
    spec: {
      restartPolicy: "Never",
      initContainers: [run("z-init", "exit 0"), sidecar("m-side", serve("side")), run("a-init", "exit 0")],
      containers: [run("zeta", "exit 0"), run("alpha", "exit 0"), run("mid", "exit 0")],
    },
    want: {
      code: 0,
      status: {
        initContainerStatuses: [{ name: "z-init" }, { name: "m-side" }, { name: "a-init" }],
        containerStatuses: [{ name: "alpha" }, { name: "mid" }, { name: "zeta" }],
      },
    },
  },
  {
    title: "an image that is not there is waited for as ErrImageNeverPull",
    rules: ["10.3"],
    spec: { containers: [{ name: "app", image: "example/none:1" }] },
    steps: [stop((now) => now.waiting("app") === "ErrImageNeverPull")],
    want: { code: 1, phases: ["Pending", "Failed"], status: { containerStatuses: [{ restartCount: 0 }] } },
  },
  {
    title: "a container that cannot be configured keeps the pod Pending while the others run",
    rules: ["8.c", "10.3"],
    spec: {
      containers: [
        run("no-map", "exit 0", { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "absent", key: "a" } } }] }),
        run("no-map-key", "exit 0", { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "settings", key: "b" } } }] }),
        run("no-secret", "exit 0", { envFrom: [{ secretRef: { name: "absent" } }] }),
        run("no-secret-key", "exit 0", { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "store", key: "b" } } }] }),
        run("no-path", "exit 0", { volumeMounts: [{ name: "shared", mountPath: "/shared", subPathExpr: "$(NOT_THERE)" }] }),
        run("good", serve("good")),
      ],
    },
    objects: [
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { a: "1" } },
      { apiVersion: "v1", kind: "Secret", metadata: { name: "store" }, stringData: { a: "1" } },
    ],
    steps: [stop((now) => now.of("good").ready && now.waiting("no-path") === "CreateContainerConfigError")],
    want: {
      code: 1,
      phases: ["Pending", "Failed"],
      events: ["good start", "good term", "good exit"],
      seen: Object.fromEntries(
        Object.entries({
          "no-map": 'configmap "absent" not found',
          "no-map-key": "couldn't find key b in ConfigMap default/settings",
          "no-secret": 'secret "absent" not found',
          "no-secret-key": "couldn't find key b in Secret default/store",
        }).map(([name, text]) => [
          text,
          (now: Snapshot) => now.waiting(name) === "CreateContainerConfigError" && now.of(name).state.waiting?.message === text,
        ]),
      ),
      unseen: { "a restart": (now) => (now.status.containerStatuses ?? []).some(({ restartCount }) => restartCount > 0) },
    },
  },
  {
    title: "runAsNonRoot refuses a container that is to run as root",
    rules: ["14.3"],
    spec: { containers: [run("app", "exit 0", { securityContext: { runAsNonRoot: true, runAsUser: 0 } })] },
    steps: [stop((now) => now.waiting("app") === "CreateContainerConfigError")],
    want: { code: 1, phases: ["Pending", "Failed"] },
  },
  {
    title: "an init container that cannot be configured keeps the pod Pending",
    rules: ["8.b", "10.3"],
    spec: {
      initContainers: [run("init", "exit 0", { envFrom: [{ configMapRef: { name: "absent" } }] })],
      containers: [run("app", task("app"))],
    },
    steps: [stop((now) => now.waiting("init") === "CreateContainerConfigError" && now.waiting("app") === "PodInitializing")],
    want: { code: 1, phases: ["Pending", "Failed"], events: [] },
  },
  {
    title: "the termination message is the file's, or the log's end where that is asked for",
    rules: ["10.6"],
    spec: {
      restartPolicy: "Never",
      containers: [
        run("good", "printf done > /dev/termination-log"),
        run("bad", "printf 'no disk' > /dev/termination-log; exit 1"),
        run("elsewhere", "printf there > /tmp/its-message; exit 1", { terminationMessagePath: "/tmp/its-message" }),
        run("log", "echo first; echo second; exit 1", fallback),
        run("log-of-good", "echo first", fallback),
        run("log-and-file", "echo first; printf file > /dev/termination-log; exit 1", fallback),
        run("log-unasked", "echo first; exit 1"),
        run("log-long", 'i=1; while test $i -le 100; do echo "line $i."; i=$((i + 1)); done; exit 1', fallback),
      ],
    },
    want: {
      code: 1,
      seen: Object.fromEntries(
        Object.entries({
          good: "done",
          bad: "no disk",
          elsewhere: "there",
          log: "first\nsecond",
          "log-of-good": "",
          "log-and-file": "file",
          "log-unasked": "",
          "log-long": Array.from({ length: 80 }, (_, index) => `line ${index + 21}.`).join("\n"),
        }).map(([name, text]) => [`the message of ${name}`, (now: Snapshot) => over(now) && message(now, name).trimEnd() === text]),
      ),
    },
  },
  {
    title: "a termination message has at most 4096 bytes, or 2048 of the log",
    rules: ["10.6"],
    spec: {
      restartPolicy: "Never",
      containers: [run("file", `${bytes(5000)}; exit 1`), run("log", "head -c 5000 /dev/zero | tr '\\0' y; exit 1", fallback)],
    },
    want: {
      code: 1,
      seen: {
        "4096 bytes of the file": (now) => over(now) && message(now, "file") === "x".repeat(4096),
        "2048 bytes of the log": (now) => over(now) && message(now, "log").trimEnd() === "y".repeat(2048),
      },
    },
  },
  {
    title: "all termination messages of a pod have at most 12 KiB",
    rules: ["10.6"],
    spec: { restartPolicy: "Never", containers: ["a", "b", "c", "d", "e"].map((name) => run(name, bytes(4096))) },
    want: {
      code: 0,
      seen: {
        messages: (now) => {
          const length = ["a", "b", "c", "d", "e"].map((name) => message(now, name).length);
          return over(now) && length.every((one) => one > 0) && length.reduce((sum, one) => sum + one) <= 12 * 1024;
        },
      },
    },
  },
  {
    title: "every instance has a termination log of its own",
    rules: ["10.6"],
    spec: {
      restartPolicy: "OnFailure",
      containers: [run("app", `test -s /shared/events || printf first > /dev/termination-log; ${attempts("app", 1, 1, 1, 0)}`)],
    },
    want: {
      code: 0,
      status: { containerStatuses: [ended(0, "Completed")] },
      seen: {
        "none of the second": (now) => now.of("app").restartCount === 2 && (now.of("app").lastState.terminated?.message ?? "") === "",
      },
      unseen: {
        "the first one's message later": (now) => now.of("app").restartCount >= 2 && JSON.stringify(now.of("app")).includes("first"),
      },
    },
  },
  {
    title: "a readiness gate without its condition keeps the pod unready",
    rules: ["9"],
    spec: { readinessGates: [{ conditionType: "example.com/gate" }], containers: [run("app", serve("app"))] },
    steps: [stop((now) => now.condition("ContainersReady") === "True")],
    want: {
      code: 0,
      seen: {
        reason: (now) =>
          now.condition("ContainersReady") === "True" && now.condition("Ready")?.startsWith("False ReadinessGatesNotReady") === true,
      },
      unseen: { ready: (now) => now.condition("Ready") === "True" },
    },
  },
];
