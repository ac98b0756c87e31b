import { formatType } from "../expr/mod.ts";
import { RESULT_FIELDS, RUN_FIELDS, type VariableRow, VARIABLES } from "../scope/mod.ts";
import type { EditorDocument } from "./editor_document.ts";
import { functionMarkdown } from "./function_markdown.ts";
import type { NameInExpression } from "./name_at.ts";
import type { Place } from "./place.ts";
import { scopeAt } from "./scope_at.ts";
import { settingMarkdown } from "./setting_markdown.ts";
import { taskMarkdown } from "./task_markdown.ts";
import { taskNodes } from "./task_nodes.ts";
import { typeAt } from "./type_at.ts";

/** What a name of an expression means; undefined when nothing is known of it. */
export function expressionMarkdown(document: EditorDocument, place: Place, { path, name, isCall }: NameInExpression): string | undefined {
  if (isCall) return functionMarkdown(path?.join(".") ?? name) ?? functionMarkdown(name);
  if (path === undefined) return undefined;
  const [variable = "", field] = path;
  const type = typeAt(scopeAt(document, place)?.types ?? {}, path);
  const described = descriptionOf(document, path);
  if (described !== undefined && path.length === 2 && (variable === "params" || variable === "config")) return described;
  if (type === undefined && described === undefined) return undefined;
  const head = `**${path.join(".")}**${
    type === undefined || field !== undefined && path.length === 2 && isResults(variable) ? "" : ` · ${formatType(type)}`
  }`;
  return described === undefined ? head : `${head}\n\n${described}`;
}

function isResults(variable: string): boolean {
  return variable === "tasks" || variable === "upstream";
}

/** The sentences about a name; undefined when there are none. */
export function descriptionOf({ draft, tree }: EditorDocument, path: readonly string[]): string | undefined {
  const [variable = "", name, field] = path;
  if (name === undefined) return said(VARIABLES, variable);
  if (isResults(variable)) {
    if (field !== undefined) return path.length === 3 ? said(RESULT_FIELDS, field) : undefined;
    const task = taskNodes(tree).find(({ id }) => id === name);
    return task === undefined ? undefined : taskMarkdown(task);
  }
  if (path.length > 2) return undefined;
  if (variable === "run") return said(RUN_FIELDS, name);
  if (variable === "params" || variable === "config") {
    const settings = draft?.[variable];
    const setting = settings === undefined || !Object.hasOwn(settings, name) ? undefined : settings[name];
    return setting === undefined ? undefined : settingMarkdown(name, setting);
  }
  const secret = variable === "secrets" && draft?.secrets !== undefined && Object.hasOwn(draft.secrets, name)
    ? draft.secrets[name]
    : undefined;
  if (secret === undefined) return undefined;
  return secret.env === undefined ? `A secret, from the file \`${secret.file}\`.` : `A secret, from the variable \`${secret.env}\`.`;
}

function said(table: readonly VariableRow[], name: string): string | undefined {
  return table.find((row) => row.name === name)?.doc;
}
