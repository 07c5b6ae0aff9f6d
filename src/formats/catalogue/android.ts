import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://developer.android.com/tools/logcat#outputFormat: `threadtime`, the default, with a year or without. */
export const logcat: LayoutFormat = {
  name: "logcat",
  about: "Android's log as logcat prints it (threadtime)",
  examples: ["02-17 16:13:38.819  1702  8671 I ActivityManager: Start proc 12345:com.example.shop/u0a17"],
  layouts: ["MM-dd HH:mm:ss.SSS", "yyyy-MM-dd HH:mm:ss.SSS"].map((time) =>
    layoutOf(`<time:${time}>  <pid:int>  <thread_id:int> <level:V=1 D=5 I=9 W=13 E=17 F=21 A=21> <logger:any>< >: <message>`),
  ),
};
