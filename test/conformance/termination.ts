import { attempts, type Case, ended, run, say, serve, sh, stop, task } from "./case.ts";

const stubborn = (name: string) => `trap '' TERM; ${say(`${name} start`)}; sleep 3600`;
const both = (now: { events: readonly string[] }) => now.events.includes("a start") && now.events.includes("b start");

export const terminationCases: readonly Case[] = [
  {
    title: "app containers are stopped in parallel",
    rules: ["5.5"],
    spec: { containers: [run("a", serve("a", { slow: 0.7 })), run("b", serve("b", { slow: 0.7 }))] },
    steps: [stop(both)],
    want: {
      code: 0,
      phases: ["Pending", "Running", "Succeeded"],
      order: [
        ["a term", "b exit"],
        ["b term", "a exit"],
      ],
      status: { containerStatuses: [ended(0, "Completed"), ended(0, "Completed")] },
    },
  },
  {
    title: "a pod that is deleted is Failed when one of its containers ends with another code than 0, whatever its policy",
    rules: ["5.10"],
    spec: { restartPolicy: "Always", containers: [run("a", serve("a")), run("b", serve("b", { code: 3 }))] },
    steps: [stop(both)],
    want: { code: 1, phases: ["Pending", "Running", "Failed"], status: { containerStatuses: [ended(0, "Completed"), ended(3, "Error")] } },
  },
  {
    title: "a container that does not end within the grace period is killed",
    rules: ["5.2"],
    spec: { terminationGracePeriodSeconds: 1, containers: [run("a", stubborn("a")), run("b", serve("b"))] },
    steps: [stop(both)],
    want: { code: 1, status: { phase: "Failed", containerStatuses: [ended(137, "Error"), ended(0, "Completed")] } },
  },
  {
    title: "a second SIGTERM ends the grace period",
    rules: ["5.1"],
    spec: { terminationGracePeriodSeconds: 3600, containers: [run("a", stubborn("a")), run("b", serve("b"))] },
    steps: [stop(both), stop("b exit")],
    want: { code: 1, status: { phase: "Failed", containerStatuses: [ended(137, "Error"), ended(0, "Completed")] } },
  },
  {
    title: "a second SIGTERM does not wait for preStop hooks",
    rules: ["5.4"],
    spec: {
      terminationGracePeriodSeconds: 3600,
      containers: [run("a", serve("a"), { lifecycle: { preStop: sh(`${say("prestop")}; sleep 3600`) } })],
    },
    steps: [stop("a start"), stop("prestop")],
    want: { code: 0, events: ["a start", "prestop", "a term", "a exit"], status: { phase: "Succeeded" } },
  },
  {
    title: "nothing is restarted once deletion began",
    rules: ["5.10"],
    spec: {
      containers: [
        run("a", serve("a", { slow: 1.5 })),
        run("b", `${say("b start")}; until test -e /shared/leave; do sleep 0.05; done; ${say("b exit")}; exit 1`),
      ],
    },
    steps: [stop(both), { when: "a term", act: { touch: "leave" } }],
    want: { code: 1, absent: ["b start #2", "a start #2"], status: { containerStatuses: [{ restartCount: 0 }, { restartCount: 0 }] } },
  },
  {
    title: "a container that backs off when the pod is deleted counts with its last exit code",
    rules: ["5.10"],
    spec: { containers: [run("a", serve("a")), run("b", attempts("b", 1))] },
    steps: [stop((now) => now.waiting("b") === "CrashLoopBackOff" && now.of("a").ready)],
    want: { code: 1, status: { phase: "Failed" } },
  },
  {
    title: "activeDeadlineSeconds ends a pod gracefully, and Failed whatever its containers make of it",
    rules: ["8.3"],
    spec: { activeDeadlineSeconds: 1, containers: [run("a", serve("a", { slow: 0.3 }))] },
    want: {
      code: 1,
      phases: ["Pending", "Running", "Failed"],
      events: ["a start", "a term", "a exit"],
      status: {
        phase: "Failed",
        reason: "DeadlineExceeded",
        message: "Pod was active on the node longer than the specified deadline",
        containerStatuses: [ended(0, "Completed")],
      },
      conditions: { Ready: "False PodFailed", ContainersReady: "False PodFailed" },
    },
  },
  {
    title: "a pod that is over within its deadline keeps its own end",
    rules: ["8.1", "8.3"],
    spec: { activeDeadlineSeconds: 30, restartPolicy: "Never", containers: [run("a", task("a"))] },
    want: { code: 0, status: { phase: "Succeeded" } },
  },
  {
    title: "what a container leaves running ends with it",
    spec: {
      restartPolicy: "OnFailure",
      containers: [
        run(
          "a",
          `${say("a start")}; test "$(grep -c 'a start' /shared/events)" = 2 && { sleep 1.5; exit 0; }; (trap '' TERM; sleep 1; ${say("orphan")}) & exit 1`,
        ),
      ],
    },
    want: { code: 0, events: ["a start", "a start #2"] },
  },
  {
    title: "a container ends when its first process ends, though another one holds its output",
    spec: { restartPolicy: "Never", containers: [run("a", `sleep 3600 & ${say("a exit")}`)] },
    want: { code: 0, events: ["a exit"] },
  },
];
