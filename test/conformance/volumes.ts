import { after, attempts, type Case, ended, print, run, serve, sidecar, stop, task } from "./case.ts";

const shared = { name: "shared", mountPath: "/shared" };
const mounted = (name: string, script: string, ...mounts: object[]): object => run(name, script, { volumeMounts: [shared, ...mounts] });
const lines = (...commands: string[]): string => commands.map((command) => `${command} >> /shared/out`).join("; ");
const settings = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings" },
  data: { "a.txt": "alpha\n", "b.txt": "beta\n" },
  binaryData: { bin: Buffer.from([0, 255, 10]).toString("base64") },
};
const store = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "store" },
  data: { key: "c2VjcmV0Cg==" },
  stringData: { other: "plain\n" },
};
const once = (containers: object[], volumes: object[], more: object = {}) => ({ restartPolicy: "Never", containers, volumes, ...more });

export const volumeCases: readonly Case[] = [
  {
    title: "a ConfigMap's keys are files, through a link to their version",
    rules: ["13.4"],
    spec: once(
      [
        mounted(
          "app",
          lines(
            "ls /etc/settings",
            "cat /etc/settings/a.txt",
            "stat -Lc %a /etc/settings/b.txt",
            "readlink /etc/settings/a.txt",
            "od -An -tx1 /etc/settings/bin",
          ),
          { name: "settings", mountPath: "/etc/settings" },
        ),
      ],
      [{ name: "settings", configMap: { name: "settings" } }],
    ),
    objects: [settings],
    want: { code: 0, out: ["a.txt", "b.txt", "bin", "alpha", "644", "..data/a.txt", " 00 ff 0a"] },
  },
  {
    title: "a ConfigMap's items choose keys, paths and modes",
    rules: ["13.4"],
    spec: once(
      [
        mounted(
          "app",
          lines(
            "(cd /etc/settings; find -L . -type f -not -path './..*')",
            "stat -Lc %a /etc/settings/sub/first.txt",
            "stat -Lc %a /etc/settings/second",
            "cat /etc/settings/second",
          ),
          { name: "settings", mountPath: "/etc/settings" },
        ),
      ],
      [
        {
          name: "settings",
          configMap: {
            name: "settings",
            defaultMode: 0o440,
            items: [
              { key: "a.txt", path: "sub/first.txt", mode: 0o400 },
              { key: "b.txt", path: "second" },
            ],
          },
        },
      ],
    ),
    objects: [settings],
    want: {
      code: 0,
      out: ["400", "440", "beta", "./second", "./sub/first.txt"],
    },
  },
  {
    title: "a Secret's values are decoded",
    rules: ["13.4"],
    spec: once(
      [
        mounted("app", lines("ls /etc/store", "cat /etc/store/key /etc/store/other", "stat -Lc %a /etc/store/key"), {
          name: "store",
          mountPath: "/etc/store",
        }),
      ],
      [{ name: "store", secret: { secretName: "store", defaultMode: 0o600 } }],
    ),
    objects: [store],
    want: { code: 0, out: ["key", "other", "secret", "plain", "600"] },
  },
  {
    title: "a downwardAPI volume holds the pod's fields and a container's resources",
    rules: ["13.4", "13.5"],
    metadata: { labels: { tier: "front", app: "shop" }, annotations: { note: 'say "hi"\nthere' } },
    spec: once(
      [
        run(
          "app",
          lines(
            "cat /etc/info/labels",
            "echo",
            "wc -l < /etc/info/labels",
            "cat /etc/info/annotations",
            "echo",
            "cat /etc/info/tier",
            "echo",
            "cat /etc/info/memory",
            "echo",
          ),
          {
            volumeMounts: [shared, { name: "info", mountPath: "/etc/info" }],
            resources: { limits: { memory: "64Mi" } },
          },
        ),
      ],
      [
        {
          name: "info",
          downwardAPI: {
            items: [
              { path: "labels", fieldRef: { fieldPath: "metadata.labels" } },
              { path: "annotations", fieldRef: { fieldPath: "metadata.annotations" } },
              { path: "tier", fieldRef: { fieldPath: "metadata.labels['tier']" } },
              { path: "memory", resourceFieldRef: { containerName: "app", resource: "limits.memory", divisor: "1Mi" } },
            ],
          },
        },
      ],
    ),
    want: { code: 0, out: ['app="shop"', 'tier="front"', "1", 'note="say \\"hi\\"\\nthere"', "front", "64"] },
  },
  {
    title: "a projected volume puts its sources together",
    rules: ["13.4"],
    spec: once(
      [
        mounted(
          "app",
          lines("ls /etc/all", "cat /etc/all/from/map", "cat /etc/all/key", "cat /etc/all/name", "echo", "stat -Lc %a /etc/all/key"),
          { name: "all", mountPath: "/etc/all" },
        ),
      ],
      [
        {
          name: "all",
          projected: {
            defaultMode: 0o444,
            sources: [
              { configMap: { name: "settings", items: [{ key: "a.txt", path: "from/map" }] } },
              { secret: { name: "store", items: [{ key: "key", path: "key" }] } },
              { downwardAPI: { items: [{ path: "name", fieldRef: { fieldPath: "metadata.name" } }] } },
              { configMap: { name: "absent", optional: true } },
            ],
          },
        },
      ],
    ),
    objects: [settings, store],
    want: { code: 0, out: ["from", "key", "name", "alpha", "secret", "web", "444"] },
  },
  {
    title: "an emptyDir is shared, open to all, and survives a container's restart",
    rules: ["13.2"],
    spec: {
      restartPolicy: "OnFailure",
      initContainers: [
        mounted("init", "ls -A /data | wc -l >> /shared/out; echo init >> /data/file", { name: "data", mountPath: "/data" }),
      ],
      containers: [
        mounted(
          "app",
          `echo app >> /work/file; test "$(wc -l < /work/file)" = 4 || exit 1; ${lines("cat /work/file", "stat -c %a /work")}`,
          { name: "data", mountPath: "/work" },
        ),
      ],
      volumes: [{ name: "data", emptyDir: {} }],
    },
    want: { code: 0, out: ["0", "init", "app", "app", "app", "777"], status: { containerStatuses: [{ restartCount: 2 }] } },
  },
  {
    title: "a volume without a source is an emptyDir",
    rules: ["13.2"],
    spec: once([mounted("app", lines("cat /data/file"), { name: "data", mountPath: "/data" })], [{ name: "data" }], {
      initContainers: [mounted("init", "echo init > /data/file", { name: "data", mountPath: "/data" })],
    }),
    want: { code: 0, out: ["init"] },
  },
  {
    title: "a subPath is a folder of the volume, made if it is missing, or one file",
    rules: ["13.6"],
    spec: once(
      [
        mounted(
          "app",
          lines("cat /all/logs/deep/file", "cat /all/web/out", "cat /etc/one.txt"),
          { name: "data", mountPath: "/all" },
          { name: "settings", mountPath: "/etc/one.txt", subPath: "a.txt" },
        ),
      ],
      [
        { name: "data", emptyDir: {} },
        { name: "settings", configMap: { name: "settings" } },
      ],
      {
        initContainers: [
          mounted("init-1", "echo one > /logs/file", { name: "data", mountPath: "/logs", subPath: "logs/deep" }),
          run("init-2", "echo two > /mine/out", {
            volumeMounts: [shared, { name: "data", mountPath: "/mine", subPathExpr: "$(POD)" }],
            env: [{ name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
          }),
        ],
      },
    ),
    objects: [settings],
    want: { code: 0, out: ["one", "two", "alpha"] },
  },
  {
    title: "a mount may be inside another one",
    rules: ["13.7"],
    spec: once(
      [
        mounted(
          "app",
          lines("cat /inner/file", "cat /outer/file"),
          { name: "outer", mountPath: "/outer" },
          { name: "inner", mountPath: "/inner" },
        ),
      ],
      [
        { name: "outer", emptyDir: {} },
        { name: "inner", emptyDir: {} },
      ],
      {
        initContainers: [
          mounted(
            "init",
            "echo inner > /outer/inner/file; echo outer > /outer/file",
            { name: "outer", mountPath: "/outer" },
            { name: "inner", mountPath: "/outer/inner" },
          ),
        ],
      },
    ),
    want: { code: 0, out: ["inner", "outer"] },
  },
  {
    title: "a ConfigMap volume that is missing keeps every container waiting",
    rules: ["13.1"],
    spec: {
      initContainers: [run("init", task("init"))],
      containers: [mounted("app", task("app"), { name: "settings", mountPath: "/etc/settings" })],
      volumes: [{ name: "settings", configMap: { name: "absent" } }],
    },
    steps: [stop((now) => now.waiting("init") === "PodInitializing" && now.waiting("app") === "PodInitializing")],
    want: { code: 1, phases: ["Pending", "Failed"], events: [] },
  },
  {
    title: "a volume item whose key is missing keeps the container waiting as ContainerCreating",
    rules: ["13.4"],
    spec: {
      containers: [mounted("app", task("app"), { name: "settings", mountPath: "/etc/settings" })],
      volumes: [{ name: "settings", configMap: { name: "settings", items: [{ key: "none", path: "none" }] } }],
    },
    objects: [settings],
    steps: [stop((now) => now.waiting("app") === "ContainerCreating")],
    want: { code: 1, phases: ["Pending", "Failed"], events: [] },
  },
  {
    title: "an optional ConfigMap volume that is missing is an empty folder",
    rules: ["13.4"],
    spec: once(
      [mounted("app", `${print('"[$(ls /etc/settings)]"')}; test -d /etc/settings`, { name: "settings", mountPath: "/etc/settings" })],
      [{ name: "settings", configMap: { name: "absent", optional: true } }],
    ),
    want: { code: 0, out: ["[]"] },
  },
  {
    title: "hostPath makes what its type says",
    rules: ["13.3"],
    spec: (_free: (name: string) => number, folder: string) =>
      once(
        [
          mounted(
            "app",
            "test -d /made && test -f /file && echo x > /made/x && cat /made/x >> /shared/out",
            { name: "made", mountPath: "/made" },
            { name: "file", mountPath: "/file" },
          ),
        ],
        [
          { name: "made", hostPath: { path: `${folder}/made/deep`, type: "DirectoryOrCreate" } },
          { name: "file", hostPath: { path: `${folder}/file`, type: "FileOrCreate" } },
        ],
      ),
    want: { code: 0, out: ["x"] },
  },
  {
    title: "a hostPath of another type than it says keeps the pod Pending",
    rules: ["13.3"],
    spec: (_free: (name: string) => number, folder: string) => ({
      containers: [mounted("app", task("app"), { name: "host", mountPath: "/host" })],
      volumes: [{ name: "host", hostPath: { path: `${folder}/pod.yaml`, type: "Directory" } }],
    }),
    steps: [stop((now) => now.waiting("app") === "ContainerCreating")],
    want: { code: 1, phases: ["Pending", "Failed"], events: [] },
  },
  {
    title: "an emptyDir that outgrows its sizeLimit evicts the pod",
    rules: ["13.2"],
    spec: {
      containers: [mounted("app", `head -c 2097152 /dev/zero > /data/file; ${serve("app")}`, { name: "data", mountPath: "/data" })],
      volumes: [{ name: "data", emptyDir: { sizeLimit: "1Mi" } }],
    },
    want: {
      code: 1,
      phases: ["Pending", "Running", "Failed"],
      status: { phase: "Failed", reason: "Evicted", message: 'Usage of EmptyDir volume "data" exceeds the limit "1Mi". ' },
    },
  },
  {
    title: "a workingDir that is missing is made",
    rules: ["12.4"],
    spec: once(
      [
        run("app", "echo here > file", { workingDir: "/shared/made/here" }),
        run("other", "until test -s /shared/made/here/file; do sleep 0.1; done"),
      ],
      [],
    ),
    want: { code: 0, status: { phase: "Succeeded" } },
  },
  {
    title: "volumes outlive all restarts of a pod with sidecars",
    rules: ["13.2"],
    spec: {
      restartPolicy: "OnFailure",
      initContainers: [
        sidecar("side", `echo side >> /data/file; ${serve("side")}`, { volumeMounts: [shared, { name: "data", mountPath: "/data" }] }),
      ],
      containers: [
        mounted("app", after("side start", `cat /data/file >> /shared/out; ${attempts("app", 1, 0)}`), {
          name: "data",
          mountPath: "/data",
        }),
      ],
      volumes: [{ name: "data", emptyDir: { medium: "Memory" } }],
    },
    want: { code: 0, out: ["side", "side"], status: { containerStatuses: [ended(0, "Completed")] } },
  },
];
