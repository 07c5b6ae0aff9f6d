// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { list, type Settings, setting } from "../service/settings.ts";
import { durationText } from "./duration.ts";
import { parseStatusRule } from "./probes/status.ts";
import { parseTarget } from "./target.ts";

/** Every setting of a waiting init container. */
export const waitSettings = {
  targets: targetList(),
  timeout: durationText({
    env: "WAIT_TIMEOUT",
    about: "give up after this long, with exit code 1; 0 waits for ever",
    default: "5m",
    zero: true,
  }),
  interval: durationText({ env: "WAIT_INTERVAL", about: "pause between two attempts at one target", default: "1s", zero: false }),
  attemptTimeout: durationText({
    env: "WAIT_ATTEMPT_TIMEOUT",
    about: "an attempt without an answer after this long has failed",
    default: "3s",
    zero: false,
  }),
  httpStatus: setting(
    { env: "WAIT_HTTP_STATUS", about: "status codes of http(s) targets that count as up; redirects are not followed", default: "2xx" },
    {
      type: "status codes such as 2xx, 200-399 or 200,204",
      parse: (text) => text,
      check: (text) => (parseStatusRule(text) ? undefined : "must be status codes such as 2xx, 200-399 or 200,204"),
    },
  ),
} satisfies Settings;

function targetList() {
  const about = "what has to be up: tcp://host:port, http(s)://host/path, postgres://host:port/database";
  const plain = list({ env: "WAIT_FOR", about, default: [], of: "URLs" });
  return {
    ...plain,
    check: (targets: readonly string[]) => {
      const wrong = targets.map(parseTarget).filter((parsed) => typeof parsed === "string");
      return wrong.length > 0 ? `is wrong: ${wrong.join("; ")}` : undefined;
    },
    // The URLs may hold passwords; what is wrong with them is told without.
    secret: true,
  };
}
