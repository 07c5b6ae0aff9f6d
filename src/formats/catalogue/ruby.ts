import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://docs.ruby-lang.org/en/master/Logger.html#class-Logger-label-Entries, which Rails uses too. */
export const ruby: LayoutFormat = {
  name: "ruby",
  about: "lines of Ruby's Logger and of Rails",
  examples: [
    'I, [2024-05-11T08:14:22.497737 #126554]  INFO -- : Started GET "/orders?page=2" for 203.0.113.9 at 2024-05-11 08:14:22 +0000',
    "E, [2024-05-11T08:14:22.497743 #1] ERROR -- worker: job failed",
  ],
  layouts: [
    layoutOf("<_:name>, [<time:iso> #<pid:int>]  <level:DEBUG=5 INFO=9 WARN=13 ERROR=17 FATAL=21 ANY=9> -- <ruby.progname:any>: <message>"),
  ],
  multiline: "start:^[A-Z], \\[\\d{4}-",
};
