/** A black-box case: a promise, files, and commands with what they must print. */
export interface Spec {
  /** The sentence on top of the file. */
  readonly promise: string;
  /** A command that must succeed for the case to be possible on this machine. */
  readonly needs: string | undefined;
  readonly files: readonly SpecFile[];
  readonly steps: readonly SpecStep[];
}

export interface SpecFile {
  readonly path: string;
  readonly text: string;
}

export interface SpecStep {
  /** Given to `sh -c`, with `executor` in `PATH`. */
  readonly command: string;
  readonly exit: number;
  /** Expected text; undefined is not looked at. `[..]` stands for anything in a line, a line `...` for any lines. */
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
}

/**
 * Reads a case:
 *
 * ```
 * run prints each line behind its task's id.
 * === file hello.yaml
 * tasks: [{ id: greet, run: echo hello }]
 * === $ executor run hello.yaml
 * === stdout
 * greet | hello
 * === exit 0
 * ```
 *
 * A case that not every machine can run says `=== needs COMMAND` before its files.
 */
export function parseSpec(text: string): Spec {
  const [promise = "", ...sections] = text.split(/^=== /m);
  const files: SpecFile[] = [];
  let needs: string | undefined;
  const steps: { command: string; exit: number; stdout: string | undefined; stderr: string | undefined }[] = [];
  for (const section of sections) {
    const end = section.indexOf("\n");
    const head = (end < 0 ? section : section.slice(0, end)).trim();
    const body = end < 0 ? "" : section.slice(end + 1);
    const step = steps.at(-1);
    if (head.startsWith("file ")) files.push({ path: head.slice(5), text: body });
    else if (head.startsWith("needs ")) needs = head.slice(6);
    else if (head.startsWith("$ ")) {
      steps.push({ command: head.slice(2) + (body.trim() === "" ? "" : `\n${body}`), exit: 0, stdout: undefined, stderr: undefined });
    } else if (step === undefined) throw new SyntaxError(`"${head}" stands before any command`);
    else if (head === "stdout") step.stdout = body;
    else if (head === "stderr") step.stderr = body;
    else if (/^exit \d+$/.test(head)) step.exit = Number(head.slice(5));
    else throw new SyntaxError(`Unknown section "${head}"`);
  }
  if (steps.length === 0) throw new SyntaxError("A case needs a command");
  return { promise: promise.trim(), needs, files, steps };
}

/** Whether a text is what a pattern with `[..]` and `...` lines expects; a difference at the very end of blank lines is none. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern.trimEnd().split("\n").map((line) =>
    line === "..." ? ANY_LINES : line.split("[..]").map(escape).join("[^\\n]*") + "\\n"
  ).join("");
  return new RegExp(`^${source}$`).test(`${text.trimEnd()}\n`) || pattern.trim() === "" && text.trim() === "";
}

const ANY_LINES = "(?:[^\\n]*\\n)*?";

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
