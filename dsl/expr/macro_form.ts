import type { Expr, MacroExpr, MacroName } from "./tree.ts";

/** The parts of a macro, or the argument that keeps a call from being one. */
export type MacroForm = Pick<MacroExpr, "name" | "range" | "vars" | "args"> | { readonly misplaced: Expr; readonly message: string };

/** Takes a method call apart as a macro by its name and the number of its arguments; undefined when it is an ordinary call. */
export function macroForm(written: string, target: Expr, args: readonly Expr[]): MacroForm | undefined {
  const isBind = written === "bind" && target.kind === "ident" && target.name === "cel" && args.length === 3;
  const count = isBind ? 1 : SHAPES.get(written)?.get(args.length);
  const range = isBind ? args[1] : target;
  if (count === undefined || range === undefined) return undefined;
  const vars: { name: string; span: Expr["span"] }[] = [];
  for (const arg of args.slice(0, count)) {
    if (arg.kind !== "ident" || arg.absolute) return { misplaced: arg, message: `${written}() takes the name of a variable here` };
    if (vars.some((known) => known.name === arg.name)) return { misplaced: arg, message: `${written}() needs two different names` };
    vars.push({ name: arg.name, span: arg.span });
  }
  const name = written === "existsOne" ? "exists_one" : written as MacroName;
  return { name, range, vars, args: args.slice(isBind ? 2 : count) };
}

/** For each macro: how many variables it binds, by the number of its arguments. */
const SHAPES: ReadonlyMap<string, ReadonlyMap<number, number>> = new Map([
  ["all", new Map([[2, 1], [3, 2]])],
  ["exists", new Map([[2, 1], [3, 2]])],
  ["exists_one", new Map([[2, 1], [3, 2]])],
  ["existsOne", new Map([[2, 1], [3, 2]])],
  ["map", new Map([[2, 1], [3, 1]])],
  ["filter", new Map([[2, 1]])],
  ["transformList", new Map([[3, 2], [4, 2]])],
  ["transformMap", new Map([[3, 2], [4, 2]])],
]);
