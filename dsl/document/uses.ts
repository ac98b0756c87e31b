import type { Reference } from "../../src/core/mod.ts";

/** The parameters that something reads. Where that cannot be told, all count as read. */
export class Uses {
  readonly #names = new Set<string>();
  #isWhole = false;

  /** Notes the paths that an expression reads. */
  add(references: readonly Reference[]): void {
    for (const [root, name] of references) {
      if (root !== "params") continue;
      if (name === undefined) this.addUnknown();
      else this.#names.add(name);
    }
  }

  /** Notes that any of them may be read: `params[x]`, or a text that could not be looked at. */
  addUnknown(): void {
    this.#isWhole = true;
  }

  has(name: string): boolean {
    return this.#isWhole || this.#names.has(name);
  }
}
