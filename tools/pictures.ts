/**
 * `deno run -A tools/pictures.ts [NAME…]` draws the pictures of docs/pictures anew: it runs each command with `dist/executor` in a terminal
 * of its own, as root on Linux, and writes what was shown as an SVG. What they show differs from machine to machine, so no test compares them.
 *
 * @module
 */
import { openSession } from "../src/platform/terminal/mod.ts";
import { drawTerminal } from "./pictures/draw_terminal.ts";
import { ROOT } from "./paths.ts";

interface Picture {
  readonly columns: number;
  /** Shell text that prepares what is there; its output is not shown. */
  readonly before?: string;
  /** Shell text, shown as typed. */
  readonly command: string;
}

/** Nothing of the machine but the command's own processes is to be seen. */
const ALONE = ["unshare", "--cgroup", "--pid", "--fork", "--mount-proc"] as const;

const EXAMPLES = new URL("examples", ROOT).pathname;

/** By the file's name. */
const PICTURES: Readonly<Record<string, Picture>> = {
  doctor: { columns: 130, command: "executor doctor" },
  diagnose_process: {
    columns: 100,
    before: "cat < /dev/zero > /dev/null & echo $! > pid",
    command: "executor diagnose process $(cat pid) --stacks",
  },
  keyboard: {
    columns: 100,
    // Events of an input device: seconds, code and value in octal. Shift, A held, both released, F13.
    before: `e() { printf "\\\\$1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\1\\0\\\\$2\\0\\\\$3\\0\\0\\0"; }
      (e 1 52 1; e 2 36 1; e 3 36 2; e 3 36 0; e 4 52 0; e 7 267 1) > pedal.rec`,
    command: "executor diagnose keyboard --device pedal.rec",
  },
  confinement: { columns: 130, before: `cp ${EXAMPLES}/confine/pipeline.yaml .`, command: "executor run pipeline.yaml 2>&1 | cat" },
  probe: {
    columns: 100,
    before: "(sleep 1; for i in 1 2 3; do date; factor $i; sh -c 'exec true'; done) &",
    command: "executor probe run exec --count 6 --where 'ppid > 0'",
  },
  probe_syscall: {
    columns: 100,
    before: "(for i in $(seq 400); do factor $i; date; done) &",
    command: "executor probe run syscall --syscall openat --comm date --duration 2s | tail -14",
  },
  sessions: {
    columns: 130,
    before: "mkdir pipelines; executor serve pipelines --state state & until executor status --state state; do sleep 0.1; done",
    command: "export EXECUTOR_URL=http://127.0.0.1:7400 EXECUTOR_TOKEN=$(cat state/token)\n" +
      "executor shell --remote -- sh -c 'echo hello from $(basename $0); stty size; exit 3'; executor shell --list",
  },
  shell: {
    columns: 120,
    command: "executor shell --record demo.cast -- sh -c 'echo one; sleep 0.2; echo two' && head -1 demo.cast && executor play demo.cast",
  },
};

/** Runs shell text in a terminal and gives back what was shown. */
async function show(text: string, cwd: string, columns: number): Promise<string> {
  let shown = "";
  const decoder = new TextDecoder();
  const env = { ...Deno.env.toObject(), PATH: `${new URL("dist", ROOT).pathname}:${Deno.env.get("PATH") ?? ""}`, TERM: "xterm-256color" };
  for (const name of ["NO_COLOR", "CI"]) delete (env as Record<string, string>)[name];
  const session = await openSession({
    argv: [...ALONE, "sh", "-c", text],
    cwd,
    env,
    size: { columns, rows: 50 },
    stdin: "terminal",
    output: (bytes) => void (shown += decoder.decode(bytes, { stream: true })),
  });
  await session.exited;
  return shown;
}

async function draw(name: string, { columns, before = "", command }: Picture): Promise<void> {
  const cwd = await Deno.makeTempDir({ prefix: "executor-picture-" });
  try {
    const output = await show(`(${before || ":"}) > /dev/null 2>&1 < /dev/null\n${command}`, cwd, columns);
    const svg = drawTerminal(`\x1b[1m$ ${command.replaceAll("\n", "\n$ ")}\x1b[0m\r\n${output}`, columns);
    await Deno.writeTextFile(new URL(`docs/pictures/${name}.svg`, ROOT), svg);
    console.log(`docs/pictures/${name}.svg`);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

const wanted = Deno.args.length > 0 ? Deno.args : Object.keys(PICTURES);
for (const name of wanted) {
  const picture = PICTURES[name];
  if (picture === undefined) throw new RangeError(`No picture ${name}; there are ${Object.keys(PICTURES).join(" ")}`);
  await draw(name, picture);
}
