import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, hex, pick, whole } from "../random.ts";
import { ipv4, user, word } from "../words.ts";

const ticking = {
  sample: ["2026-03-27T08:00:00Z", "2026-03-27T16:00:00Z"],
  other: ["2026-04-28T12:00:00Z", "2026-05-02T10:00:00Z"],
  digits: 6,
  zone: "Europe/Helsinki",
} as const;

const levels = {
  common: [
    ["info", 9, 50],
    ["warning", 13, 40],
    ["error", 17, 10],
  ],
  rare: [
    ["notice", 10],
    ["debug", 5],
    ["critical", [18, 21]],
    ["alert", 19],
  ],
} as const;

const events = {
  sample: ["socket_force_closed", "authentication_failure", "dropped_msg_due_to_mqueue_is_full", "client_connected", "terminate"],
  other: ["packet_is_too_large", "cannot_publish_to_topic_due_to_not_authorized", "resource_down", "alarm_is_activated", "terminate"],
};
const reasons = {
  sample: ["keepalive_timeout", "bad_username_or_password", "{shutdown,tcp_closed}", "#{hint => connection_congested}"],
  other: ["einval", '{error,{econnrefused,"broker-2"}}', "#{cause => frame_too_large,limit => 1048576}", "<<>>"],
};

export const program: Program = {
  name: "broker-terms",
  about:
    "An MQTT broker: microseconds and an offset, a level in brackets, then `name: value` between commas, some of them only now and then, values that are terms of Erlang with commas inside.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const device = pick(
        random,
        set === "sample" ? [`sensor-${whole(random, 1, 99)}`, "gateway-1"] : [`mqttjs_${hex(random, 8)}`, "plant/7", "µ-controller"],
      );
      const event = pick(random, events[set]);
      const parts: [string, string][] = [
        ...(chance(random, 0.5)
          ? [["tag", pick(random, ["AUTHN", "MQTT", ...(set === "sample" ? [] : ["AUTHZ", "RESOURCE"])])] as [string, string]]
          : []),
        ["clientid", device],
        ["msg", event],
        ["peername", `${ipv4(random, set)}:${whole(random, 1024, 65_535)}`],
        ...(chance(random, 0.6) ? [["username", user(random, set)] as [string, string]] : []),
        ...(chance(random, 0.3) ? [["topic", `${word(random, set)}/${whole(random, 1, 99)}/state`] as [string, string]] : []),
        ...(chance(random, 0.5) ? [["reason", pick(random, reasons[set])] as [string, string]] : []),
      ];
      const said = parts.map(([name, value]) => `${name}: ${value}`);
      const rests = said.map((_, index) => said.slice(index).join(", "));
      const text = `${print(moment, "yyyy-MM-ddTHH:mm:ss.SSSSSSxxx")} [${level.text}] ${said.join(", ")}`;
      return {
        text,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          // The pairs, a message that begins at one of them, or what the one called msg says.
          body: [text, event, ...rests.slice(0, parts.findIndex(([name]) => name === "msg") + 1)],
          values: [],
        },
      };
    }),
};
