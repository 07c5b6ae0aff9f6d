import { describe, expect, test } from "vitest";
import { createMachine } from "../../../src/engine/machine.ts";
import { qosClass } from "../../../src/engine/status/qos.ts";
import { withDefaults } from "../../../src/pod/defaults.ts";
import type { Container, Pod } from "../../../src/pod/model.ts";
import { condition, container, play, pod, probe, sidecar, state, status } from "../../support/fake-pod.ts";

describe("the phase", () => {
  test("8.b 8.c 8.d is Pending until everything has started, then Running", () => {
    const played = play(
      pod({ initContainers: [container("a"), sidecar("s", { startupProbe: probe() })] }),
      { a: { forMs: 1000 }, s: { probes: { startup: (ran) => (ran >= 2000 ? "success" : "failure") } } },
      { forMs: 5000 },
    );
    expect(played.phases[0]).toEqual([0, "Pending"]);
    expect(play(pod({ initContainers: [container("a")] }), { a: { forMs: 1000 } }, { forMs: 5000 }).phases).toEqual([
      [0, "Pending"],
      [1, "Running"],
    ]);
  });

  test("8.c is Pending while one container has never started, even if others run", () => {
    const startFails = { reason: "CreateContainerConfigError", message: "x" };
    const { end } = play(pod({ containers: [container("a"), container("b")] }), { b: { startFails } }, { forMs: 5000 });
    expect([state(end, "a"), end.status?.phase]).toEqual(["running", "Pending"]);
  });

  test("8.d stays Running while a sidecar restarts and the app has run", () => {
    const s = sidecar("s", { startupProbe: probe({ failureThreshold: 99 }) });
    const played = play(
      pod({ initContainers: [s] }),
      { s: [{ forMs: 3000, exitCode: 1 }, { probes: { startup: "failure" } }] },
      { forMs: 10_000 },
    );
    expect(played.phases).toEqual([
      [0, "Pending"],
      [1, "Running"],
    ]);
    expect(condition(played.end, "Initialized")).toBe("True");
  });

  test("8.e a pod in CrashLoopBackOff is Running", () => {
    const { end } = play(pod(), { app: { forMs: 1000, exitCode: 1 } }, { forMs: 5000 });
    expect([state(end, "app"), end.status?.phase]).toEqual(["waiting CrashLoopBackOff", "Running"]);
  });

  test.each([
    ["all exit 0", [0, 0], "Succeeded"],
    ["one fails", [0, 1], "Failed"],
  ] as const)("8.e under Never it is decided when the last has ended: %s", (_title, [a, b], phase) => {
    const played = play(pod({ restartPolicy: "Never", containers: [container("a"), container("b")] }), {
      a: { forMs: 1000, exitCode: a },
      b: { forMs: 3000, exitCode: b },
    });
    expect(played.phases).toEqual([
      [0, "Pending"],
      [0, "Running"],
      [3, phase],
    ]);
    expect(played.simulation.done).toBe(true);
  });

  test("8.1 a failed initialisation is published when the sidecars are gone", () => {
    const played = play(pod({ restartPolicy: "Never", terminationGracePeriodSeconds: 4, initContainers: [sidecar("s"), container("a")] }), {
      s: { onTerm: "ignore" },
      a: { forMs: 1000, exitCode: 1 },
    });
    expect(played.phases).toEqual([
      [0, "Pending"],
      [5, "Failed"],
    ]);
  });

  test("8.2 status.reason is only for causes of the pod as a whole", () => {
    const { end } = play(pod({ restartPolicy: "Never" }), { app: { forMs: 1000, exitCode: 1 } });
    expect(end.status).not.toHaveProperty("reason");
  });
});

