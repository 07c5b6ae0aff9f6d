import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://docs.ruby-lang.org/en/master/Logger.html#class-Logger-label-Entries, which Rails uses too. */
export const ruby: LayoutFormat = {
  name: "ruby",
  about: "lines of Ruby's Logger and of Rails",
  examples: [
    "I, [2024-06-26T17:00:04.497736 #126554]  INFO -- : [4eebb5e2-0d2b-4c8a-9a53-7a2c6bb7e0aa] Completed 200 OK in 180ms",
    "E, [2024-06-26T17:00:05.000001 #1] ERROR -- worker: job failed",
  ],
  layouts: [
    layoutOf("<_:name>, [<time:iso> #<pid:int>]  <level:DEBUG=5 INFO=9 WARN=13 ERROR=17 FATAL=21 ANY=9> -- <ruby.progname:any>: <message>"),
  ],
  multiline: "start:^[A-Z], \\[\\d{4}-",
};
