import * as nodePath from "node:path";
import { pathToFileURL } from "node:url";
import type { Program } from "./guard/mod.ts";

const MODE = 0o700;

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
    this.path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "executor-sandbox-" }));
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
      [Symbol.dispose]: () => Deno.removeSync(link),
    };
  }

  [Symbol.dispose](): void {
    try {
      Deno.removeSync(this.path, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** A program as one task sees it. */
export interface Loan extends Disposable {
  /** Address of the entry. */
  readonly entry: string;
  /** What the addresses of all its files begin with. */
  readonly base: string;
}
