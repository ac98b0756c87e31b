import type { Span } from "../../core/mod.ts";
import { isNode, nameOf, nodesOf, type SyntaxNode } from "./syntax_node.ts";

/** A name and where it stands. */
export interface NamedSpan {
  readonly name: string;
  readonly span: Span;
}

/** One static import, or export from another file. */
export interface ModuleLink {
  readonly specifier: string;
  /** The string literal of the specifier, quotes included. */
  readonly span: Span;
  /** The import attributes by name. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The names that the other file has to export. */
  readonly names: readonly NamedSpan[];
  /** `export * from`: exports whatever the other file does, except its default. */
  readonly isStar: boolean;
}

/** What a module's outermost level says. */
export interface ModuleLinks {
  readonly links: readonly ModuleLink[];
  /** The names it exports by itself, `default` among them. */
  readonly exports: ReadonlySet<string>;
}

/** Reads the imports and exports of a module. */
export function moduleLinks(tree: SyntaxNode): ModuleLinks {
  const links: ModuleLink[] = [];
  const exports = new Set<string>();
  for (const node of nodesOf(tree["body"])) {
    const specifiers = nodesOf(node["specifiers"]);
    switch (node.type) {
      case "ExportDefaultDeclaration":
        exports.add("default");
        continue;
      case "ExportNamedDeclaration":
        for (const { exported } of specifiers) exports.add(nameOf(exported) ?? "");
        for (const name of declaredNames(node["declaration"])) exports.add(name);
        break;
      case "ExportAllDeclaration":
        if (isNode(node["exported"])) exports.add(nameOf(node["exported"]) ?? "");
        break;
      case "ImportDeclaration":
        break;
      default:
        continue;
    }
    const { source } = node;
    const specifier = nameOf(source);
    if (!isNode(source) || specifier === undefined) continue;
    links.push({
      specifier,
      span: { start: source.start, end: source.end },
      attributes: new Map(nodesOf(node["attributes"]).map(({ key, value }) => [nameOf(key) ?? "", nameOf(value) ?? ""])),
      names: specifiers.flatMap(wantedName),
      isStar: node.type === "ExportAllDeclaration" && !isNode(node["exported"]),
    });
  }
  return { links, exports };
}

/** The name that an import or re-export takes from the other file. */
function wantedName(node: SyntaxNode): NamedSpan[] {
  const span = { start: node.start, end: node.end };
  if (node.type === "ImportDefaultSpecifier") return [{ name: "default", span }];
  const wanted = node.type === "ImportSpecifier" ? node["imported"] : node.type === "ExportSpecifier" ? node["local"] : undefined;
  const name = nameOf(wanted);
  return isNode(wanted) && name !== undefined ? [{ name, span: { start: wanted.start, end: wanted.end } }] : [];
}

/** The names that a declaration declares, however nested its patterns are. */
function declaredNames(declaration: unknown): string[] {
  if (!isNode(declaration)) return [];
  const names: string[] = [];
  const rest: unknown[] = declaration.type === "VariableDeclaration"
    ? nodesOf(declaration["declarations"]).map(({ id }) => id)
    : [declaration["id"]];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (!isNode(node)) continue;
    const name = node.type === "Identifier" ? nameOf(node) : undefined;
    if (name !== undefined) names.push(name);
    else rest.push(...nodesOf(node["elements"]), ...nodesOf(node["properties"]));
    for (const inner of [node["value"], node["left"], node["argument"]]) if (isNode(inner)) rest.push(inner);
  }
  return names;
}
