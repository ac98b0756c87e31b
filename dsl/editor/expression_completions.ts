import { formatType, FUNCTIONS, MACROS, type Type } from "../expr/mod.ts";
import { isNamespace } from "../expr/functions/mod.ts";
import { isFlowFile } from "../is_flow_file.ts";
import type { Scope } from "../scope/mod.ts";
import type { MapNode } from "../tree.ts";
import type { Completion, Completions } from "./completion.ts";
import type { EditorDocument } from "./editor_document.ts";
import { descriptionOf } from "./expression_markdown.ts";
import { functionMarkdown, nameOf, signature } from "./function_markdown.ts";
import { nameChain } from "./name_chain.ts";
import type { Place } from "./place.ts";
import { scopeAt } from "./scope_at.ts";
import { typeAt } from "./type_at.ts";

/** The names that may go on with an expression: variables, fields, functions. */
export function expressionCompletions(
  document: EditorDocument,
  place: Pick<Place, "field" | "task">,
  { source, at }: { readonly source: string; readonly at: number },
): Completions {
  const chain = nameChain(source, at);
  if (chain === undefined) return { items: [], written: 0 };
  const { before, isKey, written } = chain;
  const scope = scopeAt(document, place);
  const isLeadingDot = before?.length === 0 && source[chain.start - 1] === ".";
  const items = before === undefined
    ? methods(undefined)
    : before.length === 0
    ? [...variables(document, scope), ...isLeadingDot ? [] : globals()]
    : members(document, scope, before, { isKey, isWhen: isWhen(document, place.task) });
  return { items, written: written.length };
}

function variables(document: EditorDocument, scope: Scope | undefined): readonly Completion[] {
  return Object.entries(scope?.types ?? {}).map(([name, type]) => ({
    label: name,
    kind: "variable",
    insert: name,
    ...described(document, [name], type),
  }));
}

function described(document: EditorDocument, path: readonly string[], type: Type): Pick<Completion, "detail" | "markdown"> {
  const markdown = descriptionOf(document, path);
  return { detail: formatType(type), ...(markdown === undefined ? {} : { markdown }) };
}

/** Whether a task is a `when` of flow: it waits for every task that its condition is made to name. */
function isWhen({ file, text }: EditorDocument, task: MapNode | undefined): boolean {
  const word = task?.entries.find(({ key }) => key === "id")?.keySpan;
  return word !== undefined && isFlowFile(file) && text.slice(word.start, word.end) === "when";
}

function members(
  document: EditorDocument,
  scope: Scope | undefined,
  path: readonly string[],
  { isKey, isWhen }: { readonly isKey: boolean; readonly isWhen: boolean },
): readonly Completion[] {
  const [variable = "", ...more] = path;
  if (more.length === 0 && isNamespace(variable)) return namespaced(variable);
  const type = typeAt(scope?.types ?? {}, path);
  const isTasks = more.length === 0 && (variable === "tasks" || variable === "upstream");
  const fields = type?.kind === "record" ? Object.entries(type.fields) : [];
  const allowed = isTasks && !isWhen ? fields.filter(([name]) => scope?.problemOf(variable, name) === undefined) : fields;
  const found = allowed.map(([name, field]): Completion => ({
    label: name,
    kind: isTasks ? "task" : more.length === 0 ? "setting" : "field",
    insert: name,
    ...described(document, [...path, name], field),
  })).filter(({ label }) => isKey || /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(label));
  return isKey || type?.kind === "record" ? found : [...found, ...methods(type)];
}

/** Functions and macros that are called on a value. */
function methods(type: Type | undefined): readonly Completion[] {
  const isKnown = type !== undefined && type.kind !== "dyn" && type.kind !== "number";
  const functions = FUNCTIONS.filter(({ overloads }) =>
    overloads.some(({ method, params: [receiver] }) =>
      method && (!isKnown || receiver === undefined || receiver.kind === "param" || receiver.kind === "dyn" || receiver.kind === type.kind)
    )
  );
  const isCollection = !isKnown || type.kind === "list" || type.kind === "map" || type.kind === "record";
  const macros = isCollection ? MACROS.flatMap(({ forms }) => forms.filter((form) => form.startsWith("e.")).map(nameOf)) : [];
  // A name may have a row for each kind of value.
  const names = new Set([...functions.map(({ name }) => name), ...macros]);
  return Array.from(names, (name) => asFunction(name, true));
}

/** Functions that are called by themselves. */
function globals(): readonly Completion[] {
  const functions = FUNCTIONS.filter(({ overloads }) => overloads.some(({ method }) => !method));
  const names = new Set([...functions.map(({ name }) => name), "has", "cel.bind"]);
  const words = ["true", "false", "null"].map((word): Completion => ({ label: word, kind: "value", insert: word }));
  return [...[...names].map((name) => asFunction(name, false)), ...words];
}

function namespaced(namespace: string): readonly Completion[] {
  const names = new Set(FUNCTIONS.map(({ name }) => name).filter((name) => name.startsWith(`${namespace}.`)));
  return [...names].map((name) => ({ ...asFunction(name, false), label: name, insert: name.slice(namespace.length + 1) }));
}

function asFunction(name: string, isMethod: boolean): Completion {
  const row = FUNCTIONS.find((found) => found.name === name);
  const overload = row?.overloads.find(({ method }) => method === isMethod) ?? row?.overloads[0];
  const markdown = functionMarkdown(name);
  return {
    label: name,
    kind: "function",
    insert: name,
    ...(overload === undefined ? {} : { detail: signature(name, overload) }),
    ...(markdown === undefined ? {} : { markdown }),
  };
}
