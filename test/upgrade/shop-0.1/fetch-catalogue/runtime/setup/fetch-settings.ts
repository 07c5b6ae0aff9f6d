// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
import { boolean, bytes, choice, inContainer, integer, optional, type Settings, setting, string } from "../service/settings.ts";
import { durationText } from "./duration.ts";
import { parseSource } from "./source.ts";

/** Every setting of a fetching init container. */
export const fetchSettings = {
  url: {
    ...string({
      env: "FETCH_URL",
      about: "what to fetch: an http(s):// or file:// URL, or git+https://host/repo.git#ref (also git+ssh, git+http, git+file)",
      // The URL may hold a password or a signature; what is wrong with it is told without.
      secret: true,
    }),
    check: (url: string) => {
      const source = parseSource(url);
      return typeof source === "string" ? `is wrong: ${source}` : undefined;
    },
  },
  into: inContainer(string({ env: "FETCH_INTO", about: "the folder to put it into" })),
  unpack: boolean({
    env: "FETCH_UNPACK",
    about: "unpack .tar.gz, .tgz, .tar and .zip, so that the folder holds what the archive holds; false keeps the file as it is",
    default: true,
  }),
  format: choice({
    env: "FETCH_FORMAT",
    about: "what kind of archive it is, when the URL's ending does not tell",
    default: "auto",
    of: ["auto", "tar.gz", "tar", "zip"],
  }),
  strip: integer({ env: "FETCH_STRIP", about: "leading folders to drop from the names in the archive", default: 0, max: 32 }),
  fileName: optional(
    setting(
      { env: "FETCH_FILE_NAME", about: "name of a file that is not unpacked; default: the last part of the URL's path" },
      {
        type: "a file name",
        parse: (text) => text,
        check: (name) => (/^[^/\0]+$/.test(name) && name !== "." && name !== ".." ? undefined : "must be a file name, without a folder"),
      },
    ),
  ),
  sha256: optional(
    setting(
      {
        env: "FETCH_SHA256",
        about: "what the download must hash to; then it is also known for sure what is in place already",
      },
      {
        type: "64 hex digits",
        parse: (text) => text,
        check: (text) => (/^[0-9a-fA-F]{64}$/.test(text) ? undefined : "must be 64 hex digits"),
      },
    ),
  ),
  refresh: boolean({
    env: "FETCH_REFRESH",
    about: "ask the server again although the same URL is in place already; false ends at once then",
    default: false,
  }),
  replace: boolean({
    env: "FETCH_REPLACE",
    about: "replace also what was not put there by this program; false refuses to",
    default: false,
  }),
  maxSize: bytes({ env: "FETCH_MAX_SIZE", about: "most bytes to download, and to unpack to", default: 10 * 2 ** 30, min: 1 }),
  timeout: durationText({
    env: "FETCH_TIMEOUT",
    about: "give up after this long, with exit code 1; 0 never does",
    default: "15m",
    zero: true,
  }),
  stallTimeout: durationText({
    env: "FETCH_STALL_TIMEOUT",
    about: "a connection on which nothing comes for this long is given up and made anew",
    default: "30s",
    zero: false,
  }),
  attempts: integer({
    env: "FETCH_ATTEMPTS",
    about: "attempts in a row that get nothing new before giving up",
    default: 6,
    min: 1,
    max: 1000,
  }),
  token: optional(string({ env: "FETCH_TOKEN", about: "sent as `Authorization: Bearer`, from a Secret", secret: true })),
  username: optional(string({ env: "FETCH_USERNAME", about: "sent as basic authentication, with FETCH_PASSWORD" })),
  password: optional(string({ env: "FETCH_PASSWORD", about: "sent as basic authentication, from a Secret", secret: true })),
} satisfies Settings;
