/** After the node tests of how pods with sidecars end, and what the other lists leave out. */
import { after, type Case, ended, fileProbe, print, run, say, serve, sh, sidecar, stop, task } from "./case.ts";

const preStop = (script: string) => ({ lifecycle: { preStop: sh(script) } });
const started = (...names: string[]) => stop((now) => names.every((name) => now.events.includes(`${name} start`)));
/** Goes on after SIGTERM. */
const deaf = (name: string) => `trap '' TERM; ${say(`${name} start`)}; sleep 3600`;
const sides = ["side1", "side2", "side3"];
const fileKey = (path: string, more: object = {}) => ({
  name: "KEY",
  valueFrom: { fileKeyRef: { volumeName: "env", path, key: "KEY", ...more } },
});
const env = { name: "env", mountPath: "/env" };
const failing = (restartPolicy: string) => ({
  restartPolicy,
  initContainers: [sidecar("side", serve("side")), run("init", after("side start", "exit 1")), sidecar("late", say("late"))],
  containers: [run("app", say("app"))],
});

export const nodeTerminationCases: readonly Case[] = [
  {
    title: "sidecars whose preStop hooks fail do not fail the pod",
    spec: {
      initContainers: sides.map((name, index) => sidecar(name, serve(name), preStop(`sleep 0.3; exit ${index}`))),
      containers: [run("app", serve("app"))],
    },
    steps: [started(...sides, "app")],
    want: {
      code: 0,
      order: [["app exit", "side3 term", "side3 exit", "side2 term", "side2 exit", "side1 term"]],
      status: { phase: "Succeeded", initContainerStatuses: sides.map(() => ended(0, "Completed")) },
    },
  },
  {
    title: "an app whose preStop hook takes all the time is killed, as is the sidecar that does not end in two seconds",
    spec: {
      terminationGracePeriodSeconds: 3,
      initContainers: sides.map((name) => sidecar(name, name === "side2" ? deaf(name) : serve(name, { slow: 1 }))),
      containers: [run("app", deaf("app"), preStop("sleep 20"))],
    },
    steps: [started(...sides, "app")],
    want: {
      code: 1,
      status: {
        phase: "Failed",
        containerStatuses: [ended(137, "Error")],
        initContainerStatuses: [ended(0, "Completed"), ended(137, "Error"), ended(0, "Completed")],
      },
    },
  },
  {
    title: "a sidecar whose preStop hook takes all the time is killed, and the pod Succeeded",
    spec: {
      terminationGracePeriodSeconds: 3,
      initContainers: sides.map((name) =>
        name === "side2" ? sidecar(name, deaf(name), preStop("sleep 30")) : sidecar(name, serve(name), preStop("sleep 1")),
      ),
      containers: [run("app", serve("app"))],
    },
    steps: [started(...sides, "app")],
    want: {
      code: 0,
      status: {
        phase: "Succeeded",
        containerStatuses: [ended(0, "Completed")],
        initContainerStatuses: [ended(0, "Completed"), ended(137, "Error"), ended(0, "Completed")],
      },
    },
  },
  {
    title: "a sidecar is not restarted while the pod ends by its app's liveness probe",
    spec: {
      restartPolicy: "Never",
      initContainers: [
        sidecar("side", serve("side"), {
          livenessProbe: { ...fileProbe("never", { failureThreshold: 1, initialDelaySeconds: 4 }), ...sh(`${say("probed")}; exit 1`) },
        }),
      ],
      containers: [
        run("app", serve("app"), {
          livenessProbe: fileProbe("never", { failureThreshold: 1, initialDelaySeconds: 1 }),
          ...preStop(`${say("prestop")}; sleep 6; ${say("prestop done")}`),
        }),
      ],
    },
    want: {
      code: 0,
      order: [["app start", "prestop", "prestop done", "app term", "app exit", "side term", "side exit"]],
      absent: ["side start #2", "probed #2"],
      status: { phase: "Succeeded", initContainerStatuses: [{ restartCount: 0, ...ended(0, "Completed") }] },
    },
  },
  {
    title: "the hostname is the pod's hostnameOverride before all others",
    spec: {
      restartPolicy: "Never",
      hostname: "custom-host",
      subdomain: "sub",
      hostnameOverride: "override.example.host",
      containers: [run("app", print('"$HOSTNAME"'))],
    },
    want: { code: 0, out: ["override.example.host"] },
  },
  {
    title: "an init container ends before an app's postStart hook begins",
    spec: {
      restartPolicy: "Never",
      initContainers: [run("init", task("init", { takes: 0.5 }))],
      containers: [
        run("app", "until test -e /shared/posted; do sleep 0.05; done", {
          lifecycle: { postStart: sh(`${say("poststart")}; : > /shared/posted`) },
        }),
      ],
    },
    want: { code: 0, events: ["init start", "init exit", "poststart"] },
  },
  {
    title: "an init container reads a file's variable, and an optional file that is missing leaves it unset",
    spec: {
      restartPolicy: "Never",
      initContainers: [
        run("write", `echo "KEY='it'" > /env/file`, { volumeMounts: [env] }),
        run("read", print('"init $KEY"'), { env: [fileKey("file")] }),
      ],
      containers: [run("app", print('"app ${KEY-unset}"'), { env: [fileKey("none", { optional: true })] })],
      volumes: [{ name: "env", emptyDir: {} }],
    },
    want: { code: 0, out: ["init it", "app unset"] },
  },
  {
    title: "a file of variables that is missing keeps the container from starting",
    spec: { containers: [run("app", say("app"), { env: [fileKey("none")] })], volumes: [{ name: "env", emptyDir: {} }] },
    steps: [stop((now) => now.waiting("app") === "CreateContainerConfigError")],
    want: { code: 1, events: [], phases: ["Pending", "Failed"] },
  },
  {
    title: "a Secret of another namespace with the same name is another one",
    metadata: { namespace: "shop" },
    spec: {
      restartPolicy: "Never",
      containers: [
        run("app", "cat /data/key >> /shared/out; echo >> /shared/out", {
          volumeMounts: [
            { name: "shared", mountPath: "/shared" },
            { name: "data", mountPath: "/data" },
          ],
        }),
      ],
      volumes: [{ name: "data", secret: { secretName: "store" } }],
    },
    objects: ["other", "shop", "third"].map((namespace) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "store", namespace },
      stringData: { key: `of ${namespace}` },
    })),
    want: { code: 0, out: ["of shop"] },
  },
  ...["Always", "OnFailure"].map(
    (restartPolicy): Case => ({
      title: `an init container that fails on and on in a RestartPolicy ${restartPolicy} pod, beside a sidecar that runs on`,
      spec: failing(restartPolicy),
      steps: [stop((now) => now.of("init").restartCount >= 2 && now.waiting("init") === "CrashLoopBackOff")],
      want: {
        code: 1,
        events: ["side start", "side term", "side exit"],
        phases: ["Pending", "Failed"],
        status: { initContainerStatuses: [{ restartCount: 0, ...ended(0, "Completed") }, ended(1, "Error"), {}] },
        seen: {
          "what runs": (now) => now.of("side").ready && now.of("init").restartCount >= 1 && now.waiting("late") === "PodInitializing",
        },
      },
    }),
  ),
  {
    title: "a failing liveness probe under Never: preStop, SIGTERM, and the pod's end by its own exit code",
    spec: {
      restartPolicy: "Never",
      containers: [
        run("app", serve("app", { code: 5 }), {
          livenessProbe: fileProbe("never", { failureThreshold: 1, initialDelaySeconds: 1 }),
          ...preStop(say("prestop")),
        }),
      ],
    },
    want: {
      code: 1,
      events: ["app start", "prestop", "app term", "app exit"],
      status: { phase: "Failed", containerStatuses: [{ restartCount: 0, ...ended(5, "Error") }] },
    },
  },
  {
    title: "three init containers and two sidecars in turn, and all in order to the end",
    spec: {
      restartPolicy: "Never",
      initContainers: [
        run("init1", task("init1")),
        sidecar("side1", serve("side1")),
        run("init2", after("side1 start", task("init2"))),
        sidecar("side2", serve("side2")),
        run("init3", after("side2 start", task("init3"))),
      ],
      containers: [run("app", task("app"))],
    },
    want: {
      code: 0,
      events: [
        ...["init1 start", "init1 exit", "side1 start", "init2 start", "init2 exit", "side2 start", "init3 start", "init3 exit"],
        ...["app start", "app exit", "side2 term", "side2 exit", "side1 term", "side1 exit"],
      ],
      status: { phase: "Succeeded" },
    },
  },
];
