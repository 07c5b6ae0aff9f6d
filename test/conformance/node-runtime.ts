/** After the container runtime's and the termination message's node tests. */
import { type Case, ended, run, type Snapshot, say, serve, sidecar, stop } from "./case.ts";

const over = (now: Snapshot) => now.phase === "Failed" || now.phase === "Succeeded";
const message = (now: Snapshot, name: string) => now.of(name).state.terminated?.message;
const fallback = { terminationMessagePolicy: "FallbackToLogsOnError" };
/** Ends with 1, then with 0, and then runs. */
const thrice = `${say("app run")}; case $(wc -l < /counts/file) in 0) echo >> /counts/file; exit 1;; 1) echo >> /counts/file; exit 0;; esac; ${serve("third")}`;
const counting = (restartPolicy: string) => ({
  restartPolicy,
  initContainers: [run("init", ": > /counts/file", { volumeMounts: [{ name: "counts", mountPath: "/counts" }] })],
  containers: [
    run("app", thrice, {
      volumeMounts: [
        { name: "shared", mountPath: "/shared" },
        { name: "counts", mountPath: "/counts" },
      ],
    }),
  ],
  volumes: [{ name: "counts", emptyDir: { medium: "Memory" } }],
});

export const nodeRuntimeCases: readonly Case[] = [
  {
    title: "fails, succeeds and then runs: two restarts under Always",
    spec: counting("Always"),
    steps: [stop((now) => now.events.includes("third start") && now.condition("Ready") === "True")],
    want: { code: 0, events: ["app run", "app run #2", "app run #3", "third start", "third term", "third exit"] },
  },
  {
    title: "fails, succeeds and then would run: one restart under OnFailure",
    spec: counting("OnFailure"),
    want: {
      code: 0,
      events: ["app run", "app run #2"],
      status: { phase: "Succeeded", containerStatuses: [{ restartCount: 1, ready: false, ...ended(0, "Completed") }] },
      conditions: { Ready: "False PodCompleted", ContainersReady: "False PodCompleted", Initialized: "True PodCompleted" },
    },
  },
  {
    title: "fails, and stays so under Never",
    spec: counting("Never"),
    want: {
      code: 1,
      events: ["app run"],
      status: { phase: "Failed", containerStatuses: [{ restartCount: 0, ready: false, ...ended(1, "Error") }] },
      conditions: { Ready: "False PodFailed", ContainersReady: "False PodFailed", Initialized: "True", PodReadyToStartContainers: "False" },
    },
  },
  {
    title: "termination messages, to the letter",
    spec: {
      restartPolicy: "Never",
      containers: [
        run("set", "", {
          command: ["/bin/sh", "-c"],
          args: ["printf DONE > /dev/termination-log"],
          terminationMessagePath: "/dev/termination-log",
        }),
        run("custom", "printf DONE > /dev/termination-custom-log", { terminationMessagePath: "/dev/termination-custom-log" }),
        run("log", "printf DONE; /bin/false", fallback),
        run("log-line", "echo DONE; /bin/false", fallback),
        run("log-err", "echo oops >&2; /bin/false", fallback),
        run("log-good", "printf DONE; /bin/true", fallback),
        run("file-good", "printf OK > /dev/termination-log; echo DONE; /bin/true", fallback),
        run("file-line", "echo OK > /dev/termination-log; /bin/true"),
        run("appended", "printf a >> /dev/termination-log; printf b >> /dev/termination-log; exit 3"),
      ],
    },
    want: {
      code: 1,
      seen: Object.fromEntries(
        Object.entries({
          set: "DONE",
          custom: "DONE",
          log: "DONE",
          "log-line": "DONE\n",
          "log-err": "oops\n",
          "log-good": undefined,
          "file-good": "OK",
          "file-line": "OK\n",
          appended: "ab",
        }).map(([name, text]) => [`${name}: ${text}`, (now: Snapshot) => over(now) && message(now, name) === text]),
      ),
    },
  },
  {
    title: "reasons and exit codes of all ways to end",
    spec: {
      restartPolicy: "Never",
      containers: [
        run("a-true", "", { command: ["/bin/true"] }),
        run("b-false", "", { command: ["/bin/false"] }),
        run("c-255", "exit 255"),
        run("d-term", "kill -TERM $$$$"),
        run("e-kill", "kill -KILL $$$$"),
        run("f-segv", "kill -SEGV $$$$"),
        run("g-abrt", "kill -ABRT $$$$"),
      ],
    },
    want: {
      code: 1,
      status: {
        containerStatuses: [
          ended(0, "Completed"),
          ended(1, "Error"),
          ended(255, "Error"),
          ended(143, "Error"),
          ended(137, "Error"),
          ended(139, "Error"),
          ended(134, "Error"),
        ],
      },
    },
  },
  {
    title: "one container that fails among those that succeed fails the pod, and only once the last has ended",
    spec: {
      restartPolicy: "OnFailure",
      containers: [run("good", "exit 0"), run("bad", "exit 1", { restartPolicy: "Never" }), run("slow", "sleep 1.5")],
    },
    want: {
      code: 1,
      phases: ["Pending", "Running", "Failed"],
      status: { containerStatuses: [{ restartCount: 0, ...ended(1, "Error") }, ended(0, "Completed"), ended(0, "Completed")] },
      seen: { "running with a failed one": (now) => now.phase === "Running" && now.of("bad").state.terminated !== undefined },
    },
  },
  {
    title: "what has nothing but a name that is no image's is never started",
    spec: { containers: [{ name: "app", image: "example/UPPER:1" }, run("other", serve("other"))] },
    steps: [stop((now) => now.waiting("app") === "InvalidImageName" && now.of("other").ready)],
    want: { code: 1, events: ["other start", "other term", "other exit"], phases: ["Pending", "Failed"] },
  },
  {
    title: "a sidecar whose image is not there keeps all that follows from starting",
    spec: {
      restartPolicy: "Never",
      initContainers: [{ name: "side", image: "example/none:1", restartPolicy: "Always" }, run("init", say("init"))],
      containers: [run("app", say("app"))],
    },
    steps: [
      stop(
        (now) =>
          now.waiting("side") === "ErrImageNeverPull" &&
          now.waiting("init") === "PodInitializing" &&
          now.waiting("app") === "PodInitializing",
      ),
    ],
    want: {
      code: 1,
      events: [],
      phases: ["Pending", "Failed"],
      conditions: { Initialized: "False ContainersNotInitialized containers with incomplete status: [side init]" },
    },
  },
  {
    title: "quality of service is the requests' and limits'",
    spec: {
      restartPolicy: "Never",
      initContainers: [sidecar("side", serve("side"), { resources: { limits: { cpu: "100m", memory: "64Mi" } } })],
      containers: [
        run("app", "exit 0", { resources: { limits: { cpu: "100m", memory: "100Mi" }, requests: { cpu: "100m", memory: "100Mi" } } }),
      ],
    },
    want: { code: 0, status: { qosClass: "Guaranteed" } },
  },
  {
    title: "quality of service without any is best effort, with one request burstable",
    spec: {
      restartPolicy: "Never",
      containers: [run("app", "exit 0", { resources: { requests: { cpu: "1m" } } }), run("other", "exit 0")],
    },
    want: { code: 0, status: { qosClass: "Burstable" } },
  },
];
