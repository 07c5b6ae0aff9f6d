import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://github.com/apache/spark/blob/master/conf/log4j2.properties.template */
export const spark: LayoutFormat = {
  name: "spark",
  about: "log of Spark with its default layout, whose years have two digits",
  examples: [
    "24/05/11 08:14:23 INFO TaskSetManager: Starting task 17.0 in stage 3.0 (TID 117) (10.0.0.9, executor 2, partition 17, NODE_LOCAL, 7890 bytes)",
  ],
  layouts: [layoutOf("<time:yy/MM/dd HH:mm:ss> <level> <logger:name>: <message>")],
  multiline: "start:^\\d\\d/\\d\\d/\\d\\d \\d\\d:",
};
