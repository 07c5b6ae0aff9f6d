import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Pair } from "./certificates.ts";
import { testFolder, until } from "./folder.ts";

/** A line that rsyslog wrote of a message that it understood. */
export interface Understood {
  readonly pri: string;
  readonly time: string;
  readonly host: string;
  readonly app: string;
  readonly data: string;
  readonly msg: string;
}

/** A real rsyslogd that listens on a loopback port, with a configuration of its own. */
export class Rsyslog {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #output: string;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess, port: number, output: string) {
    this.#child = child;
    this.port = port;
    this.#output = output;
    this.#ended = new Promise((resolve) => child.once("exit", resolve));
  }

  /** Why there is none here; undefined when there is. `tls`: with one of its drivers for TLS. */
  static missing(tls = false): string | undefined {
    if (!daemon()) return "rsyslogd is not installed (Debian: rsyslog)";
    return !tls || driver() ? undefined : "rsyslogd has no TLS driver (Debian: rsyslog-gnutls or rsyslog-openssl)";
  }

  static async start({ port: wanted = 0, tls }: { port?: number; tls?: Pair & { readonly caFile: string } } = {}): Promise<Rsyslog> {
    const folder = testFolder();
    const [configuration, port, output] = ["rsyslog.conf", "port", "messages"].map((name) => join(folder, name));
    writeFileSync(configuration ?? "", configurationOf(folder, wanted, tls));
    const child = spawn(daemon() ?? "rsyslogd", ["-n", "-f", configuration ?? "", "-i", join(folder, "pid")], { stdio: "inherit" });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    // It writes down only a port that it chose itself.
    const written = () => (existsSync(port ?? "") ? Number(readFileSync(port ?? "", "utf8")) : 0);
    await until("rsyslogd listens", async () => (wanted > 0 ? await accepts(wanted) : written() > 0));
    return new Rsyslog(child, wanted || written(), output ?? "");
  }

  get understood(): Understood[] {
    if (!existsSync(this.#output)) return [];
    return readFileSync(this.#output, "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#ended;
  }
}

function configurationOf(folder: string, port: number, tls: (Pair & { readonly caFile: string }) | undefined): string {
  const files = tls
    ? ` defaultNetstreamDriver="${driver()}" defaultNetstreamDriverCAFile="${tls.caFile}" defaultNetstreamDriverCertFile="${tls.certFile}" ` +
      `defaultNetstreamDriverKeyFile="${tls.keyFile}"`
    : "";
  const properties = [
    ["pri", "pri"],
    ["time", "timereported", 'dateFormat="rfc3339"'],
    ["host", "hostname"],
    ["app", "app-name"],
    ["data", "structured-data"],
    ["msg", "msg"],
  ].map(([outname, name, more = ""]) => `property(outname="${outname}" name="${name}" format="jsonf" ${more})`);
  return `
global(workDirectory="${folder}" maxMessageSize="128k" parser.escapeControlCharactersOnReceive="off"${files})
module(load="imtcp"${tls ? ' StreamDriver.Mode="1" StreamDriver.AuthMode="x509/certvalid"' : ""})
template(name="json" type="list" option.jsonf="on") { ${properties.join("\n")} }
input(type="imtcp" address="127.0.0.1" port="${port}" listenPortFileName="${join(folder, "port")}")
action(type="omfile" file="${join(folder, "messages")}" template="json" asyncWriting="off")
`;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

function daemon(): string | undefined {
  return ["/usr/sbin/rsyslogd", "/usr/local/sbin/rsyslogd"].find(existsSync);
}

/** The name of a TLS driver whose module is installed. */
function driver(): string | undefined {
  const folders = ["/usr/lib", "/usr/lib64"].filter(existsSync).flatMap((lib) => [lib, ...readdirSync(lib).map((name) => join(lib, name))]);
  return ["ossl", "gtls"].find((name) => folders.some((folder) => existsSync(join(folder, "rsyslog", `lmnsd_${name}.so`))));
}
