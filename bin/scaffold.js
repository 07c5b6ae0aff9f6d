#!/usr/bin/env node
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write("scaffold: the command is not built yet\n  hint: run `npm ci` first (later: `npm run build`)\n");
  process.exitCode = 3;
}
