import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const day = "<time:yyyy-MM-dd['T'][ ]HH:mm:ss[[,][.]SSS]>";

/** https://logging.apache.org/log4j/2.x/manual/pattern-layout.html: the layouts with a date that most programs use, Hadoop and Spark among them. */
export const log4j: LayoutFormat = {
  name: "log4j",
  about: "lines of Log4j and Logback with date, level, thread and logger, in the usual orders",
  examples: [
    "2024-05-11 08:14:22,605 ERROR [pool-3-thread-1] com.example.Billing: no invoice 17: [missing]",
    "2024-05-11 08:14:22,605 [main] INFO  com.example.Main - started in 2.5 s",
    "2024-05-11 08:14:22,605 INFO org.apache.hadoop.util.NativeCodeLoader: loaded",
  ],
  layouts: [
    layoutOf(`${day}  <level>  [< ><thread>< >]  <logger:name>< >: <message>`),
    layoutOf(`${day}  [< ><thread>< >]  <level>  <logger:name>< >- <message>`),
    layoutOf(`${day}  [< ><thread>< >]  <level>  <logger:name>< >: <message>`),
    layoutOf(`${day}  <level>  [< ><thread>< >]  <logger:name>< >- <message>`),
    layoutOf(`${day}  <level>  <logger:name>< >: <message>`),
    layoutOf(`${day}  <level>  <logger:name>:<line> - <message>`),
  ],
  multiline: "start:^\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:",
};

/** https://logback.qos.ch/manual/configuration.html#automaticConf: what is set where nothing is, and Log4j's default: the time of the day alone. */
export const logback: LayoutFormat = {
  name: "logback",
  about: "lines of Logback and Log4j as they are where nothing is configured: a time without a date, thread, level and logger",
  examples: ["14:08:29.129 [main] INFO com.example.App -- a - b -- c", "14:08:29.125 [main] WARN  com.example.App - low on space"],
  layouts: [
    layoutOf("<time:HH:mm:ss.SSS> [<thread>] <level>  <logger:name> -- <message>"),
    layoutOf("<time:HH:mm:ss.SSS> [<thread>] <level>  <logger:name> - <message>"),
  ],
  multiline: "start:^\\d\\d:\\d\\d:\\d\\d\\.\\d",
};

const boot = "<time:yyyy-MM-dd['T'][ ]HH:mm:ss.SSS[Z]>  <level> <pid:int> --- ";
const logger = " <logger>< >: <message>";

/** https://docs.spring.io/spring-boot/reference/features/logging.html#features.logging.log-format */
export const spring: LayoutFormat = {
  name: "spring",
  about: "lines of Spring Boot, with the application's name, trace and span or without",
  examples: [
    "2025-01-23T03:42:36.681-08:00  INFO 125873 --- [myapp] [           main] o.s.b.d.f.logexample.MyApplication       : Starting MyApplication using Java 17",
    "2025-01-23T11:42:36.681Z  WARN 1 --- [myapp] [nio-8080-exec-1] c.e.orders.OrderController               : stock is low",
    "2021-08-04 10:22:44.123  INFO 1 --- [           main] c.e.MyApplication                        : Started MyApplication in 3.2 seconds (JVM running for 3.9)",
  ],
  layouts: [
    layoutOf(`${boot}[<service.name>] [< ><thread>< >] [<trace_id:hex>-<span_id:hex>]${logger}`),
    layoutOf(`${boot}[<service.name>] [< ><thread>< >] [< >]${logger}`),
    layoutOf(`${boot}[< ><thread>< >] [<trace_id:hex>-<span_id:hex>]${logger}`),
    layoutOf(`${boot}[<service.name>] [< ><thread>< >]${logger}`),
    layoutOf(`${boot}[< ><thread>< >]${logger}`),
  ],
  multiline: "start:^\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:",
};
