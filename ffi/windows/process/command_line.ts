/** What `cmd.exe` may take as it stands outside of quotes. */
const PLAIN_IN_BATCH = /^[A-Za-z0-9#$*+\-./:?@\\_\u00a0-\uffff]+$/;

/** An argument as `CommandLineToArgvW` and the C run-time read it back. */
export function quoteArgument(argument: string): string {
  if (/^[^\s"]+$/.test(argument)) return argument;
  return `"${argument.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}

/**
 * The command line that a program reads its arguments from.
 *
 * `cmd.exe` reads it by rules of its own: what follows `/c` or `/k` is a text and not arguments, and stands between two quotes as it is,
 * which `/s` has it take away.
 *
 * @param argv The program's name as it is to see it, and its arguments.
 */
export function commandLine(argv: readonly string[]): string {
  const [program = "", ...args] = argv;
  const isCommand = /(?:^|[\\/])cmd(?:\.exe)?$/i.test(program);
  const at = isCommand ? args.findIndex((argument) => /^\/[ck]$/i.test(argument)) : -1;
  const front = [program, ...(at < 0 ? args : args.slice(0, at))].map(quoteArgument);
  if (at < 0) return front.join(" ");
  const hasStrip = args.slice(0, at).some((argument) => /^\/s$/i.test(argument));
  return [...front, ...(hasStrip ? [] : ["/s"]), args[at], `"${args.slice(at + 1).join(" ")}"`].join(" ");
}

/**
 * The command line that has `cmd.exe` run a batch file, its arguments being data whatever they hold.
 *
 * @param file The batch file's path.
 * @returns undefined for what cannot be passed on: a line break in an argument, a quote in the path.
 */
export function batchCommandLine(file: string, args: readonly string[]): string | undefined {
  if (file.includes('"') || file.endsWith("\\") || args.some((argument) => /[\r\n]/.test(argument))) return undefined;
  return `cmd.exe /e:ON /v:OFF /d /s /c ""${file}"${args.map((argument) => ` ${quoteForBatch(argument)}`).join("")}"`;
}

function quoteForBatch(argument: string): string {
  // Expands to nothing, so that what stands between two percent signs is no variable.
  const escaped = argument.replaceAll(/(\\*)"/g, '$1$1""').replaceAll("%", "%%cd:~,%");
  return PLAIN_IN_BATCH.test(argument) && !argument.endsWith("\\") ? escaped : `"${escaped.replace(/(\\+)$/, "$1$1")}"`;
}
