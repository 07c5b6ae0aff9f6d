import { EXIT } from "../errors.ts";
import { nodeHost } from "../host-node.ts";
import { runProgram } from "./program.ts";

process.exitCode = EXIT.bug;
process.exitCode = await runProgram(process.argv.slice(2), nodeHost());
