import type { DynamicFormat } from "../layout.ts";

export const json: DynamicFormat = {
  name: "json",
  about: "one JSON object per line; time, level, message and trace are found by the names that loggers use for them",
  examples: [
    '{"level":"info","ts":1761019822.3152757,"msg":"maxprocs: leaving","component":"main"}',
    '{"time":"2026-03-02T11:04:05.123Z","level":50,"msg":"failed","err":{"type":"TypeError","stack":"at a"},"tries":3,"ok":false}',
  ],
  module: "formats/json.ts",
  read: "readJson",
  scan: { module: "formats/json-scan.ts", name: "scanJson" },
  starts: "{ \t",
  begins: "[ \\t]*\\{",
};

export const logfmt: DynamicFormat = {
  name: "logfmt",
  about: "key=value pairs; a key alone is true, a number without quotes is one",
  examples: ['time="2021-09-15T21:17:10.220731Z" level=error msg="error retrieving pod status" namespace=web retry'],
  module: "formats/logfmt.ts",
  read: "readLogfmt",
  scan: { module: "formats/logfmt-scan.ts", name: "scanLogfmt" },
  starts: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@",
  begins: "[A-Za-z_@][\\w.@/-]*=",
};
