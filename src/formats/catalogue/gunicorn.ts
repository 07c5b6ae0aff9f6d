import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://docs.gunicorn.org/en/stable/settings.html#logging */
export const gunicorn: LayoutFormat = {
  name: "gunicorn",
  about: "error log of Gunicorn; its access log is of the format combined",
  examples: ["[2024-05-11 08:14:22 +0000] [1] [INFO] Listening at: http://0.0.0.0:8000 (1)"],
  layouts: [layoutOf("[<time:yyyy-MM-dd HH:mm:ss Z>] [<pid:int>] [<level:DEBUG=5 INFO=9 WARNING=13 ERROR=17 CRITICAL=21>] <message>")],
  multiline: "start:^\\[\\d{4}-\\d\\d-\\d\\d ",
};
