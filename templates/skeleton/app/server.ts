import { appendFileSync } from "node:fs";

// A stand-in for your app: one JSON line a second into the shared log folder.
let seq = 0;
setInterval(() => {
  seq += 1;
  appendFileSync(`${process.env["LOG_DIR"]}/app.log`, `${JSON.stringify({ seq, message: "hello" })}\n`);
}, 1000);
