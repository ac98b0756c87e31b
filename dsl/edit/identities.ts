import type { Json } from "../../src/core/mod.ts";
import { isList } from "./is_list.ts";
import { numberText, sameJson } from "./same_json.ts";

/** Levels whose values are compared directly. */
const DIRECT_LEVELS = 4;

/**
 * Numbers for values: two values have the same number exactly when they are equal. Key order is no difference, and numbers are compared by
 * value, whether they are `number` or `bigint`. Each part of a value is looked at once, however often it is asked for.
 */
export class Identities {
  readonly #byText = new Map<string, number>();
  readonly #known = new Map<object, number>();

  /** The number of a value. The value must not change afterwards. */
  of(value: Json): number {
    if (typeof value !== "object" || value === null) return this.#number(scalarText(value));
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const number = this.#number(isList(value) ? `[${value.map((item) => this.of(item)).join()}` : this.#objectText(value));
    this.#known.set(value, number);
    return number;
  }

  /**
   * Whether two values are equal.
   *
   * @param depth How many collections they stand in, where it is asked once for each level on the way to a difference.
   */
  same(a: Json, b: Json, depth = Infinity): boolean {
    // Most documents differ in one place: giving a number to every value of both costs more than to look again at each of a few levels.
    return depth < DIRECT_LEVELS ? sameJson(a, b) : a === b || this.of(a) === this.of(b);
  }

  #objectText(value: Readonly<Record<string, Json>>): string {
    let text = "{";
    for (const key of Object.keys(value).sort()) text += `${JSON.stringify(key)}${this.of(value[key] ?? null)},`;
    return text;
  }

  #number(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    this.#byText.set(text, this.#byText.size);
    return this.#byText.size - 1;
  }
}

/** Equal texts for equal scalars. */
function scalarText(value: null | boolean | number | bigint | string): string {
  if (typeof value === "string") return `"${value}`;
  return typeof value === "number" || typeof value === "bigint" ? numberText(value) : String(value);
}