describe("conditions", () => {
  const initial = play(
    pod({ initContainers: [container("a"), sidecar("b", { startupProbe: probe({ initialDelaySeconds: 3 }) }), container("c")] }),
    { a: { forMs: 2000 }, c: { forMs: 2000 } },
    { forMs: 20_000 },
  );

  test("9 come in the kubelet's order, each with the time of its last change", () => {
    const conditions = initial.end.status?.conditions ?? [];
    expect(conditions.map(({ type, status, lastTransitionTime }) => [type, status, lastTransitionTime.slice(17)])).toEqual([
      ["PodReadyToStartContainers", "True", "00Z"],
      ["Initialized", "True", "07Z"],
      ["Ready", "True", "07Z"],
      ["ContainersReady", "True", "07Z"],
      ["PodScheduled", "True", "00Z"],
    ]);
  });

  test("9 Initialized lists what is incomplete: plain init containers until exit 0, sidecars until started", () => {
    expect([1, 3, 6].map((at) => condition(initial.at(at), "Initialized"))).toEqual([
      "False ContainersNotInitialized: containers with incomplete status: [a b c]",
      "False ContainersNotInitialized: containers with incomplete status: [b c]",
      "False ContainersNotInitialized: containers with incomplete status: [c]",
    ]);
  });

  test("9 ContainersReady lists sidecars first, then app containers, in the order of the spec", () => {
    const apps = [container("z", { readinessProbe: probe() }), container("a", { readinessProbe: probe() }), container("m")];
    const played = play(
      pod({ initContainers: [sidecar("s", { readinessProbe: probe() })], containers: apps }),
      Object.fromEntries(["z", "a", "s"].map((name) => [name, { probes: { readiness: "failure" as const } }])),
      { forMs: 3000 },
    );
    expect(condition(played.end, "ContainersReady")).toBe("False ContainersNotReady: containers with unready status: [s z a]");
    expect(condition(played.end, "Ready")).toBe("False ContainersNotReady: containers with unready status: [s z a]");
  });

  test("9 Ready waits for readiness gates too", () => {
    const { end } = play(pod({ readinessGates: [{ conditionType: "example.com/lb" }] }), {}, { forMs: 1000 });
    expect(condition(end, "ContainersReady")).toBe("True");
    expect(condition(end, "Ready")).toBe(
      'False ReadinessGatesNotReady: corresponding condition of pod readiness gate "example.com/lb" does not exist.',
    );
  });

  test("9 PodReadyToStartContainers is False before the volumes are there and after the pod ended", () => {
    const played = play(pod({ restartPolicy: "Never" }), { app: { forMs: 1000 } }, { setUpFails: 1 });
    expect([5, 10, 11].map((at) => condition(played.at(at), "PodReadyToStartContainers"))).toEqual(["False", "True", "False"]);
  });

  test.each([
    [0, "True PodCompleted", "False PodCompleted"],
    [1, "True", "False PodFailed"],
  ])("9 after exit %i Initialized is %s and Ready is %s", (exitCode, initialized, ready) => {
    const { end } = play(pod({ restartPolicy: "Never" }), { app: { forMs: 1000, exitCode } });
    expect([condition(end, "Initialized"), condition(end, "Ready"), condition(end, "ContainersReady")]).toEqual([
      initialized,
      ready,
      ready,
    ]);
  });
});

