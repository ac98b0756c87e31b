import * as nodePath from "node:path";
import type { Permissions } from "../../core/mod.ts";
import { whatToDo } from "../protocol/what_to_do.ts";

/** How programs are found. */
export interface ProgramLookup {
  realPath(path: string): string;
  findProgram(name: string): string | undefined;
}

/**
 * One side's grant of `run`. Programs are compared by the real folder and the name in it: a name may be a link to a program that does
 * something else under each of its names, so where the link leads must not count.
 */
export class ProgramRules {
  readonly #isAll: boolean;
  readonly #patterns: readonly string[];
  readonly #places: ReadonlySet<string>;
  readonly #lookup: ProgramLookup;

  constructor(grant: Permissions["run"], folder: string, lookup: ProgramLookup) {
    this.#isAll = grant === true;
    this.#lookup = lookup;
    this.#patterns = typeof grant === "object" ? grant : [];
    const files = this.#patterns.flatMap((pattern) => {
      const file = /[/\\]/.test(pattern) ? nodePath.resolve(folder, pattern) : lookup.findProgram(pattern);
      return file === undefined ? [] : [this.#placeOf(file)];
    });
    this.#places = new Set(files);
  }

  /**
   * @param file The file that would be started, absolute; undefined when there is none: then the name itself may be granted, and what is
   * missing is not the permission.
   */
  allows(file: string | undefined, written: string): boolean {
    if (this.#isAll) return true;
    return file === undefined ? this.#patterns.includes(written) : this.#places.has(this.#placeOf(file));
  }

  #placeOf(file: string): string {
    return nodePath.join(this.#lookup.realPath(nodePath.dirname(file)), nodePath.basename(file));
  }
}

/**
 * What a script is told of a program that it may not start.
 *
 * @param isEvery Whether it takes the permission to start every program.
 */
export function programRefusal(written: string, by: "document" | "operator", isEvery = false): string {
  if (!isEvery) return `Requires run access to ${JSON.stringify(written)}${whatToDo("run", written, by)}`;
  const requires = `Requires run access to every program for ${written}`;
  return by === "operator"
    ? `${requires}, which the operator's --allow-run does not give`
    : `${requires}; add it to the task: permissions: { run: true }`;
}
