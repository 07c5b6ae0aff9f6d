import type { Program } from "../program.ts";
import { chance, drawLevel, pick, sized, whole } from "../random.ts";
import { message } from "../words.ts";

const levels = {
  common: [
    ["info", 9, 70],
    ["warn", 13, 15],
    ["dbug", 5, 15],
  ],
  rare: [
    ["fail", 17],
    ["crit", [18, 21]],
    ["trce", 1],
  ],
} as const;

const messages = {
  sample: [
    "Now listening on: http://localhost:{port}",
    "Application started. Press Ctrl+C to shut down.",
    "Request starting HTTP/1.1 GET http://{host}{path} - -",
    "Executed DbCommand ({n}ms) [Parameters=[], CommandType='Text', CommandTimeout='30']\n      SELECT o.id\n      FROM orders AS o",
    "The file {file} was not found: using defaults",
  ],
  other: [
    "Bye",
    "info: not a level of mine [{n}]",
    "Heartbeat took longer than {n} ms\n      Queue: {word}",
    "An unhandled exception has occurred while executing the request.",
  ],
};

export const program: Program = {
  name: "host-console",
  about: ".NET's console: no time; a level of four letters, category and number of the event on one line, the message below and indented.",
  lines: (random, count, set) =>
    Array.from({ length: count }, () => {
      const level = drawLevel(random, set, levels);
      const category = pick(
        random,
        set === "sample"
          ? ["Microsoft.Hosting.Lifetime", "Microsoft.EntityFrameworkCore.Database.Command", "Shop.Api.Worker"]
          : ["Microsoft.AspNetCore.Server.Kestrel", "Shop.Api.Worker", "Grpc.AspNetCore.Server.ServerCallHandler`2"],
      );
      const event = set === "sample" ? pick(random, [0, 1, 14, 20101]) : sized(random, 5);
      const said = message(random, set, messages);
      const frames = Array.from(
        { length: whole(random, 1, 4) },
        () => `\n         at Shop.Cart.Add(Int32 id) in /src/Cart.cs:line ${sized(random, 3)}`,
      );
      const thrown = chance(random, level.text === "warn" || level.text === "fail" ? 0.3 : 0);
      const stack = thrown ? `\n      System.InvalidOperationException: no ${level.text}${frames.join("")}` : "";
      const body = `${said}${stack}`;
      return {
        text: `${level.text}: ${category}[${event}]\n      ${body}`,
        expected: {
          severityNumber: level.number,
          severityText: level.text,
          body: [body, body.replaceAll("\n      ", "\n"), said],
          values: [
            [category, `${category}[${event}]`],
            [event, `${category}[${event}]`],
          ],
        },
      };
    }),
};
