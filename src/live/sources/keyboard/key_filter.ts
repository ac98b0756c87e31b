import { compileExpr, double, parseExpr, type Program } from "../../../../dsl/expr/mod.ts";
import type { KeyboardSource } from "../../../core/mod.ts";
import type { KeyEvent } from "../../../core/keyboard/mod.ts";

/** Which keys a source means. Presses alone, unless it says otherwise. */
export class KeyFilter {
  readonly #keys: ReadonlySet<string> | undefined;
  readonly #actions: ReadonlySet<string>;
  readonly #where: Program | undefined;

  constructor({ keys, actions = ["press"], where }: Pick<KeyboardSource, "keys" | "actions" | "where">) {
    this.#keys = keys.includes("any") ? undefined : new Set(keys);
    this.#actions = new Set(actions);
    const expr = where === undefined ? undefined : parseExpr(where).expr;
    this.#where = expr && compileExpr(expr);
  }

  /** A condition that fails is no. */
  passes(event: KeyEvent): boolean {
    if (!this.#actions.has(event.action)) return false;
    if (this.#keys !== undefined && !this.#keys.has(event.keyCode)) return false;
    if (this.#where === undefined) return true;
    try {
      return this.#where.evaluate({ ...event, modifiers: [...event.modifiers], timestamp: double(event.timestamp) }) === true;
    } catch {
      return false;
    }
  }
}
