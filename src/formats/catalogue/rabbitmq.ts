import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://www.rabbitmq.com/docs/logging: 3.7 and later. */
export const rabbitmq: LayoutFormat = {
  name: "rabbitmq",
  about: "log of RabbitMQ 3.7 and later",
  examples: [
    "2024-05-11 08:14:22.123 [info] <0.222.0> Server startup complete; 3 plugins started.",
    "2024-05-11 08:14:22.605123+00:00 [warning] <0.900.0> closing AMQP connection <0.900.0>: client unexpectedly closed TCP connection",
  ],
  layouts: [layoutOf("<time:yyyy-MM-dd HH:mm:ss.SSS[Z]> [<level>] <<<rabbitmq.process:name>> <message>")],
  multiline: "start:^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+(?:[+-]\\d\\d:\\d\\d)? \\[",
};
