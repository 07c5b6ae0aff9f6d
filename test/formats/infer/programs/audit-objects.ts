import { client } from "../access.ts";
import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, pick, uuid, whole } from "../random.ts";
import { word } from "../words.ts";

const ticking = {
  sample: ["2026-05-05T09:00:00Z", "2026-05-05T11:00:00Z"],
  other: ["2026-09-28T12:00:00Z", "2026-10-02T10:00:00Z"],
  digits: 6,
} as const;

export const program: Program = {
  name: "audit-objects",
  about:
    "Kubernetes' audit: objects within objects, a level that is how much is told and no severity, two times that are both right, status and reasons only for some stages; no message.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const id = uuid(random);
      const resource = pick(
        random,
        set === "sample" ? ["pods", "configmaps", "leases"] : ["configmaps", "secrets", "deployments", "nodes"],
      );
      const namespace = pick(random, set === "sample" ? ["shop", "kube-system"] : ["shop", "monitoring", "tenant-17"]);
      const name = `${word(random, "sample")}-${whole(random, 1, set === "sample" ? 9 : 9999)}`;
      const verb = pick(random, set === "sample" ? ["get", "list", "update"] : ["get", "watch", "patch", "deletecollection"]);
      const uri = `/api/v1/namespaces/${namespace}/${resource}/${name}${chance(random, 0.3) ? "?timeout=10s&pretty=false" : ""}`;
      const username = pick(
        random,
        set === "sample"
          ? ["system:kube-scheduler", "system:serviceaccount:shop:default", "alice"]
          : ["system:node:worker-3", "system:serviceaccount:monitoring:prometheus", "bob@example.com"],
      );
      const address = client(random, set);
      const code = pick(random, set === "sample" ? [200, 200, 200, 404, 409] : [200, 201, 403, 422, 503]);
      const isDone = chance(random, 0.8);
      const finished = { ...moment, nanos: moment.nanos + BigInt(whole(random, 100, 900_000)) * 1000n };
      const layout = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX";
      const browser = pick(
        random,
        set === "sample"
          ? ["kube-scheduler/v1.31.2 (linux/amd64) kubernetes/5864a46/scheduler", "kubectl/v1.31.0"]
          : ["Prometheus/2.54.1", "kubectl/v1.30.0 (darwin/arm64)"],
      );
      const failed = code >= 400 && isDone;
      return {
        text: JSON.stringify({
          kind: "Event",
          apiVersion: "audit.k8s.io/v1",
          level: pick(random, set === "sample" ? ["Metadata", "Metadata", "Request"] : ["Metadata", "RequestResponse"]),
          auditID: id,
          stage: isDone ? "ResponseComplete" : "RequestReceived",
          requestURI: uri,
          verb,
          user: { username, groups: ["system:authenticated", ...(chance(random, 0.3) ? ["system:masters"] : [])] },
          sourceIPs: [address],
          userAgent: browser,
          objectRef: { resource, namespace, name, apiVersion: "v1" },
          ...(isDone && {
            responseStatus: {
              metadata: {},
              ...(failed && { status: "Failure", message: `${resource} "${name}" failed`, reason: "Conflict" }),
              code,
            },
          }),
          requestReceivedTimestamp: print(moment, layout),
          stageTimestamp: print(finished, layout),
          annotations: { "authorization.k8s.io/decision": "allow", "authorization.k8s.io/reason": "" },
        }),
        expected: {
          timeUnixNano: [String(moment.nanos), String(finished.nanos)],
          // A level here is how much is told of a request; the status alone may make a severity.
          severityNumber: isDone ? [0, code >= 500 ? 17 : 9] : 0,
          body: undefined,
          values: [id, uri, verb, username, address, browser, resource, namespace, name, ...(isDone ? [code] : [])],
        },
      };
    }),
};
