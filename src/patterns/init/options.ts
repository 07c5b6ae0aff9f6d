import { z } from "zod";
import { absolutePath, duration, envMap, resourcesWith, sha256, textField } from "../../spec/fields.ts";

const target = textField(
  "a target such as tcp://db:5432, http://api/healthz or postgres://db:5432",
  /^(tcp|postgres|postgresql|https?):\/\/[^\s/:?#]+(:\d{1,5})?([/?#]\S*)?$|^tcp:\/\/\[[0-9a-fA-F:]+\]:\d{1,5}$/,
  "tcp://localhost:5432",
);

const source = textField(
  "an http://, https://, file:// or git+https:// URL",
  /^(https?|file|git\+https?|git\+ssh|git\+file):\/\/\S+$/,
  "https://example.com/site.tar.gz",
);

/** What the three tasks share. `memory` leaves room over the peak that was measured: 50 MB to wait, 120 MB to fetch. */
const common = (memory: string) => ({
  env: envMap.optional().describe("more environment for the container"),
  resources: resourcesWith({ cpu: "100m", memory }).describe("what the container may use"),
});

/** What an init container can be told in the document: one of three tasks. */
export const initOptions = z.discriminatedUnion("task", [
  z.strictObject({
    task: z.literal("wait").describe("waits until other services answer"),
    for: z.array(target).min(1).default(["tcp://localhost:5432"]).meta({ description: "what has to answer", ask: true }),
    timeout: duration.default("5m").describe("give up after this long; Kubernetes then tries again"),
    interval: duration.default("1s").describe("pause between two attempts"),
    ...common("96Mi"),
  }),
  z.strictObject({
    task: z.literal("fetch").describe("fetches code or an artefact onto a volume that the app mounts too"),
    url: source.meta({ description: "a file, .tar.gz, .zip, or git+https://host/repo.git#branch", ask: true }),
    into: absolutePath.default("/opt/app").meta({ description: "the folder; it becomes a shared volume", ask: true }),
    sha256: sha256.optional().describe("what the download must hash to"),
    unpack: z.boolean().default(true).describe("unpack archives; false keeps the file as it is"),
    ...common("192Mi"),
  }),
  z.strictObject({
    task: z.literal("run").describe("runs a command in the app's own image and folder, such as a migration"),
    run: z
      .string({ error: "expected a shell command such as npm run migrate" })
      .min(1, { error: "expected a shell command such as npm run migrate" })
      .meta({ description: "the command", ask: true }),
    ...common("256Mi"),
  }),
]);

export type InitOptions = z.infer<typeof initOptions>;
