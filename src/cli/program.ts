import { setFlagsFromString } from "node:v8";
import type { Argv } from "yargs";
import { EXIT, ScaffoldError } from "../errors.ts";
import type { Host } from "../host.ts";
import { version } from "../version.ts";

/** What a file in `commands/` exports. Loaded only when its command is called. */
export interface CommandModule {
  flags(yargs: Argv): Argv;
  run(argv: Record<string, unknown>, host: Host): Promise<number>;
}

interface Entry {
  /** What follows `--` is a command line of its own, handed over as `argv["--"]`. */
  readonly command?: true;
  /** Positional arguments, in yargs' notation. */
  readonly usage: string;
  readonly about: string;
  readonly load: () => Promise<CommandModule>;
  /** It stays for long, so what reads its command line should not. */
  readonly stays?: true;
}

/** Every command, in the order of `scaffold --help`. */
export const commands: Readonly<Record<string, Entry>> = {
  new: { usage: "[dir]", about: "Start a project, with a small sample app", load: () => import("./commands/new.ts") },
  sidecar: { usage: "[name]", about: "Add or change a log agent, then generate", load: () => import("./commands/sidecar.ts") },
  adapter: {
    usage: "[companion]",
    about: "Add or change a log adapter, then generate (--from SAMPLE)",
    load: () => import("./commands/adapter.ts"),
  },
  infer: {
    usage: "<sample>",
    about: "Find the formats of a file of log lines, and say why (--apply, --html)",
    load: () => import("./commands/infer.ts"),
  },
  formats: {
    usage: "[action] [format]",
    about: "List the formats that an adapter knows, or explain one: formats show NAME",
    load: () => import("./commands/formats.ts"),
  },
  ambassador: {
    usage: "[name]",
    about: "Add or change a database proxy, then generate",
    load: () => import("./commands/ambassador.ts"),
  },
  init: { usage: "[name]", about: "Add or change an init container, then generate", load: () => import("./commands/init.ts") },
  pod: { usage: "", about: "Set pod options and write the manifest", load: () => import("./commands/pod.ts") },
  generate: {
    usage: "",
    about: "Generate everything from scaffold.yaml (--dry-run, --diff)",
    load: () => import("./commands/generate.ts"),
  },
  upgrade: {
    usage: "",
    about: "Generate everything with the installed version, and say what that changed",
    load: () => import("./commands/upgrade.ts"),
  },
  check: { usage: "", about: "Say what differs from scaffold.yaml; exit 1 if anything does", load: () => import("./commands/check.ts") },
  remove: { usage: "<name>", about: "Remove a companion: exactly what was generated", load: () => import("./commands/remove.ts") },
  build: { usage: "[name]", about: "Bundle the companions' programs", load: () => import("./commands/build.ts") },
  images: { usage: "", about: "Image names, and the commands that build and push them", load: () => import("./commands/images.ts") },
  validate: { usage: "[files..]", about: "Check manifests as the API server would (--fix)", load: () => import("./commands/validate.ts") },
  run: {
    usage: "[manifest]",
    about: "Run a pod on this machine, with the kubelet's semantics",
    load: () => import("./commands/run.ts"),
    stays: true,
  },
  simulate: {
    usage: "[manifest]",
    about: "Say what a pod would do, hours in a blink (--fail, --svg)",
    load: () => import("./commands/simulate.ts"),
  },
  ps: { usage: "[pod]", about: "List the pods that run on this machine", load: () => import("./commands/ps.ts") },
  describe: { usage: "[pod]", about: "Everything about a pod that runs, with its events", load: () => import("./commands/describe.ts") },
  logs: { usage: "[name]", about: "Print a container's log (-f, -c, --previous)", load: () => import("./commands/logs.ts") },
  exec: {
    usage: "[name]",
    command: true,
    about: "Run a program in a container: exec NAME -- COMMAND",
    load: () => import("./commands/exec.ts"),
  },
  restart: {
    usage: "[container]",
    about: "Restart a container, or the pod from its first init container",
    load: () => import("./commands/restart.ts"),
  },
  delete: { usage: "[pod]", about: "Stop a pod that runs, gracefully", load: () => import("./commands/delete.ts") },
  wait: { usage: "[pod]", about: "Wait for a condition of a pod, or for its end", load: () => import("./commands/wait.ts") },
  ctl: {
    usage: "<companion> <action> [name]",
    about: "Ask a running proxy or log agent: status, switch, ledger, tap, replay",
    load: () => import("./commands/ctl.ts"),
  },
  demo: { usage: "", about: "See it work: a pod under faults, and no line lost", load: () => import("./commands/demo.ts") },
  schema: { usage: "", about: "Print the JSON Schema of scaffold.yaml", load: () => import("./commands/schema.ts") },
  completion: {
    usage: "[shell]",
    about: "Print a completion script for bash, zsh or fish",
    load: () => import("./commands/completion.ts"),
  },
};

/**
 * Runs one command line and returns its exit code. Errors that a user can mend are rendered here, once: on stderr for a person, and with
 * `--json` as the answer too, so that there always is one.
 */
