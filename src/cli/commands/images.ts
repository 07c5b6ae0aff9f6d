import { join, relative } from "node:path";
import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { companionImage, imageName } from "../../patterns/image.ts";
import { companionsOf } from "../../patterns/index.ts";
import { loadProject } from "../../project/load.ts";
import { encoders } from "../../render/encoders.ts";

export function flags(yargs: Argv): Argv {
  return yargs
    .option("json", { type: "boolean", describe: "print names and commands as JSON" })
    .option("engine", { type: "string", default: "docker", choices: ["docker", "podman"], describe: "whose commands are printed" })
    .example("scaffold images", "the names, and the commands to build and push them")
    .example("scaffold images | sh -e", "build and push them all");
}

/** Prints the image of every container, and the commands that make it. Comment lines and commands only, so that it can be piped to sh. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const { place, spec } = loadProject(host);
  const engine = String(argv["engine"]);
  const folder = (path: string) => relative(host.cwd, join(place.root, path)) || ".";
  const hasDockerfile = host.fs.stat(join(place.root, spec.app.folder, "Dockerfile")) !== undefined;
  const note = hasDockerfile ? " (the app)" : " (the app: its folder needs a Dockerfile of yours)";
  const app = { container: spec.name, note, image: imageName(spec, spec.app.image ?? spec.name), folder: folder(spec.app.folder) };
  const companions = companionsOf(spec)
    .filter((companion) => companion.hasPackage)
    .map(({ name }) => ({ container: name, note: "", image: companionImage(spec, name), folder: folder(join(spec.out, name)) }));
  // An image that the document names in full comes from elsewhere: building or pushing over it is not ours.
  const images = [...(app.image === spec.app.image ? [] : [app]), ...companions].map((entry) => ({
    ...entry,
    build: `${engine} build -t ${encoders.shell(entry.image)} ${encoders.shell(entry.folder)}`,
    push: `${engine} push ${encoders.shell(entry.image)}`,
  }));
  if (argv["json"]) {
    host.stdout(`${JSON.stringify({ images: images.map(({ note: _, ...image }) => image) })}\n`);
    return EXIT.ok;
  }
  if (app.image === spec.app.image) host.stdout(`# ${app.container}: ${app.image} (the app: as scaffold.yaml names it)\n`);
  for (const image of images) {
    host.stdout(
      `# ${image.container}: ${image.image}${image.note}\n${image.build}\n${spec.images.prefix ? image.push : `# ${image.push}   (set images.prefix first)`}\n`,
    );
  }
  return EXIT.ok;
}
