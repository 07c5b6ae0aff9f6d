import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://docs.gunicorn.org/en/stable/settings.html#logging */
export const gunicorn: LayoutFormat = {
  name: "gunicorn",
  about: "error log of Gunicorn; its access log is of the format combined",
  examples: ["[2026-03-02 11:04:05 +0000] [1] [INFO] Booting worker with pid: 7"],
  layouts: [layoutOf("[<time:yyyy-MM-dd HH:mm:ss Z>] [<pid:int>] [<level:DEBUG=5 INFO=9 WARNING=13 ERROR=17 CRITICAL=21>] <message>")],
  multiline: "start:^\\[\\d{4}-\\d\\d-\\d\\d ",
};
