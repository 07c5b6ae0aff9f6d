import { basename, join } from "node:path";
import type { Host } from "../host.ts";
import { render } from "../render/template.ts";

/** What a new document says of the app, and the files that make it run. */
export interface Starter {
  readonly name: string;
  readonly app: Record<string, unknown>;
  /** Relative to the document's folder, written where there is none: the sample app, unless there is an app already. */
  readonly files: Readonly<Record<string, string>>;
}

const logFolder = "/var/log/app";
const samplePort = 8080;
/** secret.yaml is what secret.example.yaml says to make. */
const ignored = { ".gitignore": "node_modules/\nsecret.yaml\n" };

/**
 * The app that a new document describes: the package in that folder when it has a start script, else a sample app, so that what the
 * first command writes can be run at once.
 */
export function starter(host: Host, root: string, options: { name?: string; taken?: readonly string[] } = {}): Starter {
  const manifest = packageManifest(host, root);
  const name = podName(options.name ?? manifest.name ?? basename(root), options.taken ?? []);
  if (manifest.start && !manifest.isWorkspaceRoot) {
    return { name, app: { run: "npm start", logs: [`${logFolder}/*.log`], env: { LOG_DIR: logFolder } }, files: ignored };
  }
  return {
    name,
    app: {
      run: "node server.mjs",
      folder: "app",
      ports: [samplePort],
      logs: [`${logFolder}/*.log`],
      env: { LOG_DIR: logFolder, PORT: String(samplePort) },
      ready: { tcp: samplePort },
      resources: { cpu: "250m", memory: "256Mi" },
    },
    files: {
      ...ignored,
      "app/server.mjs": render("app/server.mjs.hbs", { port: samplePort }),
      "app/Dockerfile": render("app/Dockerfile.hbs", { port: samplePort }),
    },
  };
}

/** A DNS label made of any text, different from the names in `taken`. */
export function podName(text: string, taken: readonly string[]): string {
  const label = text
    .replace(/^@[^/]*\//, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50)
    .replace(/-+$/, "");
  const name = label || "app";
  return name === "app" && taken.includes("app") ? "app-pod" : taken.includes(name) ? `${name}-pod` : name;
}

interface PackageManifest {
  readonly name?: string;
  readonly start: boolean;
  readonly isWorkspaceRoot: boolean;
}

function packageManifest(host: Host, root: string): PackageManifest {
  const bytes = host.fs.read(join(root, "package.json"));
  try {
    const manifest: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
    if (typeof manifest !== "object" || manifest === null) return { start: false, isWorkspaceRoot: false };
    const scripts = "scripts" in manifest && typeof manifest.scripts === "object" ? manifest.scripts : {};
    return {
      ...("name" in manifest && typeof manifest.name === "string" && { name: manifest.name }),
      start: scripts !== null && "start" in scripts,
      isWorkspaceRoot: "workspaces" in manifest,
    };
  } catch {
    // A package.json that is not JSON is npm's to complain about; here it only means that nothing is known.
    return { start: false, isWorkspaceRoot: false };
  }
}
