import { fromFileUrl } from "../../../tools/paths.ts";
import { bundle } from "../../../tools/build/bundle.ts";
import { compile, WORKER } from "../../../tools/build/compile.ts";
import type { Program } from "./arena.ts";
import type { AttackScript } from "./attack.ts";
import type { PreparedPlaces } from "./places.ts";
import { VICTIM } from "./victim.ts";

const TIME_MS = 1500;

/** A worker of Deno's own, with no permission and nothing else around it: what attacks have to succeed against to be worth anything. */
export class PlainWorker implements AsyncDisposable {
  readonly #argv: readonly string[];
  readonly #folder: string | undefined;

  private constructor(argv: readonly string[], folder?: string) {
    this.#argv = argv;
    this.#folder = folder;
  }

  /** From the sources with this Deno, or compiled as the product's binary is. */
  static async of(program: Program): Promise<PlainWorker> {
    const [main, worker] = ["./plain_main.ts", "./plain_worker.ts"].map((name) => new URL(name, import.meta.url)) as [URL, URL];
    if (program === "sources") {
      return new PlainWorker([
        Deno.execPath(),
        "run",
        "--allow-all",
        "--no-prompt",
        "--quiet",
        "--unstable-worker-options",
        fromFileUrl(main),
      ]);
    }
    const folder = await Deno.makeTempDir({ prefix: "executor-plain-" });
    await bundle([main, worker], `${folder}/bundle`);
    await Deno.rename(`${folder}/bundle/plain_main.js`, `${folder}/bundle/main.js`);
    const name = WORKER.replace(/ts$/, "js");
    const inside = `${folder}/bundle/${name}`;
    await Deno.mkdir(inside.slice(0, inside.lastIndexOf("/")), { recursive: true });
    await Deno.rename(`${folder}/bundle/plain_worker.js`, inside);
    const binary = new URL(`file://${folder}/plain`);
    if (await compile(`${folder}/bundle`, binary, [name]) === undefined) throw new Error("The plain worker could not be compiled");
    return new PlainWorker([fromFileUrl(binary)], folder);
  }

  /** Says in what an attack succeeds; undefined when it does not. */
  async attack(script: AttackScript, places: PreparedPlaces): Promise<string | undefined> {
    places.write(script);
    await Deno.writeTextFile(`${places.folder}/victim.js`, script.victim ?? VICTIM);
    const [program = "", ...args] = this.#argv;
    const child = new Deno.Command(program, {
      args: [...args, places.folder, String(TIME_MS)],
      env: { CANARY: places.secret },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const timer = setTimeout(() => child.kill("SIGKILL"), TIME_MS * 3);
    const { code, signal, stdout } = await child.output();
    clearTimeout(timer);
    const said = new TextDecoder().decode(stdout.subarray(-1024 * 1024));
    if (said.includes(places.secret)) return "it tells the secret";
    const trace = places.traces();
    if (trace !== undefined) return trace;
    if (code !== 0 || signal !== null) return `the whole process ends with ${signal ?? code}`;
    return lastWords(said);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#folder !== undefined) await Deno.remove(this.#folder, { recursive: true });
  }
}

function lastWords(said: string): string | undefined {
  const line = said.split("\n").findLast((line) => line.startsWith("{"));
  try {
    const { status, end, victim } = JSON.parse(line ?? "");
    if (status === "silent") return "it goes on after its time";
    if (status === "dead") return "the worker is gone";
    if (victim === undefined) return "the next task never ends";
    if (victim.status !== "returned") return `the next task fails: ${victim.message}`;
    if (victim.outputs.seen.length > 0) return `the next task sees ${victim.outputs.seen}`;
    if (JSON.stringify(victim).includes("MARK")) return "the next task's log is not its own";
    if (JSON.stringify(end).includes("BROKEN")) return "it says so itself";
    return undefined;
  } catch {
    return "nothing true can be read from it";
  }
}
