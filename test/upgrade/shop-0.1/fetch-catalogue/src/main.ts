import { runFetch } from "../runtime/setup/fetch.ts";
import { after } from "./after.ts";

// Runs to completion before the app starts. Each setting can be overridden by an environment variable: README.md lists them.
await runFetch({
  name: "fetch-catalogue",

  // What is fetched, and the folder it is put into, complete before the app starts.
  url: "https://example.com/catalogue-2026.tar.gz",
  into: "/srv/catalogue",
  unpack: true,
  sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",

  after,
});
