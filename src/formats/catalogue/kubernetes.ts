import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level = "<level:I=9 W=13 E=17 F=21>";
const place = "  <thread_id:int> <file>:<line>] ";

/** https://github.com/kubernetes/community/blob/master/contributors/devel/sig-instrumentation/logging.md */
export const klog: LayoutFormat = {
  name: "klog",
  about: "logs of Kubernetes' components; a quoted message may have key=value pairs behind it, which are attributes",
  examples: [
    "I0511 08:14:22.692994   28133 server.go:70] Starting kubelet",
    'I0511 08:14:26.500000    3012 kubelet.go:2421] "SyncLoop (probe)" probe="readiness" status="ready" pod="kube-system/coredns-5d78c9869d-x2x7k"',
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
  examples: ["W20240511 08:14:22.411656 15520 cache.cc:120] cache is 95% full"],
  layouts: [layoutOf(`${level}<time:yyyyMMdd HH:mm:ss.SSSSSS>${place}<message>`)],
  multiline: "start:^[IWEF]\\d{8} ",
};
