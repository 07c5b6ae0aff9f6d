import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level =
  "<level:debug=5 DEBUG=5 info=9 INFO=9 warn=13 WARN=13 error=17 ERROR=17 dpanic=18 DPANIC=18 panic=19 PANIC=19 fatal=21 FATAL=21>";
const said = [
  "<file:name>:<line>\t<message>",
  "<logger:name>\t<file:name>:<line>\t<message>",
  // One word in front of the fields is the message, and no logger.
  "<message:name>",
  "<logger:name>\t<message>",
  "<message>",
];

/** https://pkg.go.dev/go.uber.org/zap#NewDevelopmentConfig: the console encoder, columns with a tab in between. */
export const zap: LayoutFormat = {
  name: "zap",
  about: "console lines of Go's zap, with logger and caller or without; the fields behind the message are attributes",
  examples: [
    '2024-05-11T08:14:22.625+0200\tINFO\tzap/main.go:14\tstarted\t{"port": 8080}',
    '2024-05-11T08:14:22.625Z\tERROR\tsetup\tcmd/main.go:88\tunable to start manager\t{"error": "no config"}',
  ],
  layouts: said.map((text) => layoutOf(`<time:rfc3339>\t${level}\t${text}\t<attributes:object>`)),
  multiline: "start:^\\d{4}-\\d\\d-\\d\\dT",
};

/** https://pkg.go.dev/log#pkg-constants: the standard logger with a file and a line; without, a line says too little to be known. */
export const golog: LayoutFormat = {
  name: "golog",
  about: "lines of Go's standard logger, where file and line are in them",
  examples: ["2024/05/11 08:14:22 /src/shop/cmd/web/main.go:23: listening"],
  layouts: [layoutOf("<time:yyyy/MM/dd HH:mm:ss[.SSSSSS]> <file:name>:<line>: <message>")],
  multiline: "start:^\\d{4}/\\d\\d/\\d\\d ",
};