export async function runProgram(args: readonly string[], host: Host): Promise<number> {
  try {
    return await dispatch(args, host);
  } catch (error) {
    const { failureLine, mendable } = await import("./report/failure.ts");
    const failure = mendable(error);
    if (!failure) throw error;
    const { renderIssue } = await import("./report/issue.ts");
    for (const issue of failure.issues) host.stderr(renderIssue(issue));
    if (args.includes("--json")) host.stdout(failureLine(failure));
    return failure.exit;
  }
}

async function dispatch(args: readonly string[], host: Host): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    host.stdout(rootHelp());
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === "--version" || name === "-V") {
    host.stdout(`${version()}\n`);
    return EXIT.ok;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) {
    const { nearest } = await import("../suggest.ts");
    const guess = nearest(name, Object.keys(commands));
    throw new ScaffoldError("UNKNOWN_COMMAND", `unknown ${name.startsWith("-") ? "option" : "command"} "${name}"`, {
      hint: guess ? `did you mean \`scaffold ${guess}\`?` : "`scaffold --help` lists the commands",
    });
  }
  return runCommand(name, entry, rest, host);
}

/** The options of a command, `--out` and the like, as its help lists them. */
export async function flagNames(name: string): Promise<string[]> {
  const entry = commands[name];
  if (!entry) return [];
  const { parser } = await createParser(name, entry, []);
  return [...new Set((await parser.getHelp()).match(/--[a-z][a-z0-9-]*/g))].sort();
}

async function createParser(name: string, entry: Entry, args: readonly string[]) {
  const [{ default: yargs }, module] = await Promise.all([import("yargs"), entry.load()]);
  const parsed: { argv: Record<string, unknown> } = { argv: {} };
  // yargs loses a lone dash in a list of positionals; it means standard input.
  const parser = yargs(args.map((arg) => (arg === "-" ? "/dev/stdin" : arg)))
    .scriptName(`scaffold ${name}`)
    .command(
      `$0 ${entry.usage}`.trim(),
      `${entry.about}.`,
      (y) => module.flags(y),
      (argv) => {
        parsed.argv = argv;
      },
    )
    .parserConfiguration({ "strip-aliased": true, "parse-numbers": false, "parse-positional-numbers": false })
    .version(false)
    .help(false)
    .option("help", { alias: "h", type: "boolean", describe: "show this help" })
    .strict()
    .wrap(110)
    .exitProcess(false)
    .fail((message, error) => {
      // yargs throws an error of its own where an option has no value; any other is the command's.
      throw error && error.name !== "YError" ? error : new UsageError(error?.message ?? message);
    });
  return { parser, module, parsed };
}

async function runCommand(name: string, entry: Entry, given: readonly string[], host: Host): Promise<number> {
  if (entry.stays) {
    optimiseLater();
    const [{ quickArgs }, module] = await Promise.all([import("./quick-args.ts"), entry.load()]);
    const argv = quickArgs(module.flags, given);
    if (argv) return module.run(argv, host);
  }
  const end = entry.command ? given.indexOf("--") : -1;
  const args = end < 0 ? given : given.slice(0, end);
  const { parser, module, parsed } = await createParser(name, entry, args);
  try {
    if (args.some((arg) => arg === "--help" || arg === "-h")) {
      host.stdout(`${await parser.getHelp()}\n`);
      return EXIT.ok;
    }
    await parser.parseAsync();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw await usageError(name, error.message, await parser.getHelp());
  }
  return module.run(end < 0 ? parsed.argv : { ...parsed.argv, "--": given.slice(end + 1) }, host);
}

/**
 * To optimise what only the start is busy with loads V8's optimiser, 4 MB for good: a command that stays has that looked at when it has
 * started, and what is busy then is optimised as ever.
 */
function optimiseLater(): void {
  setFlagsFromString("--no-opt");
  setTimeout(() => setFlagsFromString("--opt"), 3000).unref();
}

class UsageError extends Error {}

/** yargs' message, with the nearest option that exists. */
async function usageError(command: string, message: string, help: string): Promise<ScaffoldError> {
  const hint = `\`scaffold ${command} --help\` shows the options`;
  const [, unknown] = /^Unknown arguments?: (.+)$/.exec(message) ?? [];
  if (!unknown) return new ScaffoldError("USAGE", message.charAt(0).toLowerCase() + message.slice(1), { hint });
  const { nearest } = await import("../suggest.ts");
  const known = [...help.matchAll(/--([a-z][a-z0-9-]*)/g)].map(([, flag]) => String(flag));
  // yargs names an unknown flag twice where it has a camelCase form.
  const words = [...new Set(unknown.split(", ").map((word) => word.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)))];
  return new ScaffoldError(
    "USAGE",
    words.map((word) => {
      const guess = nearest(word, known);
      return { message: `unknown option or argument "${word}"`, hint: guess ? `did you mean --${guess}?` : hint };
    }),
  );
}

function rootHelp(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`);
  return `scaffold: companion containers for your pod, as code you own, and a kubelet on your laptop to run them

Usage: scaffold <command> [options]        scaffold <command> --help

Commands:
${lines.join("\n")}

First steps:
  scaffold sidecar && scaffold run         a log agent beside a sample app, running
  scaffold demo                            the whole thing under faults, in half a minute
`;
}
