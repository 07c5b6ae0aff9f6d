/** The ConfigMaps and Secrets a run knows, looked up by name at the moment they are needed. */
import type { ConfigMap, Secret } from "../pod/model.ts";

export interface ObjectData {
  /** What becomes an environment variable: `data`, decoded. */
  readonly text: ReadonlyMap<string, string>;
  /** What becomes a file: the same, plus `binaryData`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** For those who use objects. What a lookup gave does not change later; look again after a change. */
export interface PodObjects {
  configMap(name: string): ObjectData | undefined;
  secret(name: string): ObjectData | undefined;
  /** `listener` is called after every change, when lookups answer with what is new already. Gives the function that ends this. */
  onChange(listener: () => void): () => void;
}

/** For those who know where objects come from. */
export interface ReloadableObjects extends PodObjects {
  /**
   * From now on these are all there are, and those that were immutable before: they stay as they are, changed or gone. Listeners are
   * told, also when nothing differs, before this returns.
   */
  replace(sources: ObjectSources): void;
}

export interface ObjectSources {
  readonly configMaps?: readonly ConfigMap[];
  readonly secrets?: readonly Secret[];
  /** The text of a `.scaffold/local.env`; it answers for objects that no manifest defines. */
  readonly localEnv?: string;
  /** The pod's namespace. An object that names another one is not the pod's. */
  readonly namespace?: string;
}

export function createObjects(sources: ObjectSources): ReloadableObjects {
  let now = sources;
  let known = lookups(now);
  const listeners = new Set<() => void>();
  return {
    configMap: (name) => known.configMap(name),
    secret: (name) => known.secret(name),
    onChange(listener) {
      // A function of its own, so that one listener can be added twice and each goes alone.
      const tell = (): void => listener();
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    replace(next) {
      now = { ...next, configMaps: kept(now.configMaps, next.configMaps), secrets: kept(now.secrets, next.secrets) };
      known = lookups(now);
      for (const tell of listeners) tell();
    },
  };
}

/**
 * A kubelet never looks at an immutable object again.
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable
 */
function kept<T extends ConfigMap | Secret>(before: readonly T[] = [], after: readonly T[] = []): T[] {
  const fixed = before.filter(({ immutable }) => immutable);
  const names = new Set(fixed.map(nameOf));
  return [...fixed, ...after.filter((object) => !names.has(nameOf(object)))];
}

const nameOf = ({ metadata }: ConfigMap | Secret): string => `${metadata.namespace ?? ""}/${metadata.name ?? ""}`;

function lookups(sources: ObjectSources): Pick<PodObjects, "configMap" | "secret"> {
  const namespace = sources.namespace ?? "default";
  const here = (object: ConfigMap | Secret): boolean => (object.metadata.namespace ?? namespace) === namespace;
  const configMaps = new Map((sources.configMaps ?? []).filter(here).map((object) => [object.metadata.name ?? "", configMapData(object)]));
  const secrets = new Map((sources.secrets ?? []).filter(here).map((object) => [object.metadata.name ?? "", secretData(object)]));
  const local = readLocalEnv(sources.localEnv ?? "");
  return {
    configMap: (name) => configMaps.get(name) ?? localData(local, name),
    secret: (name) => secrets.get(name) ?? localData(local, name),
  };
}

function configMapData(object: ConfigMap): ObjectData {
  const text = new Map(Object.entries(object.data ?? {}).map(([key, value]) => [key, value ?? ""]));
  const binary = Object.entries(object.binaryData ?? {}).map(([key, value]): [string, Uint8Array] => [key, Buffer.from(value, "base64")]);
  return { text, files: new Map([...asFiles(text), ...binary]) };
}

/** stringData overrides data, as the API server writes it (kubernetes.io/docs/concepts/configuration/secret). */
function secretData(object: Secret): ObjectData {
  const files = new Map<string, Uint8Array>();
  for (const [key, value] of Object.entries(object.data ?? {})) files.set(key, Buffer.from(value, "base64"));
  for (const [key, value] of Object.entries(object.stringData ?? {})) files.set(key, Buffer.from(value));
  return { files, text: new Map([...files].map(([key, value]) => [key, Buffer.from(value).toString("utf8")])) };
}

const asFiles = (text: ReadonlyMap<string, string>): [string, Uint8Array][] => [...text].map(([key, value]) => [key, Buffer.from(value)]);

/** Lines `NAME.KEY=value`; blank lines and lines that begin with `#` say nothing. The value is taken as it stands. */
function readLocalEnv(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line) => {
    const equals = line.indexOf("=");
    return equals > 0 && !/^\s*#/.test(line) ? [[line.slice(0, equals).trim(), line.slice(equals + 1)] satisfies [string, string]] : [];
  });
}

/** Both names and keys may contain dots, so a line is read only against a name that is asked for. */
function localData(lines: readonly (readonly [string, string])[], name: string): ObjectData | undefined {
  const text = new Map(lines.filter(([key]) => key.startsWith(`${name}.`)).map(([key, value]) => [key.slice(name.length + 1), value]));
  return text.size > 0 ? { text, files: new Map(asFiles(text)) } : undefined;
}
