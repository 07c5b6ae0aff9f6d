import { type Case, print, run, say, stop } from "./case.ts";

const shown = (...names: string[]): string => names.map((name) => print(`"${name}=\${${name}-unset}"`)).join("; ");
const literal = (name: string, value: string) => ({ name, value });
const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
const resource = (name: string, ref: object) => ({ name, valueFrom: { resourceFieldRef: ref } });
const map = (name: string, data: object) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });

export const environmentCases: readonly Case[] = [
  {
    title: "values are expanded once, with what was defined before",
    rules: ["11.1", "11.4"],
    spec: {
      restartPolicy: "Never",
      containers: [
        run("app", shown("A", "B", "FORWARD", "ESCAPED", "DOLLARS", "SHELL", "OPEN", "TWICE", "EMPTY", "UNKNOWN", "DUP", "odd"), {
          env: [
            literal("A", "one"),
            literal("B", "$(A)-two"),
            literal("FORWARD", "$(LATER)"),
            literal("LATER", "x"),
            literal("ESCAPED", "$$(A)"),
            literal("DOLLARS", "$$$$"),
            literal("SHELL", "a$A-b$"),
            literal("OPEN", "$(A"),
            literal("TWICE", "$(ESCAPED)"),
            { name: "EMPTY" },
            literal("UNKNOWN", "$(NOT_THERE)$(A)"),
            literal("DUP", "1"),
            literal("DUP", "$(DUP)2"),
            literal("odd", "$(EMPTY)|"),
          ],
        }),
      ],
    },
    want: {
      code: 0,
      out: [
        ...["A=one", "B=one-two", "FORWARD=$(LATER)", "ESCAPED=$(A)", "DOLLARS=$$", "SHELL=a$A-b$", "OPEN=$(A", "TWICE=$(A)", "EMPTY="],
        ...["UNKNOWN=$(NOT_THERE)one", "DUP=12", "odd=|"],
      ],
    },
  },
  {
    title: "envFrom: the later source wins, prefixes are put before, env beats it",
    rules: ["11.1"],
    spec: {
      restartPolicy: "Never",
      containers: [
        run("app", shown("CM_X", "X", "Y", "Z", "TOKEN", "PLAIN", "USES", "GONE", "ALSO_GONE"), {
          envFrom: [
            { prefix: "CM_", configMapRef: { name: "first" } },
            { configMapRef: { name: "second" } },
            { configMapRef: { name: "third" } },
            { secretRef: { name: "store" } },
            { secretRef: { name: "absent", optional: true } },
            { configMapRef: { name: "absent", optional: true } },
          ],
          env: [
            literal("Y", "env"),
            literal("USES", "$(CM_X)-$(X)-$(TOKEN)"),
            { name: "Z", valueFrom: { configMapKeyRef: { name: "first", key: "none", optional: true } } },
            { name: "GONE", valueFrom: { secretKeyRef: { name: "absent", key: "none", optional: true } } },
            { name: "ALSO_GONE", valueFrom: { secretKeyRef: { name: "store", key: "none", optional: true } } },
          ],
        }),
      ],
    },
    objects: [
      map("first", { X: "1" }),
      map("second", { X: "2", Y: "2", Z: "2" }),
      map("third", { X: "3" }),
      { apiVersion: "v1", kind: "Secret", metadata: { name: "store" }, data: { TOKEN: "c2VjcmV0" }, stringData: { PLAIN: "plain" } },
    ],
    want: {
      code: 0,
      out: ["CM_X=1", "X=3", "Y=env", "Z=2", "TOKEN=secret", "PLAIN=plain", "USES=1-3-secret", "GONE=unset", "ALSO_GONE=unset"],
    },
  },
  {
    title: "valueFrom gives keys of ConfigMaps and Secrets",
    rules: ["11.2"],
    spec: {
      restartPolicy: "Never",
      containers: [
        run("app", shown("A", "B", "C"), {
          env: [
            { name: "A", valueFrom: { configMapKeyRef: { name: "settings", key: "a.b" } } },
            { name: "B", valueFrom: { secretKeyRef: { name: "store", key: "b" } } },
            literal("C", "$(A)/$(B)"),
          ],
        }),
      ],
    },
    objects: [
      map("settings", { "a.b": "$(NOT)expanded" }),
      { apiVersion: "v1", kind: "Secret", metadata: { name: "store" }, data: { b: "Yg==" } },
    ],
    want: { code: 0, out: ["A=$(NOT)expanded", "B=b", "C=$(NOT)expanded/b"] },
  },
  {
    title: "fieldRef gives the pod's fields",
    rules: ["11.5"],
    metadata: { namespace: "shop", labels: { tier: "front" }, annotations: { "example.com/note": 'a "b"' } },
    spec: {
      restartPolicy: "Never",
      serviceAccountName: "clerk",
      containers: [
        run(
          "app",
          [
            shown("NAME", "SPACE", "TIER", "NONE", "NOTE", "ACCOUNT"),
            ...["UID_", "NODE", "HOST_IP", "POD_IP"].map((name) => print(`"${name}\${${name}:+ is set}"`)),
          ].join("; "),
          {
            env: [
              field("NAME", "metadata.name"),
              field("SPACE", "metadata.namespace"),
              field("TIER", "metadata.labels['tier']"),
              field("NONE", "metadata.labels['none']"),
              field("NOTE", "metadata.annotations['example.com/note']"),
              field("ACCOUNT", "spec.serviceAccountName"),
              field("UID_", "metadata.uid"),
              field("NODE", "spec.nodeName"),
              field("HOST_IP", "status.hostIP"),
              field("POD_IP", "status.podIP"),
            ],
          },
        ),
      ],
    },
    want: {
      code: 0,
      out: [
        ...["NAME=web", "SPACE=shop", "TIER=front", "NONE=", 'NOTE=a "b"', "ACCOUNT=clerk"],
        ...["UID_ is set", "NODE is set", "HOST_IP is set", "POD_IP is set"],
      ],
    },
  },
  {
    title: "resourceFieldRef is rounded up to its divisor; requests default to limits",
    rules: ["11.6"],
    spec: {
      restartPolicy: "Never",
      containers: [
        run("app", `${shown("CPU", "MILLI", "MEMORY", "MEBI", "MEGA", "REQUEST", "OTHER", "ALSO_OTHER")}; test "$NODE" -gt 0`, {
          resources: { limits: { cpu: "1500m", memory: "64Mi" } },
          env: [
            resource("CPU", { resource: "limits.cpu" }),
            resource("MILLI", { resource: "limits.cpu", divisor: "1m" }),
            resource("MEMORY", { resource: "limits.memory" }),
            resource("MEBI", { resource: "limits.memory", divisor: "1Mi" }),
            resource("MEGA", { resource: "limits.memory", divisor: "1M" }),
            resource("REQUEST", { resource: "requests.cpu", divisor: "1m" }),
            resource("OTHER", { containerName: "other", resource: "requests.memory" }),
            resource("ALSO_OTHER", { containerName: "other", resource: "requests.cpu", divisor: "1m" }),
            resource("NODE", { containerName: "other", resource: "limits.memory" }),
          ],
        }),
        run("other", "exit 0", { resources: { requests: { cpu: "250m" } } }),
      ],
    },
    want: {
      code: 0,
      out: ["CPU=2", "MILLI=1500", "MEMORY=67108864", "MEBI=64", "MEGA=68", "REQUEST=1500", "OTHER=0", "ALSO_OTHER=250"],
    },
  },
  {
    title: "command and args are expanded, one argument stays one argument",
    rules: ["12.2"],
    spec: {
      restartPolicy: "Never",
      containers: [
        run("app", "", {
          command: ["/bin/sh", "-c", `for one; do ${print('"[$one]"')}; done`, "$(A)"],
          args: ["$(A)", "$$(A)", "$(NOT_THERE)", "$$$$", "$A", "a  b", "", "x$(B)y"],
          env: [literal("A", "one two"), { name: "B", valueFrom: { configMapKeyRef: { name: "settings", key: "b" } } }],
        }),
      ],
    },
    objects: [map("settings", { b: "map" })],
    want: { code: 0, out: ["[one two]", "[$(A)]", "[$(NOT_THERE)]", "[$$]", "[$A]", "[a  b]", "[]", "[xmapy]"] },
  },
  {
    title: "HOSTNAME is the pod's name",
    rules: ["11.8"],
    spec: { restartPolicy: "Never", containers: [run("app", shown("HOSTNAME"))] },
    want: { code: 0, out: ["HOSTNAME=web"] },
  },
  {
    title: "HOSTNAME is the pod's hostname where it has one",
    rules: ["11.8", "14.1"],
    spec: { restartPolicy: "Never", hostname: "front", containers: [run("app", shown("HOSTNAME"))] },
    want: { code: 0, out: ["HOSTNAME=front"] },
  },
  {
    title: "fileKeyRef reads what an init container wrote",
    rules: ["11.7"],
    spec: {
      restartPolicy: "Never",
      initContainers: [
        run("init", `echo "KEY='its value'" > /env/settings.env; ${say("init")}`, {
          volumeMounts: [
            { name: "shared", mountPath: "/shared" },
            { name: "env", mountPath: "/env" },
          ],
        }),
      ],
      containers: [
        run("app", shown("KEY", "GONE"), {
          env: [
            { name: "KEY", valueFrom: { fileKeyRef: { volumeName: "env", path: "settings.env", key: "KEY" } } },
            { name: "GONE", valueFrom: { fileKeyRef: { volumeName: "env", path: "settings.env", key: "GONE", optional: true } } },
          ],
        }),
      ],
      volumes: [{ name: "env", emptyDir: {} }],
    },
    want: { code: 0, out: ["KEY=its value", "GONE=unset"] },
  },
  {
    title: "nothing of the runner's own environment reaches a container but PATH, HOME and HOSTNAME",
    rules: ["11.8"],
    spec: {
      restartPolicy: "Never",
      containers: [run("app", `${shown("NO_COLOR", "XDG_RUNTIME_DIR")}; test -n "$PATH" && test -n "$HOME"`)],
    },
    want: { code: 0, out: ["NO_COLOR=unset", "XDG_RUNTIME_DIR=unset"] },
  },
  {
    title: "restarts see the same environment",
    rules: ["11.1"],
    spec: {
      containers: [run("app", `${shown("A", "ID")}; sleep 0.1`, { env: [literal("A", "one"), field("ID", "metadata.name")] })],
    },
    steps: [stop((now) => now.of("app").restartCount >= 1 && now.waiting("app") === "CrashLoopBackOff")],
    want: { code: 0, out: ["A=one", "ID=web", "A=one", "ID=web"] },
  },
];
