import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { KeysOf } from "../../console/missing-object.ts";
import type { Host } from "../../host.ts";

/** The keys that secret.example.yaml shows, which is generated beside the manifest. Read when it is asked for, which is seldom. */
export function exampleKeys(folder: string, host: Host): KeysOf {
  return (kind, name) => {
    try {
      const text = new TextDecoder().decode(host.fs.read(join(folder, "secret.example.yaml")));
      for (const document of parseAllDocuments(text)) {
        const object: unknown = "toJS" in document ? document.toJS() : undefined;
        const { kind: is, metadata, stringData, data } = (object ?? {}) as Example;
        if (is === kind && metadata?.name === name) return Object.keys(stringData ?? data ?? {});
      }
    } catch {
      // Nobody's duty: without it the hint is less exact.
    }
    return undefined;
  };
}

interface Example {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly stringData?: object;
  readonly data?: object;
}
