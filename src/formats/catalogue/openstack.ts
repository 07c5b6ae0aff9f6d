import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const head = "<time:yyyy-MM-dd HH:mm:ss.SSS> <pid:int> ";
const level = "<level:TRACE=1 DEBUG=5 INFO=9 AUDIT=10 WARNING=13 ERROR=17 CRITICAL=21>";
/** Of the lines of a traceback, each of which has a head but no request. */
const failed = "<level:TRACE=1 ERROR=17 CRITICAL=21>";
const instance = "[instance: <openstack.instance>] ";

/** https://docs.openstack.org/oslo.log/latest/configuration/index.html: `logging_context_format_string`, `logging_default_format_string` and `logging_exception_prefix`. */
export const openstack: LayoutFormat = {
  name: "openstack",
  about: "lines of OpenStack's services (oslo.log)",
  examples: [
    "2024-05-11 08:14:22.608 2931 ERROR neutron.agent.l3.agent [req-1 - - - - -] Failed to process",
    "2024-05-11 08:14:22.606 2931 WARNING oslo_config.cfg [-] Deprecated: Option is deprecated",
    "2024-05-11 08:14:22.607 2931 INFO nova.compute.manager [req-2 - - - - -] [instance: b9000564] VM Started (Lifecycle Event)",
  ],
  layouts: [
    layoutOf(`${head}${failed} <logger:name> ${instance}<message>`),
    layoutOf(`${head}${level} <logger:name> [<openstack.request?>] <?${instance}?><message>`),
    layoutOf(`${head}${failed} <logger:name> <message>`),
  ],
  multiline: "start:^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+ \\d+ [A-Z]+ \\S+ \\[(?!instance: )",
};
