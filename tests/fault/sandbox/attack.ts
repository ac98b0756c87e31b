import type { Permissions, ScriptEnd, ScriptLimits } from "../../../src/core/mod.ts";

/** What stands between a script and what it wants; the words of the table in docs/security.md. */
export type Layer = keyof typeof LAYERS;

/** The layers, from the first that a script meets to the last. */
export const LAYERS = {
  guard: "every file is read, resolved and checked before anything runs, and copied to where scripts are imported from",
  realm: "what is not listed is absent, and all that tasks share is frozen",
  host: "what a task owns ends with it; a sandbox with anything left running is not used again",
  worker: "the worker has no permission, and code from strings is off",
  process: "a sandbox is a process of its own, started with nothing of the run's, watched and killed from outside",
  kernel: "Landlock and limits of the kernel hold the process",
  broker: "the parent does what was granted, on what was opened, and checks every message",
  limits: "the parent counts, measures and kills",
} as const;

/** What stands around an attack: a folder it belongs in, and canaries outside of it. */
export interface Places {
  /** The pipeline's folder. */
  readonly folder: string;
  /** A folder beside it; `secret.txt`, `secret.json`, `secret.js` and `secret.wasm` hold {@link secret}. Nothing may appear in it. */
  readonly outside: string;
  /** Nobody may tell it. It is also the value of the variable `CANARY`. */
  readonly secret: string;
  /** Address of a server that nobody may reach. */
  readonly server: string;
  /** Address of another server, that may be granted: it sends everybody on to {@link server}, or to `to`, with the status `status`. */
  readonly door: string;
}

/** One run of an attack. */
export interface AttackScript {
  /** Texts by name in the pipeline's folder; `main.js` is the script. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Links in the folder: name to target. */
  readonly links?: Readonly<Record<string, string>>;
  /** The next task of the same pipeline. It succeeds by returning `{ seen: [] }`: what it lists is what reached it. Default: a look around. */
  readonly victim?: string;
  readonly limits?: ScriptLimits;
  /** Milliseconds of wall time until it is cancelled. Default: see {@link timeOf}. */
  readonly timeMs?: number;
  readonly permissions?: Permissions;
  /** What has to become of it behind the guard's rules. Default: it may end as it likes. */
  readonly ends?: RegExp;
  /** Whether the guard's rules refuse it; default: when `guard` is among the attack's layers. */
  readonly isRefused?: boolean;
}

/** One attack: what is tried, what it is measured by, and what stops it. */
export interface Attack {
  /** Its row in the table. */
  readonly title: string;
  /** The layers that stop it, in the order in which it meets them. With `guard` among them the rules refuse it before it runs. */
  readonly stoppedBy: readonly Layer[];
  /** The runs it consists of, by name. */
  scripts(places: Places): Readonly<Record<string, AttackScript>>;
  /** Further signs that it succeeded. What all attacks are measured by needs no mention: secrets, visitors, files, the next task, liveness. */
  breach?(outcome: Outcome): string | undefined;
  /** Whether it succeeds in a plain worker with the same permissions, in the compiled program where `compiled` says so; or why it is kept. */
  readonly plain: "works" | "works compiled" | { readonly keptBecause: string };
}

/** What became of one run. */
export interface Outcome {
  readonly end: ScriptEnd;
  /** Of the script: standard output, standard error and log together. */
  readonly output: string;
  readonly outputBytes: number;
  readonly elapsedMs: number;
  readonly victim: ScriptEnd;
  readonly victimOutput: string;
}

const TIME_MS = 5000;
/** Far above what any limit takes to be reached, on a busy machine too. */
export const PATIENCE_MS = 60_000;

/** Milliseconds of wall time that a script has: what has to end in another way is given more than it can need. */
export function timeOf({ timeMs, ends }: AttackScript): number {
  return timeMs ?? (ends?.test(JSON.stringify({ status: "stopped" })) === true ? TIME_MS : PATIENCE_MS);
}

/**
 * A script that tries expressions one after another and returns what they gave; what they throw is given as text.
 *
 * @param head Statements before the function, such as imports.
 */
export function trying(expressions: readonly string[], head = ""): string {
  return `${head}
export default async function () {
  const got = [];
  const attempt = async (name, act) => {
    try {
      const value = await act();
      let text;
      try { text = typeof value === "object" && value !== null ? JSON.stringify(value) ?? "" : String(value); } catch { text = "odd"; }
      got.push(name + " gave " + text.slice(0, 500));
    } catch (error) {
      let text;
      try { text = String(error.message); } catch { text = "odd"; }
      got.push(name + " threw " + text.slice(0, 200));
    }
  };
${expressions.map((text, index) => `  await attempt("${index}", async () => (${text}));`).join("\n")}
  return { got };
}
`;
}
