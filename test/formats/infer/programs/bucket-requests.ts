import { access } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, hex, pick, sized, whole } from "../random.ts";
import { agent, ipv4 } from "../words.ts";

const ticking = {
  sample: ["2026-04-08T00:00:00Z", "2026-04-08T06:00:00Z"],
  other: ["2026-11-10T12:00:00Z", "2026-11-14T10:00:00Z"],
  digits: 0,
} as const;

/** Of Base64. */
const digits = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"];

const errors: Readonly<Record<number, string>> = {
  403: "AccessDenied",
  404: "NoSuchKey",
  429: "TooManyRequests",
  500: "InternalError",
  502: "BadGateway",
  503: "SlowDown",
};

export const program: Program = {
  name: "bucket-requests",
  about:
    "S3: who owns the bucket and the bucket before the time, then two dozen columns without names, many of them a dash, the request and two others in quotes of which each may be a dash in quotes or without; no level.",
  lines: (random, count, set) => {
    const owner = hex(random, 64);
    return moments(random, count, set, ticking).map((moment) => {
      const { request, status, bytes, severityNumber, values } = access(random, set);
      const [method = "GET", target = "/"] = request.split(" ");
      const bucket = pick(
        random,
        set === "sample" ? ["shop-assets", "shop-invoices"] : ["shop-invoices", "logs.example.com", "eu-backup-2"],
      );
      const address = chance(random, 0.9) ? ipv4(random, set) : "-";
      const requester = pick(
        random,
        set === "sample"
          ? ["-", owner, "arn:aws:sts::123456789012:assumed-role/web/i-0a1b2c3d"]
          : ["-", "svc:s3.amazonaws.com", "arn:aws:iam::123456789012:user/m.oneil"],
      );
      const id = hex(random, 16).toUpperCase();
      // An expired object has no request at all.
      const asked = address !== "-";
      const operation = asked ? `REST.${method}.OBJECT` : "S3.EXPIRE.OBJECT";
      const key = target.split("?")[0]?.slice(1) || "-";
      const error = errors[status] ?? "-";
      const number = (share: number, digits: number) => (asked && chance(random, share) ? String(sized(random, digits)) : "-");
      const [size, total, turn] = [number(0.8, 5), number(1, 3), number(0.7, set === "sample" ? 2 : 4)];
      const referrer = asked && chance(random, 0.2) ? '"https://shop.example.com/cart"' : asked ? '"-"' : "-";
      const browser = asked ? agent(random, set) : "-";
      const version = chance(random, 0.2) ? `${hex(random, 20)}.${hex(random, 8)}` : "-";
      const hostId = `${Array.from({ length: 75 }, () => pick(random, digits)).join("")}=`;
      const secured = asked
        ? ["SigV4", pick(random, ["ECDHE-RSA-AES128-GCM-SHA256", "TLS_AES_128_GCM_SHA256"]), "AuthHeader"]
        : ["-", "-", "-"];
      const host = asked ? `${bucket}.s3.eu-central-1.amazonaws.com` : "-";
      const tls = asked ? pick(random, ["TLSv1.2", "TLSv1.3"]) : "-";
      const columns = [
        ...[owner, bucket, `[${print(moment, "dd/MMM/yyyy:HH:mm:ss xx")}]`, address, requester, id, operation, key],
        ...(asked ? [`"${request}"`, status, error, bytes] : ["-", "-", "-", "-"]),
        ...[
          size,
          total,
          turn,
          referrer,
          asked ? `"${browser}"` : "-",
          version,
          hostId,
          ...secured,
          host,
          tls,
          "-",
          whole(random, 0, 9) < 8 ? "-" : "Yes",
        ],
      ];
      return {
        text: columns.join(" "),
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: asked ? severityNumber : [0, 9],
          body: undefined,
          values: [
            ...[owner, bucket, id, operation, hostId],
            ...[address, requester, key, version, host, tls, browser, error, ...secured].filter(
              (value) => value !== "-" && (asked || value !== error),
            ),
            ...(asked ? values : []),
            ...[size, total, turn].filter((value) => value !== "-").map(Number),
          ],
        },
      };
    });
  },
};
