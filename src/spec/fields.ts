/**
 * The words the document's grammar is made of. Document and pattern options are built from these, so that a port or a duration
 * is the same thing everywhere and is refused in the same words. None of them transforms: what is read is what was written.
 */
import { z } from "zod";

/** Text of one form. `expected` completes the sentence "expected …" and is what a user reads when the form is not kept. */
export function textField(expected: string, pattern: RegExp, ...examples: string[]) {
  const error = `expected ${expected}`;
  return z.string({ error }).regex(pattern, { error }).meta({ description: expected, examples });
}

/** A whole number from `min` to `max`, both included. */
export function wholeNumber(expected: string, min: number, max: number) {
  const error = `expected ${expected}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).meta({ description: expected });
}

/** RFC 1123 label, at most 63 characters: the form of pod, container, volume and namespace names. */
export const dnsLabel = textField(
  "a name of lowercase letters, digits and -, at most 63 characters, not starting or ending with -",
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "log-agent",
);

export const port = wholeNumber("a port, 1 to 65535", 1, 65535);

/** Path inside a container. No `..` segment, and no `:`, which Kubernetes refuses in mount paths. */
export const absolutePath = textField(
  'an absolute path such as /var/log/app, without ".." or ":"',
  /^\/(?!(?:.*\/)?\.\.(?:\/|$))[^:\0]*$/,
  "/var/log/app",
);

/** Absolute path whose segments may hold `*`, `?`, `[…]` and `{a,b}`; a segment `**` stands for any depth. */
export const globPath = textField(
  'an absolute path or glob such as /var/log/app/*.log, without ".."',
  /^\/(?!(?:.*\/)?\.\.(?:\/|$))[^\0]*$/,
  "/var/log/app/*.log",
);

/** Path inside the project, `/` between segments on every system. `.` is the project itself. */
export const relativePath = textField(
  'a path inside the project such as app/server, with "/" and without ".."',
  /^(?!\/)(?![A-Za-z]:)(?!(?:.*\/)?\.\.(?:\/|$))[^\\\0]+$/,
  "app",
);

/** Path of another file of the repository, seen from the file that names it: `..` may lead out of the project. */
export const repositoryPath = textField(
  'a path relative to this file such as ../platform.yaml, with "/"',
  /^(?!\/)(?![A-Za-z]:)[^\\\0]+$/,
  "../platform.yaml",
);

const millisecondsOf: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** One number and one unit. {@link parseDuration} reads it. */
export const duration = textField(
  "a duration such as 500ms, 30s, 5m or 1h",
  /^[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h)$/,
  "500ms",
  "30s",
  "5m",
  "1h",
);

/** Milliseconds of a {@link duration}; a fraction of a millisecond is rounded. Throws a RangeError on any other text. */
export function parseDuration(text: string): number {
  const [, number, unit] = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const factor = unit && millisecondsOf[unit];
  if (!number || !factor) throw new RangeError(`not a duration: ${text}`);
  return Math.round(Number(number) * factor);
}

const bytesOf: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** One number and one unit, powers of 1000 (kB) or of 1024 (KiB). {@link parseBytes} reads it. */
export const bytes = textField("a size such as 512KiB, 1MiB or 10MB", /^[0-9]+(?:\.[0-9]+)?(?:B|kB|MB|GB|KiB|MiB|GiB)$/, "512KiB", "1MiB");

/** Bytes of a {@link bytes} text, rounded to a whole number. Throws a RangeError on any other text. */
export function parseBytes(text: string): number {
  const [, number, unit] = /^([0-9]+(?:\.[0-9]+)?)(B|kB|MB|GB|KiB|MiB|GiB)$/.exec(text) ?? [];
  const factor = unit && bytesOf[unit];
  if (!number || !factor) throw new RangeError(`not a size: ${text}`);
  return Math.round(Number(number) * factor);
}

const urlError = "expected a URL that starts with http:// or https://";

export const httpUrl = textField(
  "a URL that starts with http:// or https://",
  /^https?:\/\/[^\s/?#]+[^\s]*$/,
  "https://logs.example.com/v1/logs",
).refine((text) => URL.canParse(text), { error: urlError });

/** The digest of a file as `sha256sum` prints it. */
export const sha256 = textField("a SHA-256 digest, 64 hexadecimal digits", /^[0-9a-f]{64}$/);

/** One key of a Secret in the pod's namespace. */
const secretRef = z.strictObject({
  secret: dnsLabel.describe("name of the Secret"),
  key: textField("a key of letters, digits, -, _ and .", /^[-._a-zA-Z0-9]{1,253}$/).describe("key in the Secret"),
});

/** One key of a ConfigMap in the pod's namespace. */
const configMapRef = z.strictObject({
  configMap: dnsLabel.describe("name of the ConfigMap"),
  key: textField("a key of letters, digits, -, _ and .", /^[-._a-zA-Z0-9]{1,253}$/).describe("key in the ConfigMap"),
});

const envName = textField("a variable name of letters, digits, _, - and ., not starting with a digit", /^[-._a-zA-Z][-._a-zA-Z0-9]*$/);

/** A variable's value: text, or a key of a Secret or ConfigMap. */
const envValue = z.union([z.string(), secretRef, configMapRef]);

/** Environment variables by name. Values are text, as in Kubernetes: 8080 and true are written in quotes. */
export const envMap = z.record(envName, envValue).meta({
  description: "environment variables: text, or {secret, key} or {configMap, key}",
  examples: [{ LOG_DIR: "/var/log/app", DB_PASSWORD: { secret: "db", key: "password" } }],
});

/** Kubernetes quantities. One value serves as request and as limit. */
export const resources = z.strictObject({
  cpu: z
    .union([z.number().positive(), textField("an amount of CPU such as 250m or 0.5", /^(?:[1-9][0-9]*m|[0-9]+(?:\.[0-9]{1,3})?)$/)], {
      error: "expected an amount of CPU such as 250m or 0.5",
    })
    .meta({ description: "CPU, requested and at most: 250m is a quarter of a core", examples: ["250m", 1] })
    .exactOptional(),
  memory: textField("an amount of memory such as 256Mi or 1Gi", /^[1-9][0-9]*(?:\.[0-9]+)?(?:Ki|Mi|Gi|Ti|k|M|G|T)?$/, "256Mi")
    .describe("memory, requested and at most")
    .exactOptional(),
});

/** The same with amounts for what is left out: giving one of the two keeps the other's. */
export function resourcesWith(amounts: { readonly cpu: string; readonly memory: string }) {
  const { cpu, memory } = resources.shape;
  return z
    .strictObject({
      cpu: cpu.unwrap().default(amounts.cpu).describe("CPU requested, as in 250m; at most one core or this, whichever is more"),
      memory: memory.unwrap().default(amounts.memory).describe("memory, requested and at most"),
    })
    .prefault({});
}

export type EnvMap = z.infer<typeof envMap>;
export type Resources = z.infer<typeof resources>;
