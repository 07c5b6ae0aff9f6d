import { EXIT } from "../errors.ts";
import { nodeHost } from "../host-node.ts";
import { runProgram } from "./program.ts";

// A reader that went away (`scaffold ... | head`) is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (stream === process.stdout) process.exit(process.exitCode);
  });
}

try {
  process.exitCode = await runProgram(process.argv.slice(2), nodeHost());
} catch (error) {
  process.stderr.write(`scaffold: this is a bug in scaffold, please report it\n${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = EXIT.bug;
}
