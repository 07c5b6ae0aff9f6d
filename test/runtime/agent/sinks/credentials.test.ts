import { renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  Credentials,
  type CredentialValues,
  credentialProblems,
  credentialSettings,
} from "../../../../src/runtime/agent/sinks/credentials.ts";
import { createLog } from "../../../../src/runtime/service/log.ts";
import { readSettings } from "../../../../src/runtime/service/settings.ts";
import { testFolder } from "../support/folder.ts";

const none: CredentialValues = { tokenFile: undefined, tokenScheme: "Bearer", basicUser: undefined, basicPasswordFile: undefined };

function secretFile(text: string): { path: string; replace(text: string): void } {
  const path = join(testFolder(), "secret");
  writeFileSync(path, text);
  const replace = (next: string) => {
    writeFileSync(`${path}.new`, next);
    renameSync(`${path}.new`, path);
  };
  return { path, replace };
}

describe("credentials of a sink", () => {
  test("are a token with its scheme, or user and password, without the file's line end", () => {
    const log = createLog({ write: () => undefined });
    const { path } = secretFile("s3cr€t\n");
    expect(new Credentials(none, log).authorization).toBeUndefined();
    expect(new Credentials({ ...none, tokenFile: secretFile("abc\r\n").path, tokenScheme: "ApiKey" }, log).authorization).toBe(
      "ApiKey abc",
    );
    expect(new Credentials({ ...none, basicUser: "shop", basicPasswordFile: path }, log).authorization).toBe(
      `Basic ${Buffer.from("shop:s3cr€t").toString("base64")}`,
    );
  });

  test("are read again when the file is replaced; one that is empty is refused once, and the old stays", () => {
    const lines: string[] = [];
    const secret = secretFile("old");
    const credentials = new Credentials({ ...none, tokenFile: secret.path }, createLog({ write: (line) => lines.push(line) }));
    expect(credentials.authorization).toBe("Bearer old");
    secret.replace("");
    expect([credentials.authorization, credentials.authorization]).toEqual(["Bearer old", "Bearer old"]);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: "error", reason: "is empty" }]);
    secret.replace("new");
    expect(credentials.authorization).toBe("Bearer new");
    expect(lines.join()).not.toMatch(/old|new/);
  });

  test("are read again after a refusal, though the file looks the same from outside", () => {
    const secret = secretFile("old");
    const then = new Date(1_700_000_000_000);
    utimesSync(secret.path, then, then);
    const credentials = new Credentials({ ...none, tokenFile: secret.path }, createLog({ write: () => undefined }));
    expect(credentials.authorization).toBe("Bearer old");
    writeFileSync(secret.path, "new");
    utimesSync(secret.path, then, then);
    expect(credentials.authorization).toBe("Bearer old");
    credentials.refused();
    expect(credentials.authorization).toBe("Bearer new");
  });
});

test("credentials are refused at the start when the file is missing, empty, or there is more than one way", () => {
  const { path } = secretFile("a b");
  expect(
    readSettings(credentialSettings(), { SINK_TOKEN_FILE: "/none/at/all", SINK_BASIC_USER: "a:b", SINK_TOKEN_SCHEME: "a b" }, {}),
  ).toMatchObject({
    ok: false,
    problems: [
      expect.stringMatching(/^SINK_TOKEN_FILE must be a file that can be read: ENOENT/),
      'SINK_TOKEN_SCHEME must be one word, got "a b"',
      'SINK_BASIC_USER must not hold a colon or control characters, got "a:b"',
    ],
  });
  expect(credentialProblems({ ...none, basicUser: "u" }, {})).toEqual([
    "SINK_BASIC_USER and SINK_BASIC_PASSWORD_FILE: one needs the other",
  ]);
  expect(credentialProblems({ ...none, tokenFile: path }, {})).toEqual(["SINK_TOKEN_FILE must hold one token, without blanks"]);
  expect(credentialProblems({ ...none, tokenFile: path, basicUser: "u", basicPasswordFile: path }, { Authorization: "x" })).toEqual([
    "Authorization in SINK_HEADERS and SINK_TOKEN_FILE and SINK_BASIC_USER: give one of them",
  ]);
});
