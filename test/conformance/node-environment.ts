/** After the node tests of variables: expansion, ConfigMaps, Secrets, the downward API and files. */
import { type Case, print, run, say, serve, sh, stop } from "./case.ts";

const literal = (name: string, value: string) => ({ name, value });
const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
const map = (name: string, data: object) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });
const secret = (name: string, more: object) => ({ apiVersion: "v1", kind: "Secret", metadata: { name }, ...more });
const once = (...containers: object[]) => ({ restartPolicy: "Never", containers });
/** Prints variables as they are, also those whose names no shell knows. */
const shows = (name: string, ...names: string[]) => ({
  ...run(name, ""),
  command: [
    process.execPath,
    "-e",
    `require("node:fs").appendFileSync("/shared/out", ${JSON.stringify(names)}.map((one) => one + "=" + (process.env[one] ?? "unset") + "\\n").join(""));`,
  ],
});
const fromFile = (name: string, key: string, more: object = {}) => ({
  name,
  valueFrom: { fileKeyRef: { volumeName: "env", path: "settings.env", key, ...more } },
});
const env = { name: "env", mountPath: "/env" };
const shared = { name: "shared", mountPath: "/shared" };

export const nodeEnvironmentCases: readonly Case[] = [
  {
    title: "command and args are expanded by the kubelet, not by the shell",
    spec: once(
      run("command", `TEST_VAR=wrong; ${print('"$(TEST_VAR)"')}`, { env: [literal("TEST_VAR", "test-value")] }),
      run("args", "", {
        command: ["/bin/sh", "-c"],
        args: [`TEST_VAR=wrong; ${print('"$(TEST_VAR) $$(TEST_VAR) $(echo x)"')}`],
        env: [literal("TEST_VAR", "value of args"), literal("echo x", "no")],
      }),
    ),
    want: { code: 0, out: ["test-value", "value of args  no"] },
  },
  {
    title: "variables are composed of those before them",
    spec: once(
      run("app", print('"$FOOBAR" "$LATER" "$ESCAPED" "$TWICE"'), {
        env: [
          literal("FOO", "foo-value"),
          literal("BAR", "bar-value"),
          literal("FOOBAR", "$(FOO);;$(BAR)"),
          literal("LATER", "$(AFTER)"),
          literal("AFTER", "x"),
          literal("ESCAPED", "$$(FOO)"),
          literal("TWICE", "$$$(FOO)"),
        ],
      }),
    ),
    want: { code: 0, out: ["foo-value;;bar-value", "$(AFTER)", "$(FOO)", "$foo-value"] },
  },
  {
    title: "envFrom with a prefix, and keys that are no identifiers",
    spec: once({
      ...shows("app", "data-1", "data.2", "p-data-1", "p-data.2", "s_key", "1ST", "p-1ST"),
      envFrom: [
        { configMapRef: { name: "settings" } },
        { prefix: "p-", configMapRef: { name: "settings" } },
        { prefix: "s_", secretRef: { name: "store" } },
      ],
    }),
    objects: [
      map("settings", { "data-1": "value-1", "data.2": "value-2", "1ST": "first" }),
      secret("store", { data: { key: "dmFsdWU=" } }),
    ],
    want: {
      code: 0,
      out: ["data-1=value-1", "data.2=value-2", "p-data-1=value-1", "p-data.2=value-2", "s_key=value", "1ST=first", "p-1ST=first"],
    },
  },
  {
    title: "missing keys and objects that are optional leave the variable unset",
    spec: once({
      ...shows("app", "MAP", "MAP_KEY", "SECRET", "SECRET_KEY", "THERE"),
      envFrom: [{ configMapRef: { name: "absent", optional: true } }, { secretRef: { name: "absent", optional: true } }],
      env: [
        { name: "MAP", valueFrom: { configMapKeyRef: { name: "absent", key: "a", optional: true } } },
        { name: "MAP_KEY", valueFrom: { configMapKeyRef: { name: "settings", key: "b", optional: true } } },
        { name: "SECRET", valueFrom: { secretKeyRef: { name: "absent", key: "a", optional: true } } },
        { name: "SECRET_KEY", valueFrom: { secretKeyRef: { name: "store", key: "b", optional: true } } },
        literal("THERE", "$(MAP)"),
      ],
    }),
    objects: [map("settings", { a: "1" }), secret("store", { stringData: { a: "1" } })],
    want: { code: 0, out: ["MAP=unset", "MAP_KEY=unset", "SECRET=unset", "SECRET_KEY=unset", "THERE=$(MAP)"] },
  },
  {
    title: "a Secret's stringData comes before its data",
    spec: once({ ...shows("app", "KEY", "OTHER"), envFrom: [{ secretRef: { name: "store" } }] }),
    objects: [secret("store", { data: { KEY: "b2xk", OTHER: "b3RoZXI=" }, stringData: { KEY: "new" } })],
    want: { code: 0, out: ["KEY=new", "OTHER=other"] },
  },
  {
    title: "the downward API's lists of addresses, and the node's share where there is no limit",
    spec: once(
      run(
        "app",
        `test "$HOST_IP" = "\${HOST_IPS%%,*}" && test "$POD_IP" = "\${POD_IPS%%,*}" && test -n "$POD_IP" && test "$CPU" -ge 1 && test "$MEMORY" -gt 1000000 && ${print('good "$CPU_REQUEST" "$MEMORY_REQUEST"')}`,
        {
          env: [
            field("HOST_IP", "status.hostIP"),
            field("HOST_IPS", "status.hostIPs"),
            field("POD_IP", "status.podIP"),
            field("POD_IPS", "status.podIPs"),
            { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
            { name: "MEMORY", valueFrom: { resourceFieldRef: { resource: "limits.memory" } } },
            { name: "CPU_REQUEST", valueFrom: { resourceFieldRef: { resource: "requests.cpu" } } },
            { name: "MEMORY_REQUEST", valueFrom: { resourceFieldRef: { resource: "requests.memory" } } },
          ],
        },
      ),
    ),
    want: { code: 0, out: ["good", "0", "0"] },
  },
  {
    title: "requests.cpu is rounded up to whole ones unless its divisor says otherwise",
    spec: once({
      ...shows("app", "CPU", "MILLI", "MEMORY", "KIBI", "EPHEMERAL"),
      resources: { requests: { cpu: "250m", memory: "32Mi", "ephemeral-storage": "10Mi" } },
      env: [
        ["CPU", "requests.cpu", "1"],
        ["MILLI", "requests.cpu", "1m"],
        ["MEMORY", "requests.memory", "0"],
        ["KIBI", "requests.memory", "1Ki"],
        ["EPHEMERAL", "requests.ephemeral-storage", "1M"],
      ].map(([name, resource, divisor]) => ({ name, valueFrom: { resourceFieldRef: { resource, divisor } } })),
    }),
    want: { code: 0, out: ["CPU=1", "MILLI=250", "MEMORY=33554432", "KIBI=32768", "EPHEMERAL=11"] },
  },
  {
    title: "files' variables reach several containers, and hooks",
    spec: {
      restartPolicy: "Never",
      initContainers: [
        run("init", `printf '%s\\n' '# note' "ONE='1'" "TWO = 'two  words'" '' "THREE='a=b c'" > /env/settings.env`, {
          volumeMounts: [env],
        }),
      ],
      containers: [
        { ...shows("app-1", "ONE", "TWO"), env: [fromFile("ONE", "ONE"), fromFile("TWO", "TWO")] },
        { ...shows("app-2", "RENAMED", "GONE"), env: [fromFile("RENAMED", "THREE"), fromFile("GONE", "NONE", { optional: true })] },
        run("app-3", "until test -e /shared/posted; do sleep 0.1; done", {
          env: [fromFile("ONE", "ONE")],
          lifecycle: { postStart: sh(`${say("post $ONE")}; : > /shared/posted`) },
        }),
      ],
      volumes: [{ name: "env", emptyDir: {} }],
    },
    want: { code: 0, out: ["ONE=1", "TWO=two  words", "RENAMED=a=b c", "GONE=unset"], events: ["post 1"] },
  },
  {
    title: "a file's variable that is missing keeps the container from starting",
    spec: {
      initContainers: [run("init", "echo \"ONE='1'\" > /env/settings.env", { volumeMounts: [env] })],
      containers: [run("app", say("app"), { env: [fromFile("ONE", "TWO")] })],
      volumes: [{ name: "env", emptyDir: {} }],
    },
    steps: [stop((now) => now.waiting("app") === "CreateContainerConfigError")],
    want: { code: 1, events: [], phases: ["Pending", "Failed"] },
  },
  {
    title: "a container that waits for a ConfigMap starts when it is there",
    spec: {
      containers: [
        run("app", serve("app", { first: print('"$A"') }), {
          env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "late", key: "a" } } }],
        }),
      ],
    },
    steps: [
      {
        when: (now) => now.waiting("app") === "CreateContainerConfigError",
        act: { edit: (text) => `${text}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: late\ndata:\n  a: here\n` },
      },
      stop((now) => now.of("app").ready),
    ],
    want: { code: 0, out: ["here"], phases: ["Pending", "Running", "Succeeded"], status: { containerStatuses: [{ restartCount: 0 }] } },
  },
  {
    title: "subPathExpr makes a folder of the pod's name",
    spec: {
      ...once(
        run("app", "test -d /all/web; echo $? >> /shared/out; : > /mine/file; ls /all/web >> /shared/out", {
          volumeMounts: [shared, { name: "data", mountPath: "/mine", subPathExpr: "$(POD_NAME)" }, { name: "data", mountPath: "/all" }],
          env: [field("POD_NAME", "metadata.name")],
        }),
      ),
      volumes: [{ name: "data", emptyDir: {} }],
    },
    want: { code: 0, out: ["0", "file"] },
  },
  ...[
    ["backsteps", "..", "sub"],
    ["backsteps within", "a/../../b", "sub"],
    ["an absolute path", "/tmp", "sub"],
  ].map(
    ([what, value]): Case => ({
      title: `subPathExpr with ${what} is never mounted`,
      spec: {
        restartPolicy: "Never",
        containers: [
          run("app", say("app"), {
            volumeMounts: [shared, { name: "data", mountPath: "/mine", subPathExpr: "$(POD_NAME)" }],
            env: [literal("POD_NAME", value ?? "")],
          }),
        ],
        volumes: [{ name: "data", emptyDir: {} }],
      },
      steps: [stop((now) => now.waiting("app") === "CreateContainerConfigError")],
      want: { code: 1, events: [], phases: ["Pending", "Failed"] },
    }),
  ),
  {
    title: "a failing subPathExpr is mended by the annotation that it lacks",
    metadata: { annotations: { notmysubpath: "mypath" } },
    spec: {
      containers: [
        run("app", serve("app", { first: ": > /mine/file; ls /all/mypath/foo >> /shared/out" }), {
          volumeMounts: [
            shared,
            { name: "data", mountPath: "/mine", subPathExpr: "$(ANNOTATION)/$(POD_NAME)" },
            { name: "data", mountPath: "/all" },
          ],
          env: [literal("POD_NAME", "foo"), field("ANNOTATION", "metadata.annotations['mysubpath']")],
        }),
      ],
      volumes: [{ name: "data", emptyDir: {} }],
    },
    steps: [
      {
        when: (now) => now.waiting("app") === "CreateContainerConfigError",
        act: { edit: (text) => text.replace("notmysubpath:", "mysubpath:") },
      },
      stop((now) => now.of("app").ready),
    ],
    want: { code: 0, out: ["file"] },
  },
];
