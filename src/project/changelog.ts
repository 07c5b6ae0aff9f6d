import { readFileSync } from "node:fs";
import { packageRoot } from "../version.ts";
import { compareVersions } from "./upgrade.ts";

/**
 * What the toolkit's CHANGELOG.md says of the versions after `from`, up to `to`; "" where the package has none. What stands under no number yet
 * (`## Unreleased`) is in the package already, and so is of its version.
 */
export function changesBetween(from: string, to: string, text = readChangelog()): string {
  const sections = text.split(/^(?=## )/m).filter((section) => section.startsWith("## "));
  return sections
    .filter((section) => {
      const version = /^## \[?Unreleased\b/i.test(section) ? to : /^## \[?v?(\d\S*?)\]?(?:\s|$)/.exec(section)?.[1];
      return version !== undefined && compareVersions(version, from) > 0 && compareVersions(version, to) <= 0;
    })
    .join("")
    .trimEnd();
}

function readChangelog(): string {
  try {
    return readFileSync(new URL("CHANGELOG.md", packageRoot), "utf8");
  } catch {
    // Packages are sometimes installed without their documents.
    return "";
  }
}