describe("container statuses", () => {
  test("10.1 agree field for field with what kubectl shows of a running container", () => {
    const app = container("app", {
      volumeMounts: [
        { name: "data", mountPath: "/data" },
        { name: "conf", mountPath: "/etc/app", readOnly: true },
      ],
      resources: { requests: { cpu: "100m" }, limits: { memory: "1Gi" } },
    });
    const { end } = play(pod({ containers: [app] }), {}, { forMs: 1000 });
    expect(end.status?.containerStatuses).toEqual([
      {
        name: "app",
        image: "example/app",
        imageID: "",
        containerID: "fake://app-1",
        state: { running: { startedAt: "2030-01-01T00:00:00Z" } },
        lastState: {},
        ready: true,
        started: true,
        restartCount: 0,
        volumeMounts: [
          { name: "data", mountPath: "/data" },
          { name: "conf", mountPath: "/etc/app", readOnly: true, recursiveReadOnly: "Disabled" },
        ],
        resources: { requests: { cpu: "100m", memory: "1Gi" }, limits: { memory: "1Gi" } },
        allocatedResources: { cpu: "100m", memory: "1Gi" },
      },
    ]);
  });

  test("10.1 have resources from the first instance on, an empty object where none are asked for", () => {
    const played = play(pod(), { app: { startMs: 2000, forMs: 3000 } }, { forMs: 6000 });
    expect([1, 3, 6].map((at) => status(played.at(at), "app").resources)).toEqual([undefined, {}, {}]);
    expect(status(played.end, "app")).not.toHaveProperty("allocatedResources");
  });

  test("10.1 have the user that the runtime tells, and none where it tells none", () => {
    const user = { linux: { uid: 1000, gid: 1000, supplementalGroups: [4, 1000] } };
    const app = container("app");
    const machine = createMachine(pod({ containers: [app] }), { uid: "u", backoff: { initialMs: 1, maxMs: 1 } });
    machine.start(0);
    machine.handle({ kind: "podReady", podIP: "127.0.0.1" }, 0);
    machine.handle({ kind: "started", container: "app", instance: 1, containerID: "x://1", user }, 0);
    expect(status(machine.pod(), "app").user).toEqual(user);
    expect(status(play(pod(), {}, { forMs: 1 }).end, "app")).not.toHaveProperty("user");
  });

  test("10.1 keep the previous instance's end in lastState", () => {
    const { end } = play(pod(), { app: [{ forMs: 1000, exitCode: 5, message: "first" }, {}] }, { forMs: 3000 });
    expect(status(end, "app")).toMatchObject({
      containerID: "fake://app-2",
      restartCount: 1,
      state: { running: {} },
      lastState: { terminated: { exitCode: 5, reason: "Error", message: "first", containerID: "fake://app-1" } },
    });
  });

  test("10.2 app containers are sorted by name, init containers in the order of the spec", () => {
    const { end } = play(
      pod({ initContainers: [sidecar("z"), sidecar("b")], containers: [container("m"), container("a")] }),
      {},
      { forMs: 1000 },
    );
    expect(end.status?.containerStatuses?.map(({ name }) => name)).toEqual(["a", "m"]);
    expect(end.status?.initContainerStatuses?.map(({ name }) => name)).toEqual(["z", "b"]);
  });

  test("10.3 before the first start: ContainerCreating, or PodInitializing in a pod with init containers", () => {
    const slow = { app: { startMs: 5000 } };
    expect(state(play(pod(), slow).at(1), "app")).toBe("waiting ContainerCreating");
    expect(state(play(pod({ initContainers: [sidecar("s")] }), slow, { forMs: 2000 }).at(1), "app")).toBe("waiting PodInitializing");
  });

  test("10.3 a container shows how it ended until its restart is known to wait", () => {
    const played = play(
      pod({ containers: [container("app"), container("slow", { livenessProbe: probe() })] }),
      { app: { forMs: 2000 }, slow: { probes: { liveness: "failure" }, onTerm: { ms: 3000 } } },
      { forMs: 3000 },
    );
    // The kill of `slow` holds up the restart of `app`.
    expect(state(played.end, "app")).toBe("terminated Completed 0");
  });

  test("10.4 a container of an initialized pod that was never seen to end is lost", () => {
    const startFails = { reason: "CreateContainerConfigError", message: "x" };
    const { end } = play(pod({ containers: [container("a"), container("b")] }), { b: { startFails } }, { deletions: [{ atMs: 5000 }] });
    expect(status(end, "b").state.terminated).toEqual({
      exitCode: 137,
      reason: "ContainerStatusUnknown",
      message: "The container could not be located when the pod was terminated",
      startedAt: null,
      finishedAt: null,
    });
    expect(end.status?.phase).toBe("Failed");
  });

  test("10.6 the termination messages of a pod share 12 KiB", () => {
    const names = ["a", "b", "c", "d"];
    const run = { forMs: 1000, message: "é".repeat(2048) };
    const { end } = play(
      pod({ restartPolicy: "Never", containers: names.map((name) => container(name)) }),
      Object.fromEntries(names.map((name) => [name, run])),
    );
    for (const name of names) expect(status(end, name).state.terminated?.message).toBe("é".repeat(1536));
  });

  test("10.7 the events of an ordinary life", () => {
    const played = play(pod({ restartPolicy: "Never", initContainers: [sidecar("s")] }), { app: { forMs: 1000 } });
    expect(played.events()).toEqual([
      "0 Created Container created",
      "0 Started Container started",
      "0 Created Container created",
      "0 Started Container started",
      "1 Killing Stopping container s",
    ]);
  });

  test("10.7 a start that fails is an event with its message", () => {
    const config = play(
      pod(),
      { app: { startFails: { reason: "CreateContainerConfigError", message: 'secret "x" not found' } } },
      { forMs: 1000 },
    );
    expect(config.events()).toEqual(['0 Failed Error: secret "x" not found']);
    const image = play(pod(), { app: { startFails: { reason: "ErrImageNeverPull", message: "nothing to run" } } }, { forMs: 1000 });
    expect(image.events()).toEqual(["0 ErrImageNeverPull nothing to run", "0 Failed Error: ErrImageNeverPull"]);
  });
});

