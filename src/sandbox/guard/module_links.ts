import type { Span } from "../../core/mod.ts";
import { isNode, nameOf, nodesOf, type SyntaxNode } from "./syntax_node.ts";

/** One static import, or export from another file. */
export interface ModuleLink {
  readonly specifier: string;
  /** The string literal of the specifier, quotes included. */
  readonly span: Span;
  /** The import attributes by name. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** What a module's outermost level says. */
export interface ModuleLinks {
  readonly links: readonly ModuleLink[];
  readonly hasDefault: boolean;
}

const LINKS = new Set(["ImportDeclaration", "ExportNamedDeclaration", "ExportAllDeclaration"]);

/** Reads the imports and the default export of a module. */
export function moduleLinks(tree: SyntaxNode): ModuleLinks {
  const links: ModuleLink[] = [];
  let hasDefault = false;
  for (const node of nodesOf(tree["body"])) {
    if (node.type === "ExportDefaultDeclaration") hasDefault = true;
    if (!LINKS.has(node.type)) continue;
    if (nodesOf(node["specifiers"]).some((each) => each.type === "ExportSpecifier" && nameOf(each["exported"]) === "default")) {
      hasDefault = true;
    }
    if (node.type === "ExportAllDeclaration" && nameOf(node["exported"]) === "default") hasDefault = true;
    const { source } = node;
    const specifier = nameOf(source);
    if (!isNode(source) || specifier === undefined) continue;
    const attributes = new Map(nodesOf(node["attributes"]).map((each) => [nameOf(each["key"]) ?? "", nameOf(each["value"]) ?? ""]));
    links.push({ specifier, span: { start: source.start, end: source.end }, attributes });
  }
  return { links, hasDefault };
}
