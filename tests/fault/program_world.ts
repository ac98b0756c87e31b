import { existsSync } from "node:fs";
import { programFolder } from "../program.ts";

/** How the program ended. */
export interface ProgramEnd {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program while it runs. */
export interface RunningProgram {
  readonly pid: number;
  readonly ended: Promise<ProgramEnd>;
  /** Does nothing once it has ended. */
  kill(signal: Deno.Signal): void;
}

/** What `show --json` prints, as far as the tests read it. */
export interface ShownRun {
  readonly run: string;
  readonly pipeline: string;
  readonly status: string;
  readonly tasks: readonly {
    readonly id: string;
    readonly status: string;
    readonly attempts: number;
    readonly reason?: string;
    readonly error: { readonly code: string; readonly message: string } | null;
  }[];
}

/** Hardly a program of these tests needs a second, also on a busy machine; one that hangs fails its test. */
const LIMIT_MS = 60_000;

/** Options of {@link ProgramWorld.create}. */
export interface ProgramWorldOptions {
  /** Milliseconds after which a program that still runs is killed. Default 60,000. */
  readonly limitMs?: number;
}

let bin: Promise<string> | undefined;

/** A fresh folder with a user's files and a state folder, and the program to use there; all that was started dies with it. */
export class ProgramWorld implements AsyncDisposable {
  /** Absolute. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #limitMs: number;
  readonly #running = new Set<RunningProgram>();

  private constructor(dir: string, env: Record<string, string>, limitMs: number) {
    this.dir = dir;
    this.env = env;
    this.#limitMs = limitMs;
  }

  /** @param files Texts by name; those named `.sh` may be executed. */
  static async create(files: Readonly<Record<string, string>> = {}, options: ProgramWorldOptions = {}): Promise<ProgramWorld> {
    const folder = await (bin ??= programFolder());
    const dir = await Deno.makeTempDir({ prefix: "executor-fault-" });
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${dir}/${name}`, text, name.endsWith(".sh") ? { mode: 0o755 } : {});
    }
    return new ProgramWorld(dir, {
      PATH: `${folder}:${Deno.env.get("PATH")}`,
      HOME: dir,
      EXECUTOR_STATE: `${dir}/.state`,
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
      NO_COLOR: "1",
    }, options.limitMs ?? LIMIT_MS);
  }

  /** The state folder. */
  get state(): string {
    return `${this.dir}/.state`;
  }

  /** Starts `executor` with arguments. */
  start(...args: string[]): RunningProgram {
    return this.#spawn("executor", args);
  }

  /** Starts `executor` with variables besides the world's. */
  startProgram(args: readonly string[], env: Readonly<Record<string, string>>): RunningProgram {
    return this.#spawn("executor", [...args], env);
  }

  /** Runs `executor` to its end. */
  run(...args: string[]): Promise<ProgramEnd> {
    return this.start(...args).ended;
  }

  /** Starts shell text that finds `executor` in its `PATH`. */
  startShell(text: string, env: Readonly<Record<string, string>> = {}): RunningProgram {
    return this.#spawn("sh", ["-c", text], env);
  }

  /** Runs shell text to its end. */
  shell(text: string, env: Readonly<Record<string, string>> = {}): Promise<ProgramEnd> {
    return this.startShell(text, env).ended;
  }

  /** Starts a Deno program of the tests in this world. */
  startScript(url: URL, ...args: string[]): RunningProgram {
    return this.#spawn(Deno.execPath(), ["run", "--allow-all", "--no-check", "--quiet", url.pathname, ...args]);
  }

  /** A run as the program shows it. */
  async show(run = "last"): Promise<ShownRun> {
    const { code, stdout, stderr } = await this.run("show", run, "--json");
    if (code !== 0) throw new Error(`show ${run} ended with ${code}: ${stdout}${stderr}`);
    return JSON.parse(stdout);
  }

  /** Whether anything stands at a path within the world's folder. */
  exists(name: string): boolean {
    return existsSync(`${this.dir}/${name}`);
  }

  /** The lines of a file; none when there is no file. */
  lines(name: string): string[] {
    try {
      return Deno.readTextFileSync(`${this.dir}/${name}`).split("\n").filter((line) => line !== "");
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#running) program.kill("SIGKILL");
    for (const program of this.#running) await program.ended;
    await Deno.remove(this.dir, { recursive: true });
  }

  #spawn(command: string, args: string[], env: Readonly<Record<string, string>> = {}): RunningProgram {
    const child = new Deno.Command(command, {
      args,
      cwd: this.dir,
      clearEnv: true,
      env: { ...this.env, ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const decoder = new TextDecoder();
    const deadline = setTimeout(() => program.kill("SIGKILL"), this.#limitMs);
    const program: RunningProgram = {
      pid: child.pid,
      ended: child.output().then(({ code, signal, stdout, stderr }) => {
        clearTimeout(deadline);
        this.#running.delete(program);
        return { code, signal, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
      }),
      kill: (signal) => {
        try {
          child.kill(signal);
        } catch {
          // It has ended.
        }
      },
    };
    this.#running.add(program);
    return program;
  }
}

/** The events that `run --json` printed. */
export function eventsOf({ stdout }: ProgramEnd): Record<string, unknown>[] {
  return stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}
