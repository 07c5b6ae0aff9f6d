/** Where something is in a document, from its root: keys and list positions. */
export type Path = readonly (string | number)[];

/** `["app", "ports", 0]` → `"app.ports[0]"`; a key that is not a plain word is quoted: `labels["a.b/c"]`. */
export function pathText(path: Path): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^[\w-]+$/.test(part)) text += text === "" ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a mapping's own key or a list's item; undefined for anything else. */
export function child(value: unknown, part: string | number): unknown {
  if (Array.isArray(value)) return value[Number(part)];
  return isMapping(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(child, data);
}

/** true when `path` is `ancestor` or lies inside it. */
export function isWithin(path: Path, ancestor: Path): boolean {
  return ancestor.every((part, index) => path[index] === part);
}
