// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);
/** More than any server asks for in earnest, and few enough that a hostile one cannot keep this process busy for minutes. */
const mostIterations = 1_000_000;

/**
 * The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding:
 *
 *   n,,n=,r=NONCE ──▶   ◀── r=NONCE+server's,s=SALT,i=ITERATIONS
 *   c=biws,r=…,p=PROOF ──▶   ◀── v=SERVER SIGNATURE, which only who knows the password's verifier can make
 *
 * PostgreSQL takes the user from the start-up message; the one in here is empty.
 */
export class ScramClient {
  readonly #password: string;
  readonly #nonce: string;
  #signature: Buffer | undefined;

  constructor(password: string, nonce = randomBytes(18).toString("base64")) {
    this.#password = password;
    this.#nonce = nonce;
  }

  first(): string {
    return `n,,${this.#bare()}`;
  }

  /** The answer to the server's first message. Throws when that is not one. */
  async final(serverFirst: string): Promise<string> {
    const { r: nonce, s: salt, i: iterations } = attributes(serverFirst);
    const count = Number(iterations);
    if (!nonce?.startsWith(this.#nonce) || nonce.length <= this.#nonce.length)
      throw new Error("SCRAM: the server's nonce does not continue ours");
    if (!salt || !Number.isInteger(count) || count < 1 || count > mostIterations)
      throw new Error("SCRAM: the server's salt or iteration count cannot be");
    const salted = await saltedPassword(this.#password, salt, count);
    const clientKey = hmac(salted, "Client Key");
    const withoutProof = `c=biws,r=${nonce}`;
    const signed = `${this.#bare()},${serverFirst},${withoutProof}`;
    const clientSignature = hmac(createHash("sha256").update(clientKey).digest(), signed);
    this.#signature = hmac(hmac(salted, "Server Key"), signed);
    const proof = clientKey.map((byte, index) => byte ^ (clientSignature[index] ?? 0));
    return `${withoutProof},p=${Buffer.from(proof).toString("base64")}`;
  }

  /** Throws unless the server has proved that it knows the password too. */
  verify(serverFinal: string): void {
    const { v: given = "" } = attributes(serverFinal);
    const signature = Buffer.from(given, "base64");
    const own = this.#signature;
    if (!own || signature.length !== own.length || !timingSafeEqual(signature, own))
      throw new Error("SCRAM: the server's signature is wrong");
  }

  #bare(): string {
    return `n=,r=${this.#nonce}`;
  }
}

const known = new Map<string, Buffer>();

/** 4096 rounds take milliseconds, and every connection of a pool asks for the same ones. */
async function saltedPassword(password: string, salt: string, iterations: number): Promise<Buffer> {
  const id = createHash("sha256").update(`${iterations}\0${salt}\0${password}`).digest("base64");
  const found = known.get(id);
  if (found) return found;
  const made = await derive(prepared(password), Buffer.from(salt, "base64"), iterations, 32, "sha256");
  if (known.size >= 16) known.clear();
  known.set(id, made);
  return made;
}

/** What matters of SASLprep (RFC 4013) for passwords that people have: spaces of all kinds are one, the rest is NFKC. */
function prepared(password: string): string {
  return /^[\x20-\x7e]*$/.test(password)
    ? password
    : password.replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g, " ").normalize("NFKC");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** `r=abc,s=def` → `{ r: "abc", s: "def" }`; values hold `=` but no comma. */
function attributes(message: string): Readonly<Record<string, string>> {
  return Object.fromEntries(message.split(",").map((part) => [part.slice(0, 1), part.slice(2)]));
}
