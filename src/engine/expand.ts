/**
 * Kubernetes' variable expansion, `$(NAME)`, in one pass and without a shell.
 *
 *   expand("$(A)-$$(A)-$(B)", (name) => ({ A: "1" })[name])   ->   "1-$(A)-$(B)"
 *
 * A name that the lookup does not know stays as it is written, `$$` becomes `$`, results are not expanded again.
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export type Lookup = (name: string) => string | undefined;

export function expand(text: string, lookup: Lookup): string {
  // The first alternative that matches at a `$` wins: an escape, a closed reference; anything else is left alone.
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (written, name: string | undefined) => (name === undefined ? "$" : (lookup(name) ?? written)));
}

/** As `expand`, with the names that were looked up in vain or found empty: a subPathExpr may not contain any. */
export function expandStrictly(text: string, lookup: Lookup): { readonly text: string; readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const expanded = expand(text, (name) => {
    const value = lookup(name);
    if (!value) missing.add(name);
    return value;
  });
  return { text: expanded, missing: [...missing].sort() };
}
