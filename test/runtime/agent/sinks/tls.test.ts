import { copyFileSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { TlsIdentity, type TlsValues, tlsProblems, tlsSettings } from "../../../../src/runtime/agent/sinks/tls.ts";
import { createLog } from "../../../../src/runtime/service/log.ts";
import { readSettings } from "../../../../src/runtime/service/settings.ts";
import { Authority, type Pair } from "../support/certificates.ts";
import { testFolder } from "../support/folder.ts";

const none: TlsValues = {
  tlsCaFile: undefined,
  tlsCertFile: undefined,
  tlsKeyFile: undefined,
  tlsServerName: undefined,
  tlsInsecure: false,
};

function logged(): { lines: { level: string; message: string; reason?: string }[]; log: ReturnType<typeof createLog> } {
  const lines: { level: string; message: string; reason?: string }[] = [];
  return { lines, log: createLog({ write: (line) => lines.push(JSON.parse(line)) }) };
}

/** A server that says the client's name to whoever shows a certificate of its authority. */
async function greeter({ certFile, keyFile }: Pair, caFile: string): Promise<number> {
  const files = { cert: readFileSync(certFile), key: readFileSync(keyFile), ca: readFileSync(caFile) };
  const server = createServer({ ...files, requestCert: true, rejectUnauthorized: false }, (socket) => {
    socket.on("error", () => undefined);
    const name = socket.authorized ? socket.getPeerCertificate().subject.CN : "nobody";
    socket.end(String(name));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

function greeting(port: number, identity: TlsIdentity): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ host: "127.0.0.1", port, ...identity.options });
    let text = "";
    socket.on("data", (chunk) => {
      text += String(chunk);
    });
    socket.on("error", reject);
    socket.on("end", () => resolve(text));
  });
}

describe("TLS of a sink", () => {
  test("trusts the given authority, and no other; the name must be the server's, unless another is given", async () => {
    const folder = testFolder();
    const authority = new Authority(folder);
    const stranger = new Authority(folder, "stranger");
    const port = await greeter(authority.issue("server", "DNS:logs.test"), authority.caFile);
    const { log, lines } = logged();
    const identity = (values: Partial<TlsValues>) => new TlsIdentity({ ...none, ...values }, log);
    const named = { tlsServerName: "logs.test" };
    expect(await greeting(port, identity({ tlsCaFile: authority.caFile, ...named }))).toBe("nobody");
    await expect(greeting(port, identity({ tlsCaFile: authority.caFile }))).rejects.toThrow(/IP: 127.0.0.1 is not in the cert/);
    await expect(greeting(port, identity({ tlsCaFile: stranger.caFile, ...named }))).rejects.toThrow(/unable to verify|self.signed/);
    await expect(greeting(port, identity(named))).rejects.toThrow(/unable to verify|self.signed/);
    expect(lines).toEqual([]);
    expect(await greeting(port, identity({ tlsInsecure: true }))).toBe("nobody");
    expect(lines).toMatchObject([{ level: "warn", message: "the certificate of the sink is not checked" }]);
  });

  test("shows a certificate, and the next one once the mounted Secret is swapped", async () => {
    const folder = testFolder();
    const authority = new Authority(folder);
    const port = await greeter(authority.issue("server", "IP:127.0.0.1"), authority.caFile);
    const secret = mountedSecret(folder, authority.issue("first"));
    const { log, lines } = logged();
    const identity = new TlsIdentity({ ...none, tlsCaFile: authority.caFile, ...secret.values }, log);
    expect(await greeting(port, identity)).toBe("first");
    const before = identity.version;
    expect(identity.version).toBe(before);
    secret.swap(authority.issue("second"));
    expect(identity.version).toBe(before + 1);
    expect(await greeting(port, identity)).toBe("second");
    expect(lines).toMatchObject([{ level: "info", message: "the sink's TLS files changed and were read again" }]);
  });

  test("keeps the old pair as long as the new one does not fit together, and says so once", async () => {
    const folder = testFolder();
    const authority = new Authority(folder);
    const port = await greeter(authority.issue("server", "IP:127.0.0.1"), authority.caFile);
    const secret = mountedSecret(folder, authority.issue("first"));
    const { log, lines } = logged();
    const identity = new TlsIdentity({ ...none, tlsCaFile: authority.caFile, ...secret.values }, log);
    const before = identity.version;
    const second = authority.issue("second");
    secret.swap({ certFile: second.certFile, keyFile: authority.issue("other").keyFile });
    expect([await greeting(port, identity), await greeting(port, identity), identity.version]).toEqual(["first", "first", before]);
    expect(lines).toMatchObject([{ level: "error", message: "the sink's TLS files cannot be used; what was read before stays in force" }]);
    expect(lines[0]?.reason).toMatch(/key values mismatch/);
    secret.swap(second);
    expect([await greeting(port, identity), identity.version]).toEqual(["second", before + 1]);
  });
});

