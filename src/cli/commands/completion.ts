import { basename } from "node:path";
import type { Argv } from "yargs";
import { EXIT } from "../../errors.ts";
import type { Host } from "../../host.ts";
import { commands, flagNames } from "../program.ts";

const shells = ["bash", "zsh", "fish"] as const;

export function flags(yargs: Argv): Argv {
  return yargs
    .positional("shell", { choices: shells, describe: "the shell; that of $SHELL when left out" })
    .example("source <(scaffold completion bash)", "complete commands and options in this shell");
}

/** Prints a script that completes commands and options. It is static: pressing TAB starts no process. */
export async function run(argv: Record<string, unknown>, host: Host): Promise<number> {
  const fromEnv = basename(host.env["SHELL"] ?? "");
  const shell = String(argv["shell"] ?? (fromEnv === "zsh" || fromEnv === "fish" ? fromEnv : "bash"));
  const table: [string, string[]][] = [];
  for (const name of Object.keys(commands)) table.push([name, await flagNames(name)]);
  host.stdout(shell === "zsh" ? zsh(table) : shell === "fish" ? fish(table) : bash(table));
  return EXIT.ok;
}

type Table = readonly (readonly [command: string, flags: readonly string[]])[];

function bash(table: Table): string {
  const cases = table.map(([name, names]) => `    ${name}) words="${names.join(" ")}" ;;`).join("\n");
  return `# bash completion of scaffold
_scaffold() {
  local current=\${COMP_WORDS[COMP_CWORD]} words
  case \${COMP_WORDS[1]} in
${cases}
    *) words="${table.map(([name]) => name).join(" ")} --help --version" ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${table.map(([name]) => name).join(" ")} --help --version"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ "$COMP_CWORD" -gt 1 ] && [ -z "$COMPREPLY" ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -F _scaffold scaffold pod-scaffold
`;
}

function zsh(table: Table): string {
  const cases = table.map(([name, names]) => `    ${name}) compadd -- ${names.join(" ")}; _files ;;`).join("\n");
  const names = table.map(([name]) => `'${name}:${commands[name]?.about.replaceAll("'", "'\\''").replaceAll(":", "\\:") ?? ""}'`).join(" ");
  return `#compdef scaffold pod-scaffold
_scaffold() {
  local -a names; names=(${names})
  if (( CURRENT == 2 )); then _describe command names; return; fi
  case $words[2] in
${cases}
  esac
}
compdef _scaffold scaffold pod-scaffold
`;
}

function fish(table: Table): string {
  const quote = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
  const lines = table.flatMap(([name, names]) => [
    `complete -c scaffold -n __fish_use_subcommand -f -a ${name} -d ${quote(commands[name]?.about ?? "")}`,
    ...names.map((flag) => `complete -c scaffold -n '__fish_seen_subcommand_from ${name}' -l ${flag.replace(/^--/, "")}`),
  ]);
  return `# fish completion of scaffold\n${lines.join("\n")}\n`;
}
