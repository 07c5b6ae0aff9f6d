import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Pair {
  readonly certFile: string;
  readonly keyFile: string;
}

/** An authority of its own that issues certificates, as files in PEM; needs openssl. */
export class Authority {
  readonly caFile: string;
  readonly #folder: string;
  readonly #name: string;
  #issued = 0;

  constructor(folder: string, name = "authority") {
    this.#folder = folder;
    this.#name = name;
    this.caFile = join(folder, `${name}.pem`);
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", join(folder, `${name}.key`)];
    openssl("req", "-x509", ...key, "-out", this.caFile, "-days", "2", "-subj", `/CN=${name}`);
  }

  /** `names`: `DNS:logs.test`, `IP:127.0.0.1`. */
  issue(commonName: string, ...names: readonly string[]): Pair {
    this.#issued += 1;
    const base = join(this.#folder, `${this.#name}-${this.#issued}`);
    const [certFile, keyFile, request, extensions] = [`${base}.pem`, `${base}.key`, `${base}.csr`, `${base}.ext`];
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
    openssl("req", "-new", ...key, "-out", request, "-subj", `/CN=${commonName}`);
    writeFileSync(extensions, names.length > 0 ? `subjectAltName=${names.join(",")}\n` : "basicConstraints=CA:FALSE\n");
    const authority = ["-CA", this.caFile, "-CAkey", join(this.#folder, `${this.#name}.key`), "-set_serial", String(this.#issued + 1)];
    openssl("x509", "-req", "-in", request, "-out", certFile, "-days", "2", "-extfile", extensions, ...authority);
    return { certFile, keyFile };
  }
}

function openssl(...args: string[]): void {
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}
