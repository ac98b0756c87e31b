import { syntaxOf } from "../../sandbox/guard/mod.ts";
import { ModuleSyntax } from "./module_syntax.ts";

/** The syntax of a module's text, TypeScript. */
export async function syntaxOfText(text: string): Promise<ModuleSyntax> {
  return new ModuleSyntax(text, await syntaxOf(text, "module.ts"));
}
