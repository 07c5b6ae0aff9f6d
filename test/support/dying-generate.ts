/*
 * A program: generates into a folder and sends itself a signal just before its n-th file operation.
 *   node dying-generate.mjs ROOT WISHES.json N SIGKILL|SIGSTOP
 */
import { readFileSync } from "node:fs";
import type { HostFs } from "../../src/host.ts";
import { nodeFs } from "../../src/node-fs.ts";
import type { DesiredFile } from "../../src/plan/file.ts";
import { generate } from "./generate.ts";

const [root = "", wishes = "", at = "", signal = ""] = process.argv.slice(2);
let count = 0;

function counted(fs: HostFs): HostFs {
  const step = <A extends unknown[], R>(operation: (...args: A) => R) => {
    return (...args: A): R => {
      if (count++ === Number(at)) process.kill(process.pid, signal);
      return operation(...args);
    };
  };
  return {
    read: step(fs.read),
    stat: step(fs.stat),
    list: step(fs.list),
    realPath: step(fs.realPath),
    write: step(fs.write),
    createNew: step(fs.createNew),
    rename: step(fs.rename),
    makeDirectory: step(fs.makeDirectory),
    remove: step(fs.remove),
    syncDirectory: step(fs.syncDirectory),
    executableBits: fs.executableBits,
  };
}

const desired: DesiredFile[] = JSON.parse(readFileSync(wishes, "utf8"));
generate(counted(nodeFs()), desired, {}, root);
process.stdout.write(`${count}\n`);
