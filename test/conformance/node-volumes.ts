/** After the node tests of ConfigMap, Secret and projected volumes. */
import { type Case, run, serve, stop } from "./case.ts";
import { at, lines, map, mode, mounted, once, settings, shared, store, until } from "./node-mounts.ts";

export const nodeVolumeCases: readonly Case[] = [
  {
    title: "one ConfigMap in two volumes of a pod, its default mode and an item's own",
    spec: once(
      [
        mounted(
          "app",
          lines(
            "cat /one/data-1",
            "echo",
            mode("/one/data-1"),
            "cat /two/path/to/data-2",
            "echo",
            mode("/two/path/to/data-2"),
            "ls /two",
            "ls -A /one | grep -c '^\\.\\.data$'",
          ),
          at("/one", {}, "one"),
          at("/two", {}, "two"),
        ),
      ],
      [
        { name: "one", configMap: { name: "settings", defaultMode: 0o400 } },
        { name: "two", configMap: { name: "settings", items: [{ key: "data-2", path: "path/to/data-2", mode: 0o440 }] } },
      ],
    ),
    objects: [settings],
    want: { code: 0, out: ["value-1", "400", "value-2", "440", "path", "1"] },
  },
  {
    title: "an optional ConfigMap that comes later, one that is changed and one that goes, in projected volumes",
    spec: {
      containers: [
        mounted(
          "app",
          `${lines("cat /upd/data-1", "echo", "cat /del/data-1", "echo", "ls /create")}; ${serve("app")}`,
          at("/upd", {}, "upd"),
          at("/del", {}, "del"),
          at("/create", {}, "create"),
        ),
        mounted(
          "watch",
          `${until('test "$(cat /upd/data-1)" = new -a -e /create/data-1 -a ! -e /del/data-1')}; ${lines("cat /upd/data-1", "echo", "cat /create/data-1", "echo")}; ${serve("watch")}`,
          at("/upd", {}, "upd"),
          at("/del", {}, "del"),
          at("/create", {}, "create"),
        ),
      ],
      volumes: ["upd", "del", "create"].map((name) => ({ name, projected: { sources: [{ configMap: { name, optional: true } }] } })),
    },
    objects: [map("upd", { "data-1": "old" }), map("del", { "data-1": "there" })],
    steps: [
      {
        when: (now) => now.events.includes("app start"),
        act: {
          edit: (text) =>
            text
              .replace(/(metadata:\s+name:) del\n/, "$1 gone\n")
              .replace("data-1: old", "data-1: new")
              .replace(/$/, "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: create\ndata:\n  data-1: made\n"),
        },
      },
      stop("watch start"),
    ],
    want: { code: 0, out: ["old", "there", "new", "made"], absent: ["app start #2"] },
  },
  {
    title: "a changed ConfigMap reaches a volume, and neither a subPath nor a variable",
    spec: {
      containers: [
        run(
          "app",
          `${until("grep -q new /all/data-1")}; ${lines("cat /all/data-1", "echo", "cat /one", "echo", 'echo "$A"')}; ${serve("app")}`,
          {
            volumeMounts: [shared, at("/all"), at("/one", { subPath: "data-1" })],
            env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "settings", key: "data-1" } } }],
          },
        ),
        run("other", serve("other")),
      ],
      volumes: [{ name: "data", configMap: { name: "settings" } }],
    },
    objects: [settings],
    steps: [{ when: "other start", act: { edit: (text) => text.replace("data-1: value-1", "data-1: new") } }, stop("app start")],
    want: { code: 0, out: ["new", "value-1", "value-1"] },
  },
  {
    title: "an immutable ConfigMap keeps its data",
    spec: once([mounted("app", lines("cat /data/data-1", "echo"), at("/data"))], [{ name: "data", configMap: { name: "settings" } }]),
    objects: [map("settings", { "data-1": "value-1" }, { immutable: true })],
    want: { code: 0, out: ["value-1"] },
  },
  {
    title: "a Secret's volume: items, modes, and an optional key that is missing",
    spec: once(
      [
        mounted(
          "app",
          lines("cat /data/new-path/data-1", "echo", mode("/data/new-path/data-1"), "ls /data", mode("/plain/data-1")),
          at("/data"),
          at("/plain", {}, "plain"),
        ),
      ],
      [
        {
          name: "data",
          secret: {
            secretName: "store",
            optional: true,
            items: [
              { key: "data-1", path: "new-path/data-1", mode: 0o400 },
              { key: "none", path: "none" },
            ],
          },
        },
        { name: "plain", secret: { secretName: "store" } },
      ],
    ),
    objects: [store],
    want: { code: 0, out: ["secret-1", "400", "new-path", "644"] },
  },
  {
    title: "a required Secret that is missing keeps the pod waiting, until it is there",
    spec: {
      containers: [mounted("app", serve("app", { first: lines("cat /data/key", "echo") }), at("/data"))],
      volumes: [{ name: "data", secret: { secretName: "late" } }],
    },
    steps: [
      {
        when: (now) => now.waiting("app") === "ContainerCreating" && now.condition("PodReadyToStartContainers") === "False",
        act: { edit: (text) => `${text}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: late\nstringData:\n  key: here\n` },
      },
      stop((now) => now.of("app").ready),
    ],
    want: { code: 0, out: ["here"], phases: ["Pending", "Running", "Succeeded"] },
  },
  {
    title: "a projected volume: the later source wins at one path, a source's mode beats the default",
    metadata: { labels: { app: "shop" } },
    spec: {
      restartPolicy: "Never",
      containers: [
        run(
          "app",
          lines(
            "cat /all/data-1",
            "echo",
            "cat /all/data-2",
            "echo",
            "cat /all/labels",
            "echo",
            "cat /all/podname",
            "echo",
            mode("/all/podname"),
            mode("/all/labels"),
            "cat /all/cpu",
            "echo",
          ),
          {
            volumeMounts: [shared, at("/all")],
            resources: { requests: { cpu: "250m" } },
          },
        ),
      ],
      volumes: [
        {
          name: "data",
          projected: {
            defaultMode: 0o440,
            sources: [
              { configMap: { name: "settings" } },
              { secret: { name: "store" } },
              {
                downwardAPI: {
                  items: [
                    { path: "podname", fieldRef: { fieldPath: "metadata.name" }, mode: 0o400 },
                    { path: "labels", fieldRef: { fieldPath: "metadata.labels" } },
                    { path: "cpu", resourceFieldRef: { containerName: "app", resource: "requests.cpu", divisor: "1m" } },
                  ],
                },
              },
            ],
          },
        },
      ],
    },
    objects: [settings, store],
    want: { code: 0, out: ["secret-1", "value-2", 'app="shop"', "web", "400", "440", "250"] },
  },
];
