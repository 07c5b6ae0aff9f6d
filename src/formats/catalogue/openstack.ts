import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** https://docs.openstack.org/oslo.log/latest/configuration/index.html: `logging_context_format_string` and its brothers. */
export const openstack: LayoutFormat = {
  name: "openstack",
  about: "lines of OpenStack's services (oslo.log)",
  examples: [
    "2024-05-11 08:14:22.608 2931 ERROR neutron.agent.l3.agent [req-1 - - - - -] Failed to process",
    "2024-05-11 08:14:22.606 2931 WARNING oslo_config.cfg [-] Deprecated: Option is deprecated",
  ],
  layouts: [
    layoutOf(
      "<time:yyyy-MM-dd HH:mm:ss.SSS> <pid:int> <level:TRACE=1 DEBUG=5 INFO=9 AUDIT=10 WARNING=13 ERROR=17 CRITICAL=21> <logger:name> [<openstack.request?>] <message>",
    ),
  ],
  multiline: "start:^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+ \\d+ (?!TRACE)",
};
