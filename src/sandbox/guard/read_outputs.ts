import {
  type DeclaredOutput,
  type DeclaredOutputs,
  nearest,
  OUTPUT_TYPES,
  type OutputType,
  type Span,
  TYPE_SYNONYMS,
} from "../../core/mod.ts";
import { GUARD_LIMITS } from "./limits.ts";
import { moduleLinks } from "./module_links.ts";
import { quoted } from "./quoted.ts";
import { isNode, nameOf, nodesOf, type SyntaxNode } from "./syntax_node.ts";

/** Something wrong with a declaration. */
export interface OutputsProblem {
  readonly message: string;
  readonly span: Span;
  readonly hint: string;
}

/** What a script declares of its outputs: everything, or what is wrong with it. */
export type ReadOutputs = { readonly outputs: DeclaredOutputs } | { readonly problems: readonly OutputsProblem[] };

const EXAMPLE = 'Write it out: `export const outputs = { count: "int", name: "string?" }`';

/**
 * Reads `export const outputs = { count: "int" }` of a script from its syntax; nothing is run, so it has to be written out.
 *
 * @returns Undefined for a script that exports no such name.
 */
export function readOutputs(tree: SyntaxNode): ReadOutputs | undefined {
  const exporting = nodesOf(tree["body"]).find((node) => moduleLinks({ ...tree, body: [node] }).exports.has("outputs"));
  if (exporting === undefined) return undefined;
  const declaration = exporting["declaration"];
  const declarators = isNode(declaration) && declaration["kind"] === "const" ? nodesOf(declaration["declarations"]) : [];
  const value = withoutParentheses(declarators.find(({ id }) => nameOf(id) === "outputs")?.["init"]);
  if (value === undefined) return notWritten(exporting);
  return value.type === "ObjectExpression" ? readEntries(nodesOf(value["properties"])) : notWritten(value);
}

function notWritten(node: SyntaxNode): ReadOutputs {
  const message = "The types of a script's outputs are read without running it, and these are not written out";
  return { problems: [{ message, span: spanOf(node), hint: EXAMPLE }] };
}

function readEntries(properties: readonly SyntaxNode[]): ReadOutputs {
  const outputs = new Map<string, DeclaredOutput>();
  const names = new Set<string>();
  const problems: OutputsProblem[] = [];
  const add = (node: SyntaxNode, message: string, hint: string) => problems.push({ message, span: spanOf(node), hint });
  for (const property of properties) {
    if (problems.length >= GUARD_LIMITS.diagnostics) break;
    const name = property.type === "Property" && property["computed"] !== true ? nameOf(property["key"]) : undefined;
    const value = withoutParentheses(property["value"]);
    if (name === undefined || value === undefined) {
      add(property, "An output is declared by its name and the name of its type", EXAMPLE);
      continue;
    }
    const written = value.type === "Literal" ? value["value"] : undefined;
    if (typeof written !== "string") {
      add(
        value,
        `The type of the output ${quoted(name)} is not written out`,
        'For example "int", "list<string>", or "url?" for one that may be absent',
      );
      continue;
    }
    if (names.has(name)) add(property, `The output ${quoted(name)} is declared twice`, "Take one of the two away");
    names.add(name);
    const type = readType(written);
    if (type === undefined) add(value, `There is no type ${quoted(written)}`, hintFor(written));
    else outputs.set(name, type);
  }
  return problems.length > 0 ? { problems } : { outputs };
}

const SPELLING = /^(?:(list|map)<(?:\s*string\s*,)?\s*(\w+)\s*>|(\w+))(\?)?$/;

function readType(written: string): DeclaredOutput | undefined {
  const [, outer, inner, plain, mark] = SPELLING.exec(written) ?? [];
  const type = knownType(outer ?? plain);
  if (type === undefined) return undefined;
  const isOptional = mark !== undefined;
  if (outer === undefined) return { type, isOptional };
  const items = knownType(inner);
  return items === undefined ? undefined : items === "any" ? { type, isOptional } : { type, items, isOptional };
}

function knownType(name: string | undefined): OutputType | undefined {
  return OUTPUT_TYPES.find((type) => type === name);
}

/** The type that was probably meant, as it is written. */
function hintFor(written: string): string {
  const [, outer, inner, plain, mark = ""] = SPELLING.exec(written) ?? [];
  const name = inner ?? plain;
  const close = name === undefined ? undefined : TYPE_SYNONYMS[name.toLowerCase()] ?? nearest(name, OUTPUT_TYPES);
  if (close === undefined || close === name) return `Types: ${OUTPUT_TYPES.join(", ")}, list<…> and map<…> of one of them, with ? behind`;
  return `Did you mean "${outer === undefined ? close : `${outer}<${close}>`}${mark}"?`;
}

/** What stands in parentheses, as `/** @type {const} *\/ ({ … })` does; undefined for what is no node. */
function withoutParentheses(value: unknown): SyntaxNode | undefined {
  let node = value;
  while (isNode(node) && node.type === "ParenthesizedExpression") node = node["expression"];
  return isNode(node) ? node : undefined;
}

function spanOf({ start, end }: SyntaxNode): Span {
  return { start, end };
}
