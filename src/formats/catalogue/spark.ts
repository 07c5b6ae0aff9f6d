import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://github.com/apache/spark/blob/master/conf/log4j2.properties.template */
export const spark: LayoutFormat = {
  name: "spark",
  about: "log of Spark with its default layout, whose years have two digits",
  examples: ["24/01/15 10:00:00 INFO SparkContext: Running Spark version 3.5.1"],
  layouts: [layoutOf("<time:yy/MM/dd HH:mm:ss> <level> <logger:name>: <message>")],
  multiline: "start:^\\d\\d/\\d\\d/\\d\\d \\d\\d:",
};
