import assert from "node:assert/strict";
import fc from "fast-check";
import { scanPosix } from "./scan_posix.ts";
import { posixVariable } from "./write_variable.ts";

/** What random texts are made of: everything that changes how a shell reads on, and nothing that could do harm or go on for ever. */
const TOKENS: readonly string[] = [
  ...[
    "{{ x }}",
    "{{ x }}",
    "{{ x }}",
    "{{ x }}",
    " ",
    " ",
    " ",
    "\n",
    "echo ",
    "echo ",
    ": ",
    "printf %s ",
    "1",
    "a",
    "u",
    "=",
    "x=",
    "a[",
    "]=",
    "a=(",
  ],
  ...['"', '"', "'", "$'", '$"', "\\", "`", "$(", "$((", "((", "))", ")", "(", "${u:-", "${u+", "${u#", "${#", "}", "{ ", "$", "$[", "]"],
  ...[
    "[[ ",
    " ]]",
    "[ ",
    " ]",
    " -eq ",
    " == ",
    "-v ",
    "&&",
    "||",
    ";",
    "&",
    "|",
    "!",
    "#",
    " #",
    "<<E ",
    "<<-E ",
    "<<'E' ",
    "\nE\n",
    "<<<",
    "< ",
    "> ",
    "2>&1",
    "<(",
  ],
  ...[
    "case a in ",
    "a) ",
    ";;",
    " esac",
    "if ",
    "; then ",
    "; fi",
    "for i in ",
    "; do ",
    "; done",
    "eval ",
    "sh -c ",
    "bash -c ",
    "unset ",
    "let ",
    "-c ",
  ],
];

const VALUES: readonly string[] = [
  "$(touch pwned)",
  "`touch pwned`",
  ";touch pwned;",
  "'\";touch pwned;#",
  "a[$(touch pwned)]",
  "./evil",
  "\ntouch pwned\n",
  "x}$(touch pwned)",
  ") touch pwned (",
  "E\ntouch pwned\n",
];

/** The text with a variable in place of each expression; undefined when any is refused or needs a number. */
function written(text: string): string | undefined {
  const { slots, unclosed } = scanPosix(text);
  if (unclosed !== undefined || slots.length === 0) return undefined;
  if (slots.some((slot) => slot.refusal !== undefined || slot.need !== undefined)) return undefined;
  let script = "";
  let at = 0;
  for (const slot of slots) {
    script += text.slice(at, slot.span.start) + posixVariable(slot, "EXECUTOR_EXPR_1");
    at = slot.span.end;
  }
  return script + text.slice(at);
}

/** The tests look at the same texts each time; `SHELL_FUZZ=5000` looks at as many others. What it finds becomes a case of the scanner's tests. */
const WANTED = Deno.env.get("SHELL_FUZZ");
const RUNS = WANTED === undefined ? { numRuns: 150, seed: 1 } : { numRuns: Number(WANTED) };

for (const shell of ["bash", "dash"]) {
  Deno.test({
    name: `scanPosix() lets no value of a random text become code in ${shell}`,
    ignore: Deno.build.os === "windows" || !["/bin", "/usr/bin"].some((folder) => exists(`${folder}/${shell}`)),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      const runs: { readonly folder: string; readonly what: string }[] = [];
      try {
        const text = fc.array(fc.constantFrom(...TOKENS), { minLength: 1, maxLength: 14 }).map((tokens) => tokens.join(""))
          .filter((each) => written(each) !== undefined);
        await fc.assert(
          fc.asyncProperty(text, fc.constantFrom(...VALUES), async (each, value) => {
            const script = written(each) ?? "";
            // A folder for each: what a text leaves in the background must not be taken for the next one's doing.
            const cwd = `${folder}/${runs.length}`;
            const what = `${JSON.stringify(script)} executed ${JSON.stringify(value)}`;
            runs.push({ folder: cwd, what });
            await Deno.mkdir(cwd);
            await Deno.writeTextFile(`${cwd}/evil`, "#!/bin/sh\ntouch pwned\n", { mode: 0o755 });
            await new Deno.Command("timeout", {
              args: ["2", shell, "-c", script],
              cwd,
              env: { EXECUTOR_EXPR_1: value },
              stdin: "null",
              stdout: "null",
              stderr: "null",
            }).output();
            assert.ok(!exists(`${cwd}/pwned`), what);
          }),
          RUNS,
        );
        for (const run of runs) assert.ok(!exists(`${run.folder}/pwned`), `${run.what} in the background`);
      } finally {
        // What a text left in the background may write there still.
        await Deno.remove(folder, { recursive: true }).catch(() => {});
      }
    },
  });
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