/** Files below a folder that is a symlink: kubelet replaces the symlink, so both files change at once. */
function mountedSecret(folder: string, pair: Pair) {
  let generation = 0;
  const data = join(folder, "..data");
  const swap = ({ certFile, keyFile }: Pair) => {
    generation += 1;
    const made = join(folder, `generation-${generation}`);
    mkdirSync(made);
    copyFileSync(certFile, join(made, "tls.crt"));
    copyFileSync(keyFile, join(made, "tls.key"));
    symlinkSync(made, `${data}.tmp`);
    renameSync(`${data}.tmp`, data);
  };
  swap(pair);
  return { swap, values: { tlsCertFile: join(data, "tls.crt"), tlsKeyFile: join(data, "tls.key") } };
}

describe("settings of TLS are refused at the start", () => {
  test("when a file is missing or none", () => {
    const folder = testFolder();
    const read = readSettings(tlsSettings, { SINK_TLS_CA_FILE: join(folder, "ca.pem"), SINK_TLS_KEY_FILE: folder }, {});
    expect(read).toMatchObject({
      ok: false,
      problems: [
        expect.stringMatching(/^SINK_TLS_CA_FILE must be a file that can be read: ENOENT/),
        expect.stringMatching(/^SINK_TLS_KEY_FILE must be a file, .* is none/),
      ],
    });
  });

  test("when they do not fit together, or to a connection without TLS", () => {
    const folder = testFolder();
    const authority = new Authority(folder);
    const [one, other] = [authority.issue("one"), authority.issue("other")];
    const empty = join(folder, "empty.pem");
    writeFileSync(empty, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    expect(tlsProblems(none, true)).toEqual([]);
    expect(tlsProblems({ ...none, tlsCertFile: one.certFile, tlsKeyFile: one.keyFile }, true)).toEqual([]);
    expect(tlsProblems({ ...none, tlsCertFile: one.certFile }, true)).toEqual([
      "SINK_TLS_CERT_FILE and SINK_TLS_KEY_FILE: one needs the other",
    ]);
    expect(tlsProblems({ ...none, tlsCertFile: one.certFile, tlsKeyFile: other.keyFile }, true)).toEqual([
      expect.stringMatching(/^SINK_TLS_CERT_FILE, SINK_TLS_KEY_FILE: .*mismatch/),
    ]);
    expect(tlsProblems({ ...none, tlsCaFile: one.keyFile }, true)).toEqual(["SINK_TLS_CA_FILE: no certificate in the file of authorities"]);
    expect(tlsProblems({ ...none, tlsCaFile: empty }, true)).toEqual([expect.stringMatching(/^SINK_TLS_CA_FILE: /)]);
    expect(tlsProblems({ ...none, tlsCaFile: authority.caFile, tlsInsecure: true }, false)).toEqual([
      "SINK_TLS_CA_FILE, SINK_TLS_INSECURE_SKIP_VERIFY: of no use, the connection is not encrypted",
    ]);
  });
});
