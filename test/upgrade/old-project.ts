import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporary } from "../support/temporary.ts";

/** A copy of what version 0.1 generated and its users edited, which finds the tools of this repository. */
export function oldProject(): string {
  const root = temporary();
  cpSync(fileURLToPath(new URL("shop-0.1", import.meta.url)), join(root, "shop"), { recursive: true });
  symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(root, "node_modules"));
  return join(root, "shop");
}

export const packages = ["log-agent", "wait-for-db", "fetch-catalogue"] as const;