describe("the pod as it is shown", () => {
  test("has the names, times and addresses that the API server and the kubelet give it", () => {
    const { end } = play({ ...pod(), metadata: { generateName: "job-", labels: { a: "b" } } }, {}, { forMs: 1000 });
    expect(end.metadata).toEqual({
      generateName: "job-",
      labels: { a: "b" },
      name: "job-00000",
      namespace: "default",
      uid: "00000000-0000-4000-8000-000000000001",
      generation: 1,
      creationTimestamp: "2030-01-01T00:00:00Z",
    });
    expect(end.status).toMatchObject({
      hostIP: "127.0.0.1",
      hostIPs: [{ ip: "127.0.0.1" }],
      podIP: "127.0.0.1",
      podIPs: [{ ip: "127.0.0.1" }],
      startTime: "2030-01-01T00:00:00Z",
      qosClass: "BestEffort",
    });
  });

  test("counts a deletion as a change of the pod, and shortening its grace as none; status and conditions say which they have seen", () => {
    const played = play(pod(), { app: { onTerm: "ignore" } }, { deletions: [{ atMs: 2000 }, { atMs: 3000, graceSeconds: 5 }] });
    const seen = (shown: Pod) => [
      shown.metadata.generation,
      shown.status?.observedGeneration,
      ...new Set(shown.status?.conditions.map(({ observedGeneration }) => observedGeneration)),
    ];
    expect([1, 2, 4].map((at) => seen(played.at(at)))).toEqual([
      [1, 1, 1],
      [2, 2, 2],
      [2, 2, 2],
    ]);
    expect(played.end.metadata).toMatchObject({ deletionTimestamp: "2030-01-01T00:00:08Z", deletionGracePeriodSeconds: 5 });
    expect(played.at(1).metadata).not.toHaveProperty("deletionTimestamp");
  });

  test("has what the API server adds to a spec, and the node", () => {
    const written = pod({ containers: [container("app", { ports: [{ containerPort: 80 }] })] });
    const before = structuredClone(written);
    const { end } = play(written, {}, { forMs: 1000, machine: { nodeName: "laptop" } });
    expect(end.spec).toEqual({ ...withDefaults(written.spec), nodeName: "laptop" });
    expect(end.spec).toMatchObject({ restartPolicy: "Always", containers: [{ ports: [{ containerPort: 80, protocol: "TCP" }] }] });
    expect(written).toEqual(before);
  });

  test("is a snapshot: what follows does not change it, and the status is a new object only when something happened", () => {
    const { simulation } = play(
      pod({ containers: [container("app", { livenessProbe: probe() })] }),
      { app: [{ forMs: 5500 }, {}] },
      { forMs: 20_000 },
    );
    const shown = simulation.timeline.flatMap((moment) => (moment.kind === "status" ? [moment] : []));
    expect(shown.map(({ atMs, pod }) => [atMs, state(pod, "app"), status(pod, "app").restartCount])).toEqual([
      [0, "waiting ContainerCreating", 0],
      [0, "waiting ContainerCreating", 0],
      [0, "running", 0],
      [5500, "terminated Completed 0", 0],
      [5500, "running", 1],
    ]);
  });

  const limits = { cpu: "500m", memory: "1Gi" };
  test.each<[string, Container["resources"][]]>([
    ["BestEffort", [{}, {}]],
    ["BestEffort", [{ requests: { cpu: 0 } }]],
    ["Burstable", [{ limits }, {}]],
    ["Burstable", [{ limits, requests: { cpu: "100m" } }]],
    ["Burstable", [{ limits: { cpu: 1 } }]],
    ["Guaranteed", [{ limits }, { limits, requests: { cpu: 0.5, memory: "1024Mi" } }]],
  ])("is of class %s with resources %j", (want, resources) => {
    const containers = resources.map((each, index) => container(`c${index}`, each === undefined ? {} : { resources: each }));
    expect(qosClass({ containers })).toBe(want);
  });
});
