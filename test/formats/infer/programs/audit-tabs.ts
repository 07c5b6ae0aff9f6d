import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick, whole } from "../random.ts";
import { fill, ipv4 } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T09:00:00Z", "2026-03-02T09:30:00Z"],
  other: ["2026-05-28T12:00:00Z", "2026-06-02T10:00:00Z"],
  digits: 3,
  zone: "America/Los_Angeles",
} as const;

const who = {
  sample: ["alice (auth:SIMPLE)", "hive (auth:SIMPLE)", "yarn (auth:SIMPLE)"],
  other: [
    "alice (auth:PROXY) via hive/nn1.example.com@EXAMPLE.COM (auth:KERBEROS)",
    "svc-etl@EXAMPLE.COM (auth:TOKEN)",
    "hive (auth:SIMPLE)",
  ],
};
const paths = {
  sample: ["/user/alice/{word}.csv", "/warehouse/{word}/part-{n}", "/tmp/hive/{uuid}"],
  other: ["/", "/user/o'neil/My Documents/{word}.txt", "/warehouse/dt=2026-05-28/hr=07/{word}.parquet", "/data/Müller/{n}"],
};

export const program: Program = {
  name: "audit-tabs",
  about:
    "HDFS' audit: time, level and logger like any server, then name=value between tabs, with blanks, equals signs and parentheses inside values and null for none.",
  tz: "America/Los_Angeles",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const path = () => fill(random, set, pick(random, paths[set]));
      const command = pick(
        random,
        set === "sample"
          ? ["open", "getfileinfo", "create", "rename", "delete"]
          : ["listStatus", "setPermission", "rename (options=[TO_TRASH])", "open", "mkdirs"],
      );
      const owner = fill(random, set, pick(random, ["{user}:hadoop:rw-r--r--", "hive:hive:rwxrwx--t"]));
      const pairs: [string, string][] = [
        ["allowed", chance(random, 0.93) ? "true" : "false"],
        ["ugi", pick(random, who[set])],
        ["ip", `/${ipv4(random, set)}`],
        ["cmd", command],
        ["src", path()],
        ["dst", command.startsWith("rename") ? path() : "null"],
        ["perm", ["create", "mkdirs", "setPermission"].includes(command) ? owner : "null"],
        ["proto", pick(random, ["rpc", "rpc", "webhdfs"])],
        ...(chance(random, 0.3)
          ? [["callerContext", `mr_attempt_17${whole(random, 1, 9)}_m_0000${whole(random, 10, 99)}`] as [string, string]]
          : []),
      ];
      return {
        text: `${print(moment, "yyyy-MM-dd HH:mm:ss,SSS")} INFO FSNamesystem.audit: ${pairs.map(([name, value]) => `${name}=${value}`).join("\t")}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: 9,
          severityText: "INFO",
          body: undefined,
          // A user and how it was authenticated are two values, or one.
          values: pairs
            .filter(([, value]) => value !== "null")
            .flatMap(([, value]) => {
              const [, name = "", how = ""] = /^(\S+) \(auth:(\w+)\)$/.exec(value) ?? [];
              return name === ""
                ? [[value, value.replace(/^\/(?=\d+\.\d+\.\d+\.\d+$)/, "")]]
                : [
                    [value, name],
                    [value, how, `auth:${how}`],
                  ];
            }),
        },
      };
    }),
};
