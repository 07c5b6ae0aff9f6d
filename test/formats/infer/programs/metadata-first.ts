import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, type Random, sized, whole } from "../random.ts";
import { message, word } from "../words.ts";

const ticking = {
  sample: ["2026-03-05T20:00:00Z", "2026-03-05T23:00:00Z"],
  other: ["2026-03-05T21:30:00Z", "2026-03-06T03:00:00Z"],
  digits: 3,
  zone: "Europe/Warsaw",
} as const;

const levels = {
  common: [
    ["info", 9, 60],
    ["debug", 5, 30],
    ["error", 17, 10],
  ],
  rare: [
    ["warning", 13],
    ["notice", 10],
    ["critical", [18, 21]],
    ["emergency", 21],
  ],
} as const;

const messages = {
  sample: [
    "GET {path}",
    "Sent 200 in {n}ms",
    "Sent 404 in {n}µs",
    "CONNECTED TO ShopWeb.UserSocket in {n}µs",
    "Running ShopWeb.Endpoint with Bandit 1.4.2 at :::{port} (http)",
    "{word} {uuid} expired",
  ],
  other: [
    "JOINED room:{word} in {n}ms",
    "tzdata release in place is from a file last modified Thu, 22 Feb 2024 10:00:00 GMT.",
    "[{word}] {n} jobs left",
    "user_id=17 is banned",
    "Sent 500 in {n}ms",
  ],
};

const digits = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"];

/** The lines of a query below the line that tells how it went. */
const query = (random: Random, set: "sample" | "other") =>
  `QUERY OK source="${word(random, set)}" db=${whole(random, 0, 9)}.${whole(random, 0, 9)}ms idle=${sized(random, 3)}.0ms\nSELECT o0."id", o0."state" FROM "${word(random, set)}" AS o0 WHERE (o0."id" = $1) [${sized(random, 5)}]`;

const crash = (random: Random, set: "sample" | "other") =>
  `GenServer #PID<0.${sized(random, 4)}.0> terminating\n** (RuntimeError) no ${word(random, set)}\n    (shop 0.1.0) lib/shop/cart.ex:${whole(random, 1, 300)}: Shop.Cart.handle_call/3\n    (stdlib 5.2) gen_server.erl:1131: :gen_server.try_handle_call/4\nLast message: {:add, ${sized(random, 3)}}\nState: %{items: []}`;

export const program: Program = {
  name: "metadata-first",
  about:
    "Elixir: a time without a day, name=value before the level in brackets where a request is known; queries and crashes go on in lines that are not indented.",
  tz: "Europe/Warsaw",
  referenceTime: "2026-03-06T06:00:00Z",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const pairs = chance(random, 0.75)
        ? [
            `request_id=F${Array.from({ length: 13 }, () => pick(random, digits)).join("")}AAABh`,
            ...(chance(random, 0.2) ? [`user_id=${sized(random, set === "sample" ? 3 : 6)}`] : []),
            ...(set === "other" && chance(random, 0.3) ? [`mfa=ShopWeb.CartController.show/2`] : []),
          ]
        : [];
      const body =
        level.text === "debug" && chance(random, 0.7)
          ? query(random, set)
          : level.text === "error" && chance(random, 0.6)
            ? crash(random, set)
            : message(random, set, messages);
      const said = pairs.join(" ");
      return {
        text: `${print(moment, "HH:mm:ss.SSS")} ${said}${said && " "}[${level.text}] ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, body.split("\n")[0] ?? ""],
          values: pairs.map((pair) => [pair.split("=")[1] ?? "", said]),
        },
      };
    }),
};
