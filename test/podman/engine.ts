/**
 * Podman for a test, apart from everything else on the machine: its images, containers and settings are in a folder of the test's own, its
 * networks in a network namespace of its own, so it takes no port of the machine. Needs root, podman, runc, iproute2 and iptables.
 */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where it cannot run the tests are skipped, and show as skipped; in CI they fail. */
export const podmanMissing =
  process.env["CI"] !== "true" && !(process.getuid?.() === 0 && ["podman", "runc", "ip", "iptables"].every(isInstalled));

function isInstalled(program: string): boolean {
  const folders = (process.env["PATH"] ?? "").split(":");
  return [...folders, "/usr/sbin", "/sbin"].some((folder) => existsSync(join(folder, program)));
}

/** What the emitted Dockerfiles begin with; here it is made from this machine's Node and shell. */
const baseImage = "docker.io/library/node:24-alpine";
const subnet = "10.203.7";

export class Engine {
  /** The machine's address as containers see it. */
  readonly gateway = `${subnet}.1`;
  readonly network = "scaffold-test";
  readonly #namespace = `scaffold-${process.pid}`;
  readonly #env: NodeJS.ProcessEnv;

  readonly #folder: string;

  /** `folder` is the test's own. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#env = {
      ...process.env,
      CONTAINERS_CONF: join(folder, "containers.conf"),
      CONTAINERS_STORAGE_CONF: join(folder, "storage.conf"),
      PATH: `${process.env["PATH"]}:/usr/sbin:/sbin`,
    };
  }

  start(): void {
    mkdirSync(join(this.#folder, "networks"));
    // Limits that no one needs a privilege for, and no systemd.
    writeFileSync(
      join(this.#folder, "containers.conf"),
      `[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\nlog_driver = "k8s-file"\n` +
        `[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n` +
        `[network]\nnetwork_config_dir = "${this.#folder}/networks"\n`,
    );
    writeFileSync(
      join(this.#folder, "storage.conf"),
      `[storage]\ndriver = "overlay"\ngraphroot = "${this.#folder}/storage"\nrunroot = "${this.#folder}/run"\n`,
    );
    execFileSync("ip", ["netns", "add", this.#namespace], { env: this.#env });
    this.run("ip", ["link", "set", "lo", "up"]);
    this.podman("network", "create", "--subnet", `${subnet}.0/24`, this.network);
    this.#importBaseImage();
  }

  stop(): void {
    // What never began has nothing to end. Podman may have its storage mounted onto itself.
    quietly(() => this.podman("pod", "rm", "--all", "--force", "--time", "0"));
    quietly(() => this.podman("network", "rm", "--force", this.network));
    quietly(() => this.run("umount", [join(this.#folder, "storage/overlay")]));
    execFileSync("ip", ["netns", "delete", this.#namespace], { env: this.#env });
  }

  podman(...args: string[]): string {
    return this.run("podman", args);
  }

  /** Runs a program in the network namespace, and returns what it prints. */
  run(program: string, args: readonly string[], options: { cwd?: string } = {}): string {
    return execFileSync("nsenter", [`--net=/run/netns/${this.#namespace}`, program, ...args], {
      env: this.#env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 2 ** 26,
      ...options,
    });
  }

  spawn(program: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn("nsenter", [`--net=/run/netns/${this.#namespace}`, program, ...args], { env: this.#env, ...options });
  }

  /** Node, a shell and the libraries that both need. */
  #importBaseImage(): void {
    const root = join(this.#folder, "base");
    const add = (from: string, to = from) => {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      copyFileSync(realpathSync(from), join(root, to));
    };
    add(process.execPath, "/usr/local/bin/node");
    add("/bin/sh");
    const libraries = execFileSync("ldd", [process.execPath, realpathSync("/bin/sh")], { encoding: "utf8" });
    for (const library of new Set(libraries.match(/\/\S+\.so\S*/g))) add(library);
    mkdirSync(join(root, "etc"));
    mkdirSync(join(root, "tmp"), { mode: 0o777 });
    writeFileSync(join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\nnode:x:1000:1000::/:/bin/sh\n");
    const archive = join(this.#folder, "base.tar");
    execFileSync("tar", ["-C", root, "-cf", archive, "."]);
    this.podman("import", "--quiet", "--change", "ENV PATH=/usr/local/bin:/usr/bin:/bin", archive, baseImage);
  }
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // said by the name
  }
}

/** Lines of a file that may not be there yet, as JSON. */
export function jsonLines(file: string): unknown[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}
