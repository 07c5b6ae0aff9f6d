import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const agentFolder = join(root, "src/runtime/agent");

/** Bundles the agent with this sink into one file, as an emitted package does. */
export async function buildAgent(folder, sink) {
  const outfile = join(folder, "agent.mjs");
  const contents = `
    import { runAgent } from "./main.ts";
    import { ${sink} } from "./sinks/${sink}.ts";
    await runAgent({ name: "log-agent", watch: ["/var/log/app/*.log"], sink: ${sink}(), transform: undefined });
  `;
  await bundle({ stdin: { contents, resolveDir: agentFolder, loader: "ts" }, outfile });
  return outfile;
}

/** What judges a ledger is what the tests use. */
export async function loadJudge(folder) {
  const outfile = join(folder, "ledger.mjs");
  await bundle({ entryPoints: [join(root, "test/runtime/agent/support/ledger.ts")], outfile });
  return (await import(outfile)).unexplained;
}

function bundle(options) {
  return build({ ...options, bundle: true, platform: "node", format: "esm", target: "node20", logLevel: "warning" });
}

export class AgentProcess {
  #child;
  #said = "";
  exited;

  constructor(program, env) {
    this.#child = spawn(process.execPath, [program], { env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "ignore", "pipe"] });
    this.#child.stderr.setEncoding("utf8").on("data", (chunk) => {
      this.#said = (this.#said + chunk).slice(-100_000);
      this.#address ??= /"address":"([^"]+)"/.exec(this.#said)?.[1];
    });
    this.exited = new Promise((resolve) => this.#child.on("exit", (code, signal) => resolve(code ?? signal)));
  }

  #address;

  get said() {
    return this.#said;
  }

  async end(signal) {
    this.#child.kill(signal);
    return this.exited;
  }

  /** undefined while it cannot be asked. */
  async ledger() {
    if (!this.#address) return undefined;
    try {
      return (await (await fetch(`${this.#address}/ledger`, { headers: { connection: "close" } })).json()).sinks;
    } catch {
      return undefined;
    }
  }
}
