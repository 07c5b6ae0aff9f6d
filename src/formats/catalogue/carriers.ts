import { field, type LayoutFormat, literal } from "../layout.ts";
import { attribute, names } from "../schema/otel.ts";

/** https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md */
export const cri: LayoutFormat = {
  name: "cri",
  about: "container logs of containerd and CRI-O; what is inside is read by the other formats, split lines are joined first",
  examples: ["2019-05-07T18:57:50.904275087+00:00 stdout F the whole line"],
  layouts: [
    [
      field("iso", "time"),
      literal(" "),
      field("stream", attribute(names.stream)),
      literal(" "),
      field("tag", "nowhere"),
      literal(" "),
      field("rest", "inner"),
    ],
  ],
};
