import * as nodePath from "node:path";
import { pathToFileURL } from "node:url";
import type { Program } from "./guard/mod.ts";

const MODE = 0o700;
const PREFIX = "executor-sandbox-";
/** What process ids of this machine, or this container, begin with: another's mean nothing here. */
const NAMESPACE = processNamespace();

/**
 * The folder that sandboxes import programs from: nobody else reads or writes it, and a sandbox cannot write it. A program is written once;
 * each task sees it under a name of its own, so that each has its own instances of its modules.
 */
export class PrivateFolder implements Disposable {
  /** Absolute. */
  readonly path: string;
  readonly #written = new Set<string>();
  #lastTask = 0;

  constructor() {
    this.path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: `${PREFIX}${NAMESPACE}-${Deno.pid}-` }));
    Deno.chmodSync(this.path, MODE);
  }

  /** Lends a program to one task; dispose the loan once the task has ended. */
  lend(program: Program): Loan {
    const folder = nodePath.join(this.path, program.hash);
    if (!this.#written.has(program.hash)) {
      for (const [path, text] of program.files) {
        const file = nodePath.join(folder, path);
        Deno.mkdirSync(nodePath.dirname(file), { recursive: true, mode: MODE });
        Deno.writeTextFileSync(file, text);
      }
      this.#written.add(program.hash);
    }
    const link = nodePath.join(this.path, `t${++this.#lastTask}`);
    // A junction where links need a privilege.
    Deno.symlinkSync(folder, link, { type: Deno.build.os === "windows" ? "junction" : "dir" });
    const base = `${pathToFileURL(link).href}/`;
    return {
      entry: `${base}${program.entry}`,
      base,
      // In its own time: what is left in the end goes with the folder.
      [Symbol.dispose]: () => void Deno.remove(link).catch(() => {}),
    };
  }

  [Symbol.dispose](): void {
    try {
      Deno.removeSync(this.path, { recursive: true });
      removeLeftBehind(nodePath.dirname(this.path));
    } catch {
      // The system's temporary folder is cleaned by others too.
    }
  }
}

/** Removes the folders of processes that were killed before they could. */
function removeLeftBehind(temporary: string): void {
  for (const { name } of Deno.readDirSync(temporary)) {
    const own = `${PREFIX}${NAMESPACE}-`;
    const pid = name.startsWith(own) ? Number.parseInt(name.slice(own.length)) : NaN;
    if (!(pid > 0) || Deno.build.os !== "linux" || isAlive(pid)) continue;
    try {
      Deno.removeSync(nodePath.join(temporary, name), { recursive: true });
    } catch {
      // Another user's, who removes it likewise.
    }
  }
}

function processNamespace(): string {
  try {
    return /\d+/.exec(Deno.readLinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}

function isAlive(pid: number): boolean {
  try {
    Deno.statSync(`/proc/${pid}`);
    return true;
  } catch {
    return false;
  }
}

/** A program as one task sees it. */
export interface Loan extends Disposable {
  /** Address of the entry. */
  readonly entry: string;
  /** What the addresses of all its files begin with. */
  readonly base: string;
}
