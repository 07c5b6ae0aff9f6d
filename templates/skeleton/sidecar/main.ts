import { closeSync, existsSync, openSync, readSync } from "node:fs";

// Ships what the app appends to its log file to standard output.
const file = `${process.env["LOG_DIR"]}/app.log`;
const buffer = Buffer.alloc(64 * 1024);
let offset = 0;
setInterval(() => {
  if (!existsSync(file)) return;
  const handle = openSync(file, "r");
  const length = readSync(handle, buffer, 0, buffer.length, offset);
  closeSync(handle);
  const end = buffer.subarray(0, length).lastIndexOf(10) + 1;
  process.stdout.write(buffer.subarray(0, end));
  offset += end;
}, 200);
