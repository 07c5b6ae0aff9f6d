import { join, relative } from "node:path";
import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { companionImage, imageName } from "../../patterns/image.ts";
import { companionsOf } from "../../patterns/index.ts";
import { findProjects } from "../../project/find.ts";
import { type LoadedProject, loadProject, readProjects } from "../../project/load.ts";
import { encoders } from "../../render/encoders.ts";
import { folderOf, isRecursive, recursiveFlag } from "../report/many.ts";

export function flags(yargs: Argv): Argv {
  return recursiveFlag(yargs)
    .option("json", { type: "boolean", describe: "print names and commands as JSON" })
    .option("engine", { type: "string", default: "docker", choices: ["docker", "podman"], describe: "whose commands are printed" })
    .example("scaffold images", "the names, and the commands to build and push them")
    .example("scaffold images | sh -e", "build and push them all")
    .example("scaffold images -r", "the same for every project of a monorepo");
}

/** Prints the image of every container, and the commands that make it. Comment lines and commands only, so that it can be piped to sh. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const engine = String(argv["engine"]);
  if (!isRecursive(argv)) {
    const project = loadProject(host);
    if (argv["json"]) host.stdout(`${JSON.stringify({ images: imageData(project, engine, host) })}\n`);
    else host.stdout(imageLines(project, engine, host));
    return EXIT.ok;
  }
  const projects = readProjects(host, findProjects(host));
  if (argv["json"]) {
    const data = projects.map((project) => ({ root: folderOf(project, host), images: imageData(project, engine, host) }));
    host.stdout(`${JSON.stringify({ projects: data })}\n`);
  } else for (const project of projects) host.stdout(imageLines(project, engine, host));
  return EXIT.ok;
}

/** The images that are built here. One that the document names in full comes from elsewhere: building or pushing over it is not ours. */
function imagesOf({ place, spec }: LoadedProject, engine: string, host: Host) {
  const folder = (path: string) => relative(host.cwd, join(place.root, path)) || ".";
  const hasDockerfile = host.fs.stat(join(place.root, spec.app.folder, "Dockerfile")) !== undefined;
  const note = hasDockerfile ? " (the app)" : " (the app: its folder needs a Dockerfile of yours)";
  const app = { container: spec.name, note, image: imageName(spec, spec.app.image ?? spec.name), folder: folder(spec.app.folder) };
  const companions = companionsOf(spec)
    .filter((companion) => companion.hasPackage)
    .map(({ name }) => ({ container: name, note: "", image: companionImage(spec, name), folder: folder(join(spec.out, name)) }));
  return [...(app.image === spec.app.image ? [] : [app]), ...companions].map((entry) => ({
    ...entry,
    build: `${engine} build -t ${encoders.shell(entry.image)} ${encoders.shell(entry.folder)}`,
    push: `${engine} push ${encoders.shell(entry.image)}`,
  }));
}

function imageData(project: LoadedProject, engine: string, host: Host) {
  return imagesOf(project, engine, host).map(({ note: _, ...image }) => image);
}

function imageLines(project: LoadedProject, engine: string, host: Host): string {
  const { app, name, images } = project.spec;
  const elsewhere = app.image !== undefined && imageName(project.spec, app.image) === app.image;
  const lines = imagesOf(project, engine, host).map(
    ({ container, image, note, build, push }) =>
      `# ${container}: ${image}${note}\n${build}\n${images.prefix ? push : `# ${push}   (set images.prefix first)`}\n`,
  );
  return [...(elsewhere ? [`# ${name}: ${app.image} (the app: as scaffold.yaml names it)\n`] : []), ...lines].join("");
}
