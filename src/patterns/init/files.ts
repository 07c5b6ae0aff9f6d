import type { DesiredFile } from "../../plan/file.ts";
import { render } from "../../render/template.ts";
import { fetchSettings, waitSettings } from "../../runtime/setup/settings.ts";
import { companionFolder, packageFiles } from "../package/files.ts";
import { settingRows } from "../package/settings.ts";
import type { Companion } from "../pattern.ts";
import type { InitOptions } from "./options.ts";
import { fetchView, initAbout, waitView } from "./view.ts";

/** The package of an init container that waits or fetches. One that runs a command in the app's image has none. */
export function initFiles(companion: Companion<InitOptions>): DesiredFile[] {
  const { name, options } = companion;
  const about = initAbout(companion);
  const { files, add } = companionFolder(name);
  if (options.task === "wait") {
    const view = {
      ...waitView(name, options),
      about,
      settings: settingRows(waitSettings, {
        WAIT_FOR: options.for.join(","),
        WAIT_TIMEOUT: options.timeout,
        WAIT_INTERVAL: options.interval,
      }),
    };
    add("src/main.ts", "merged", render("init/wait/src/main.ts.hbs", view));
    add("src/check.ts", "seeded", render("init/wait/src/check.ts.hbs", view));
    add("test/wait.test.ts", "seeded", render("init/wait/test/wait.test.ts.hbs", view));
    add("README.md", "managed", render("init/wait/README.md.hbs", view));
    return [...files, ...packageFiles({ name, pod: companion.spec.name, about, runtime: ["setup/wait.ts"], needsGit: false })];
  }
  if (options.task === "fetch") {
    const view = {
      ...fetchView(name, options),
      about,
      settings: settingRows(fetchSettings, { FETCH_URL: options.url, FETCH_INTO: options.into, FETCH_UNPACK: String(options.unpack) }),
    };
    add("src/main.ts", "merged", render("init/fetch/src/main.ts.hbs", view));
    add("src/after.ts", "seeded", render("init/fetch/src/after.ts.hbs", view));
    add("test/fetch.test.ts", "seeded", render("init/fetch/test/fetch.test.ts.hbs", view));
    add("README.md", "managed", render("init/fetch/README.md.hbs", view));
    return [...files, ...packageFiles({ name, pod: companion.spec.name, about, runtime: ["setup/fetch.ts"], needsGit: view.isGit })];
  }
  return files;
}
