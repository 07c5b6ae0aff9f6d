import { join } from "node:path";
import type { Host } from "../host.ts";
import { givenSinks } from "../patterns/sidecar/rules.ts";
import { watchesFiles } from "../patterns/watching.ts";
import type { Spec } from "../spec/schema.ts";
import type { LoadedProject } from "./load.ts";

/** What is in order in a document, and yet is seldom meant: a sentence for whoever generates, each with what to do. */
export function notesOn({ companions }: Spec): string[] {
  return Object.entries(companions).flatMap(([name, companion]) => [
    ...(companion["source"] === "stdin"
      ? [
          `${name} has source: stdin, and a container of a pod gets nothing on standard input: there it ends at once, again and again, and the app does not start. Take source: out, and for a file at hand run \`WATCH=- npm start\` in ${name}`,
        ]
      : []),
    ...(watchesFiles(companion) ? openCredentials(name, companion) : []),
  ]);
}

/** The first app's Dockerfile is the user's, so nobody changes it when the document runs another program than the image does. */
export function staleImage({ place, spec }: LoadedProject, host: Host): string[] {
  const { run, folder } = spec.app;
  const file = join(folder, "Dockerfile");
  const text = new TextDecoder().decode(host.fs.read(join(place.root, file)));
  if (run === undefined || run.includes("server.mjs") || !text.includes('\nCMD ["node", "server.mjs"]\n')) return [];
  return [`app.run is \`${run}\`, and the image that ${file} makes still runs server.mjs: change its CMD and what it copies`];
}

/** In order where the connection is encrypted by something else, such as a service mesh, or does not leave the pod. */
function openCredentials(name: string, companion: unknown): string[] {
  return givenSinks(name, companion).flatMap(({ sinkName, sink }) => {
    const { url = "", auth } = sink;
    if (auth === undefined || !/^http:/i.test(url) || /^http:\/\/(?:localhost|127\.|\[::1\])/i.test(url)) return [];
    const which = sinkName === undefined ? "its sink" : `its sink ${sinkName}`;
    return [
      `${name} sends the credentials of ${which} to ${url} without encryption, where anybody in between can read them. Write https:// there, unless a service mesh encrypts the connection`,
    ];
  });
}
