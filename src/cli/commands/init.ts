import { companionCommand } from "../companion.ts";

export const { flags, run } = companionCommand("init", [
  ["scaffold init", "wait for tcp://localhost:5432 before the app starts"],
  ["scaffold init wait-for-api --for http://api/healthz tcp://cache:6379", "wait for several services"],
  ["scaffold init --task fetch --url https://example.com/site.tar.gz --into /srv/site", "fetch an artefact"],
  ["scaffold init --task run --run 'npm run migrate'", "run a command in the app's own image"],
]);
