/** A macro, as the documentation shows it. What it does is part of the language and stands in the compiler. */
export interface MacroRow {
  readonly name: string;
  /** How it is written; `x` and `i, x` are names that it binds. */
  readonly forms: readonly string[];
  /** One sentence for the documentation. */
  readonly summary: string;
  /** An expression and one that it equals; run as a test and printed in the documentation. */
  readonly example: readonly [expr: string, value: string];
}

/** Every macro, in the order of the documentation. All run over lists and maps; a map gives its keys, or its keys and values. */
export const MACROS: readonly MacroRow[] = [
  {
    name: "has",
    forms: ["has(e.field)"],
    summary: "Whether a map has a field; its value may be null",
    example: ["has({'a': null}.a)", "true"],
  },
  {
    name: "all",
    forms: ["e.all(x, condition)", "e.all(i, x, condition)"],
    summary: "Whether a condition holds for every item; one that is false wins over errors of others",
    example: ["[1, 2, 3].all(x, x > 0)", "true"],
  },
  {
    name: "exists",
    forms: ["e.exists(x, condition)", "e.exists(i, x, condition)"],
    summary: "Whether a condition holds for some item; one that is true wins over errors of others",
    example: ["[1, 2, 3].exists(x, x > 2)", "true"],
  },
  {
    name: "exists_one",
    forms: ["e.exists_one(x, condition)", "e.existsOne(i, x, condition)"],
    summary: "Whether a condition holds for exactly one item; existsOne is the same",
    example: ["[1, 2, 3].exists_one(x, x > 2)", "true"],
  },
  {
    name: "filter",
    forms: ["e.filter(x, condition)"],
    summary: "The items (of a map: the keys) for which a condition holds",
    example: ["[1, 2, 3].filter(x, x != 2)", "[1, 3]"],
  },
  {
    name: "map",
    forms: ["e.map(x, result)", "e.map(x, condition, result)"],
    summary: "A list of what becomes of each item, or of those for which a condition holds",
    example: ["[1, 2, 3].map(x, x > 1, x * x)", "[4, 9]"],
  },
  {
    name: "transformList",
    forms: ["e.transformList(i, x, result)", "e.transformList(i, x, condition, result)"],
    summary: "The same with the index or key of each item at hand",
    example: ["['a', 'b'].transformList(i, x, string(i) + x)", "['0a', '1b']"],
  },
  {
    name: "transformMap",
    forms: ["e.transformMap(k, x, result)", "e.transformMap(k, x, condition, result)"],
    summary: "A map with the same keys (of a list: the indexes) and new values",
    example: ["{'a': 1, 'b': 2}.transformMap(k, x, x > 1, k + string(x))", "{'b': 'b2'}"],
  },
  {
    name: "bind",
    forms: ["cel.bind(name, value, result)"],
    summary: "The result, in which a name stands for a value that is computed once",
    example: ["cel.bind(x, 2 + 3, x * x)", "25"],
  },
];
