import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level = "<level:I=9 W=13 E=17 F=21>";
const place = "  <thread_id:int> <file>:<line>] ";

/** https://github.com/kubernetes/community/blob/master/contributors/devel/sig-instrumentation/logging.md */
export const klog: LayoutFormat = {
  name: "klog",
  about: "logs of Kubernetes' components; a quoted message may have key=value pairs behind it, which are attributes",
  examples: [
    "I0505 17:59:40.692994   28133 klog.go:70] hello from klog",
    'I0505 17:59:41.000001       1 controller.go:116] "Pod status updated" pod="kube-system/kubedns" status="ready"',
  ],
  layouts: [
    layoutOf(`${level}<time:MMdd HH:mm:ss.SSSSSS>${place}"<message:quoted>"< ><attributes:pairs>`),
    layoutOf(`${level}<time:MMdd HH:mm:ss.SSSSSS>${place}<message>`),
  ],
  multiline: "start:^[IWEF]\\d{4} ",
};

/** https://google.github.io/glog/stable/logging/#format: glog 0.6 and later, whose dates have a year. */
export const glog: LayoutFormat = {
  name: "glog",
  about: "logs of C++ programs that use glog, with the year; without one they are those of klog",
  examples: ["I20210131 14:48:54.411655 15520 main.c++:9] Hello world!"],
  layouts: [layoutOf(`${level}<time:yyyyMMdd HH:mm:ss.SSSSSS>${place}<message>`)],
  multiline: "start:^[IWEF]\\d{8} ",
};
