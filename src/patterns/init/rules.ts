import { posix } from "node:path";
import type { Rule } from "../../spec/rules.ts";

/** What is unpacked or cloned into a folder takes the place of all that is there, so of two such folders neither may hold the other. */
export const fetchesAreApart: Rule = ({ companions }, report) => {
  const fetches = Object.entries(companions).flatMap(([name, { task, into, url, unpack }]) =>
    task === "fetch" && typeof into === "string" ? [{ name, folder: posix.join(into, "/"), fills: fillsFolder(String(url), unpack) }] : [],
  );
  fetches.forEach(({ name, folder, fills }, index) => {
    const other = fetches
      .slice(0, index)
      .find((earlier) => (earlier.fills && folder.startsWith(earlier.folder)) || (fills && earlier.folder.startsWith(folder)));
    if (other)
      report(["companions", name, "into"], `${name} and ${other.name} would empty each other's folder`, "give each a folder of its own");
  });
};

function fillsFolder(url: string, unpack: unknown): boolean {
  return url.startsWith("git+") || (unpack !== false && /\.(tar|tar\.gz|tgz|zip)([?#]|$)/.test(url));
}

/**
 * Plain containers start after the init containers have ended (kubernetes.io/docs/concepts/workloads/pods/init-containers), so in a classic pod
 * an init container that dials the ambassador would wait for what waits for it.
 */
export const databaseIsUpBeforeInits: Rule = ({ app, pod, companions }, report) => {
  if (pod.sidecars !== "classic") return;
  const ambassadors = Object.entries(companions).filter(([, { pattern }]) => pattern === "ambassador");
  const behind = (address: unknown) =>
    ambassadors.find(([, { listen }]) => typeof address === "string" && isLocal(address, Number(listen)));
  for (const [name, { task, for: targets, env }] of Object.entries(companions)) {
    for (const [index, target] of (task === "wait" && Array.isArray(targets) ? targets : []).entries()) {
      const ambassador = behind(target)?.[0];
      if (ambassador)
        report(
          ["companions", name, "for", index],
          `${target} is ${ambassador}, which with \`sidecars: classic\` starts after the init containers: the pod would never start`,
          "wait for the database itself, such as postgres://db.example.com:5432, or leave classic out",
        );
    }
    if (task !== "run") continue;
    for (const [variable, value] of Object.entries({ ...app.env, ...(env as typeof app.env | undefined) })) {
      const ambassador = behind(value)?.[0];
      if (ambassador)
        report(
          ["companions", name],
          `it has ${variable}=${value} from the app, which is ${ambassador}: with \`sidecars: classic\` that starts after the init containers`,
          `give it the database's own address: env: { ${variable}: { secret: ${ambassador}, key: url } }`,
        );
    }
  }
};

/** An address such as `postgres://shop@localhost:5432/shop`, `127.0.0.1:5432` or `postgresql://localhost/shop`. */
function isLocal(address: string, port: number): boolean {
  const [, scheme, dialled] = /^(?:(\w+):\/\/)?(?:[^/@]*@)?(?:localhost|127\.0\.0\.1|\[::1\])(?::(\d+))?(?:[/?#]|$)/.exec(address) ?? [];
  return dialled ? Number(dialled) === port : (scheme ?? "").startsWith("postgres") && port === 5432;
}
