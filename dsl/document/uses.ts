import type { Reference } from "../../src/core/mod.ts";

/** What a document declares for expressions to read. */
export type Declaring = "config" | "params" | "secrets";

/** The settings, parameters and secrets that something reads. Where that cannot be told, all count as read. */
export class Uses {
  readonly #names: Readonly<Record<Declaring, Set<string>>> = { config: new Set(), params: new Set(), secrets: new Set() };
  readonly #whole = new Set<Declaring>();

  /** Notes the paths that an expression reads. */
  add(references: readonly Reference[]): void {
    for (const [root, name] of references) {
      if (root !== "config" && root !== "params" && root !== "secrets") continue;
      if (name === undefined) this.addWhole(root);
      else this.#names[root].add(name);
    }
  }

  /** Notes that any of a kind may be read: `params[x]`, or by a program that is handed them all. */
  addWhole(kind: Declaring): void {
    this.#whole.add(kind);
  }

  /** Notes a text that could not be looked at. */
  addUnknown(): void {
    for (const kind of ["config", "params", "secrets"] as const) this.addWhole(kind);
  }

  has(kind: Declaring, name: string): boolean {
    return this.#whole.has(kind) || this.#names[kind].has(name);
  }
}
