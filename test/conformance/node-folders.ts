/** After the node tests of downward API volumes, emptyDir, hostPath and subPath. */
import { attempts, type Case, ended, print, run, say, serve, stop, task } from "./case.ts";
import { at, lines, mode, mounted, once, settings, shared, store, until } from "./node-mounts.ts";

type Free = (name: string) => number;

export const nodeFolderCases: readonly Case[] = [
  {
    title: "a downwardAPI volume follows the labels and annotations, in order and quoted",
    metadata: { labels: { key2: "value2", key1: "value1" }, annotations: { builder: "bar" } },
    spec: {
      containers: [
        mounted(
          "app",
          `${lines("cat /info/labels", "echo")}; ${say("seen")}; ${until("grep -q foo /info/annotations && grep -q key3 /info/labels")}; ${lines("cat /info/labels", "echo", "cat /info/annotations", "echo")}; ${serve("app")}`,
          at("/info"),
        ),
      ],
      volumes: [
        {
          name: "data",
          downwardAPI: {
            items: [
              { path: "labels", fieldRef: { fieldPath: "metadata.labels" } },
              { path: "annotations", fieldRef: { fieldPath: "metadata.annotations" } },
            ],
          },
        },
      ],
    },
    steps: [
      {
        when: "seen",
        act: {
          edit: (text) => text.replace(/^(\s+)key1: value1$/m, "$1key1: value1\n$1key3: value3").replace("builder: bar", "builder: foo"),
        },
      },
      stop("app start"),
    ],
    want: { code: 0, out: ['key1="value1"', 'key2="value2"', 'key1="value1"', 'key2="value2"', 'key3="value3"', 'builder="foo"'] },
  },
  {
    title: "a downwardAPI volume of limits, with divisors, defaults and modes",
    spec: once(
      [
        run(
          "app",
          lines(
            ...["cpu", "milli", "memory", "mebi", "request"].flatMap((name) => [`cat /info/${name}`, "echo"]),
            mode("/info/cpu"),
            mode("/info/milli"),
            "test $(cat /info/node-memory) -gt 1000000 && echo node",
          ),
          {
            volumeMounts: [shared, at("/info")],
            resources: { limits: { cpu: "1250m", memory: "64Mi" }, requests: { memory: "32Mi" } },
          },
        ),
        run("other", "exit 0"),
      ],
      [
        {
          name: "data",
          downwardAPI: {
            defaultMode: 0o400,
            items: [
              ["cpu", "limits.cpu", "1", "app"],
              ["milli", "limits.cpu", "1m", "app"],
              ["memory", "limits.memory", "0", "app"],
              ["mebi", "limits.memory", "1Mi", "app"],
              ["request", "requests.memory", "1Mi", "app"],
              ["node-memory", "limits.memory", "1", "other"],
            ].map(([path, resource, divisor, containerName]) => ({
              path,
              resourceFieldRef: { containerName, resource, divisor },
              ...(path === "milli" && { mode: 0o440 }),
            })),
          },
        },
      ],
    ),
    want: { code: 0, out: ["2", "1250", "67108864", "64", "32", "400", "440", "node"] },
  },
  {
    title: "emptyDirs are open to all, in memory too, and files keep the modes that they are given",
    spec: once(
      [
        mounted(
          "app",
          lines(mode("/disk"), mode("/memory"), "ls -A /disk /memory | wc -l | tr -d ' '"),
          at("/disk", {}, "disk"),
          at("/memory", {}, "memory"),
        ),
        mounted(
          "other",
          `umask 0; for mode in 644 666 777; do : > /late/$mode; chmod $mode /late/$mode; stat -c %a /late/$mode >> /shared/out; done`,
          at("/late", {}, "late"),
        ),
      ],
      [
        { name: "disk", emptyDir: {} },
        { name: "memory", emptyDir: { medium: "Memory" } },
        { name: "late", emptyDir: { sizeLimit: "10Mi" } },
      ],
    ),
    want: { code: 0, out: ["777", "777", "3", "644", "666", "777"] },
  },
  {
    title: "containers share an emptyDir at different paths, and what one writes the other reads",
    spec: once(
      [
        mounted("writer", "echo from-writer > /out/file.tmp && mv /out/file.tmp /out/file", at("/out")),
        mounted("reader", `${until("test -e /in/dir/file")}; cat /in/dir/file >> /shared/out; echo back > /in/dir/answer`, at("/in/dir")),
        mounted("last", `${until("test -e /sub/answer")}; cat /sub/answer >> /shared/out`, at("/sub")),
      ],
      [{ name: "data", emptyDir: {} }],
    ),
    want: { code: 0, out: ["from-writer", "back"] },
  },
  {
    title: "a subPath of a ConfigMap, a Secret, a downwardAPI and a projected volume is one file",
    spec: once(
      [
        mounted(
          "app",
          lines("cat /f/map", "echo", "cat /f/secret", "echo", "cat /f/down", "echo", "cat /f/projected", "echo"),
          at("/f/map", { subPath: "data-2" }, "map"),
          at("/f/secret", { subPath: "data-1" }, "secret"),
          at("/f/down", { subPath: "name" }, "down"),
          at("/f/projected", { subPath: "dir/data-1" }, "projected"),
        ),
      ],
      [
        { name: "map", configMap: { name: "settings" } },
        { name: "secret", secret: { secretName: "store" } },
        { name: "down", downwardAPI: { items: [{ path: "name", fieldRef: { fieldPath: "metadata.name" } }] } },
        {
          name: "projected",
          projected: { sources: [{ configMap: { name: "settings", items: [{ key: "data-1", path: "dir/data-1" }] } }] },
        },
      ],
    ),
    objects: [settings, store],
    want: { code: 0, out: ["value-2", "secret-1", "web", "value-1"] },
  },
  {
    title: "a container with a subPath is restarted after its ConfigMap was changed",
    spec: {
      restartPolicy: "OnFailure",
      containers: [
        mounted(
          "app",
          `${lines("cat /f/map", "echo")}; ${say("read")}; ${until("test -e /shared/go")}; ${attempts("app", 1, 0)}`,
          at("/f/map", { subPath: "data-1" }),
        ),
      ],
      volumes: [{ name: "data", configMap: { name: "settings" } }],
    },
    objects: [settings],
    steps: [
      { when: "read", act: { edit: (text) => text.replace("data-1: value-1", "data-1: new") } },
      { when: "read", act: { touch: "go" } },
    ],
    want: {
      code: 0,
      events: ["read", "app run", "read #2", "app run #2"],
      status: { containerStatuses: [{ restartCount: 1, ...ended(0, "Completed") }] },
    },
  },
  {
    title: "a hostPath without a type is made where it is missing, and one of a type is looked at",
    spec: (_free: Free, folder: string) => ({
      containers: [mounted("app", task("app"), at("/host", {}, "host"))],
      volumes: [{ name: "host", hostPath: { path: `${folder}/none`, type: "File" } }],
    }),
    steps: [stop((now) => now.waiting("app") === "ContainerCreating" && now.condition("PodReadyToStartContainers") === "False")],
    want: { code: 1, phases: ["Pending", "Failed"], events: [] },
  },
  {
    title: "hostPath reads, writes and takes a subPath; what it holds stays when the pod goes",
    spec: (_free: Free, folder: string) =>
      once(
        [
          mounted(
            "app",
            "echo new > /all/sub/new; cat /sub/file >> /shared/out; cat /all/sub/new >> /shared/out; stat -c %F /null >> /shared/out",
            at("/all", {}, "host"),
            at("/sub", { subPath: "sub" }, "host"),
            at("/null", {}, "null"),
          ),
        ],
        [
          { name: "host", hostPath: { path: `${folder}/given`, type: "DirectoryOrCreate" } },
          { name: "null", hostPath: { path: "/dev/null", type: "CharDevice" } },
        ],
        { initContainers: [mounted("init", "mkdir -p /all/sub; echo file > /all/sub/file", at("/all", {}, "host"))] },
      ),
    want: { code: 0, out: ["file", "new", "character special file"] },
  },
  {
    title: "hostPath makes folders of mode 755 and files of mode 644, and no file in a folder that is not there",
    spec: (_free: Free, folder: string) => ({
      containers: [mounted("app", serve("app"), at("/dir", {}, "dir"), at("/file", {}, "file"))],
      initContainers: [mounted("init", lines(mode("/dir"), mode("/file")), at("/dir", {}, "dir"), at("/file", {}, "file"))],
      volumes: [
        { name: "dir", hostPath: { path: `${folder}/made/dir`, type: "DirectoryOrCreate" } },
        { name: "file", hostPath: { path: `${folder}/made-file`, type: "FileOrCreate" } },
      ],
    }),
    steps: [stop((now) => now.of("app").ready)],
    want: { code: 0, out: ["755", "644"] },
  },
  {
    title: "a workingDir inside a volume, and a volume that nobody mounts",
    spec: once(
      [
        run("app", `pwd | grep -c data >> /shared/out; echo x > here; ${print('"$(cat /data/dir/here)"')}`, {
          workingDir: "/data/dir",
          volumeMounts: [shared, at("/data")],
        }),
      ],
      [
        { name: "data", emptyDir: {} },
        { name: "unused", emptyDir: {} },
      ],
    ),
    want: { code: 0, out: ["1", "x"] },
  },
];
