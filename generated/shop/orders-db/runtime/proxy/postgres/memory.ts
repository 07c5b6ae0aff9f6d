// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** Statements beyond this are not remembered; a session that uses one of them cannot be moved. */
const mostStatements = 2000;
const mostBytes = 4 * 2 ** 20;

/**
 * What of a session's state the server cannot be asked for when the session is to be moved: the text of prepared statements with
 * their parameter types, and the names of parameters such as `app.tenant`, which pg_settings does not list. Fed with each Query and
 * Parse that passes.
 */
export class SessionMemory {
  /** Bodies of Parse messages by statement name. */
  readonly statements = new Map<string, Buffer>();
  /** The body of the last Parse without a name; undefined when a Query has dropped it. */
  unnamed: Buffer | undefined;
  /** Names of the session's own parameters, as in `SET app.tenant = …`. */
  readonly parameters = new Set<string>();
  /** What cannot be re-made whatever the server says, as a sentence that goes on after "the session". */
  doubt: string | undefined;
  #bytes = 0;

  /** A Query's body. undefined: it was too long to be looked at. */
  sawQuery(body: Buffer | undefined): void {
    this.unnamed = undefined;
    if (body === undefined) this.doubt ??= "sent a statement of more than 1 MiB, which was not looked at";
    else this.#lookAt(body.toString("latin1"));
  }

  /** A Parse's body: the statement's name, its text, the types of its parameters. */
  sawParse(body: Buffer | undefined): void {
    if (body === undefined) {
      this.unnamed = undefined;
      this.doubt ??= "sent a statement of more than 1 MiB, which was not looked at";
      return;
    }
    const nameEnd = body.indexOf(0);
    if (nameEnd <= 0) this.unnamed = body;
    else this.#remember(body.toString("latin1", 0, nameEnd), body);
    this.#lookAt(body.toString("latin1", nameEnd + 1));
  }

  /** A Close's body: `S` for a statement, then its name. */
  sawClose(body: Buffer | undefined): void {
    if (body?.[0] !== 0x53) return;
    const name = body.toString("latin1", 1, body.length - 1);
    this.#bytes -= this.statements.get(name)?.length ?? 0;
    this.statements.delete(name);
  }

  #remember(name: string, body: Buffer): void {
    const before = this.statements.get(name)?.length ?? 0;
    if (this.statements.size >= mostStatements || this.#bytes - before + body.length > mostBytes) return;
    this.#bytes += body.length - before;
    this.statements.set(name, Buffer.from(body));
  }

  #lookAt(text: string): void {
    if (!/set|load/i.test(text)) return;
    for (const [, name = ""] of text.matchAll(ownParameter)) this.parameters.add(name.replace(/[\s"]/g, ""));
    for (const [, given = ""] of text.matchAll(/\bset_config\s*\(([^)]*)/gi)) {
      const [, name] = /^\s*'([^'\\]+)'\s*,/.exec(given) ?? [];
      if (name?.includes(".")) this.parameters.add(name);
      if (name === undefined && !/,\s*true\s*$/i.test(given))
        this.doubt ??= "called set_config for a parameter that its text does not name";
    }
    if (/\bload\s+'/i.test(text)) this.doubt ??= "loaded a library with LOAD";
  }
}

const ownParameter = /\bset\s+(?:session\s+|local\s+)?("?[a-z_][\w$]*"?(?:\s*\.\s*"?[\w$]+"?)+)\s*(?:=|to\b)/gi;
