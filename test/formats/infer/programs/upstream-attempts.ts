import { access, client } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program, Value } from "../program.ts";
import { chance, hex, pick, sized, whole } from "../random.ts";
import { agent, ipv4, user } from "../words.ts";

const ticking = {
  sample: ["2026-04-21T09:00:00Z", "2026-04-21T10:00:00Z"],
  other: ["2026-06-30T12:00:00Z", "2026-07-02T10:00:00Z"],
  digits: 0,
} as const;

export const program: Program = {
  name: "upstream-attempts",
  about:
    "Kubernetes' ingress, with the host in front: sizes and seconds behind the browser, two names in brackets of which one may be empty, and four columns that hold a value for each attempt after commas and blanks, or dashes.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const host = pick(
        random,
        set === "sample" ? ["shop.example.com", "api.example.com"] : ["api.example.com", "*.apps.example.net", "10.3.0.9"],
      );
      const address = client(random, set);
      const name = chance(random, 0.1) ? user(random, set) : "-";
      const { request, status, bytes, severityNumber, values } = access(random, set);
      const referrer = chance(random, 0.3) ? `https://shop.example.com/${pick(random, ["", "cart", "search?q=a%20b"])}` : "-";
      const browser = agent(random, set);
      const length = sized(random, set === "sample" ? 4 : 6);
      const seconds = () => (whole(random, 0, set === "sample" ? 900 : 90_000) / 1000).toFixed(3);
      const took = seconds();
      const service = pick(
        random,
        set === "sample" ? ["shop-web-80", "shop-api-8080"] : ["shop-api-8080", "monitoring-grafana-http", "upstream-default-backend"],
      );
      const alternative = chance(random, set === "sample" ? 0.1 : 0.2) ? `${service}-canary` : "";
      const attempts = chance(random, 0.06)
        ? 0
        : chance(random, set === "sample" ? 0.12 : 0.2)
          ? whole(random, 2, set === "sample" ? 2 : 3)
          : 1;
      const each = (last: () => string, failed: () => string) =>
        attempts === 0 ? "-" : Array.from({ length: attempts }, (_, index) => (index === attempts - 1 ? last() : failed())).join(", ");
      const pod = () => `${ipv4(random, "sample")}:8080`;
      const columns = [
        each(pod, pod),
        each(
          () => String(bytes),
          () => "0",
        ),
        each(seconds, seconds),
        each(
          () => String(status),
          () => pick(random, ["502", "504"]),
        ),
      ];
      const id = hex(random, 32);
      const lists = columns
        .filter((column) => column !== "-")
        .map((column): Value => {
          const parts = column.split(", ");
          return [
            column,
            ...parts,
            ...parts.map((part) => part.replace(/:8080$/, "")),
            ...parts.map(Number).filter((part) => !Number.isNaN(part)),
          ];
        });
      return {
        text: `${host} ${address} - ${name} [${print(moment, "dd/MMM/yyyy:HH:mm:ss xx")}] "${request}" ${status} ${bytes} "${referrer}" "${browser}" ${length} ${took} [${service}] [${alternative}] ${columns.join(" ")} ${id}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber,
          body: undefined,
          values: [
            host,
            address,
            ...values,
            ...[name, referrer].filter((value) => value !== "-"),
            browser,
            length,
            Number(took),
            service,
            ...(alternative === "" ? [] : [alternative]),
            ...lists,
            id,
          ],
        },
      };
    }),
};
