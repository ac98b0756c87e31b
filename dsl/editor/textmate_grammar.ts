import type { Json, JsonObject } from "../../src/core/mod.ts";
import { FUNCTIONS, MACROS } from "../expr/mod.ts";
import { KEYWORDS } from "../expr/tokens.ts";
import { type Form, METHODS, PIPELINE_FORMS, SOURCE_FORMS, TASK_FORMS } from "../flow/forms.ts";
import { DURATION_UNITS, OPERATORS, SIZE_UNITS } from "../flow/tokens.ts";
import { PIPELINE, SETTING_TYPES, TASK } from "../schema/mod.ts";
import { VARIABLES } from "../scope/mod.ts";
import { FLOW_WORDS } from "./flow_words.ts";
import { nameOf } from "./function_markdown.ts";

/** The name of the language in scopes. */
const FLOW = "executor-flow";
/** What no word of the language follows: a name's beginning or a dot. */
const APART = String.raw`(?<![\p{L}\p{N}_.])`;
const END = String.raw`(?![\p{L}\p{N}_])`;
const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const NUMBER = String.raw`\d+(?:\.\d+)?`;

/** Words that begin no statement of their own but belong to one. */
const WITHIN = ["else", "then", "failure", "success", "env", "file", "is", "not", "exists", "contains", "matches", "of", "alert", "fail"];

/**
 * The TextMate grammar of the flow language, for editors that colour by it: made of the tables that the lexer, the parser and the checker
 * read. Keywords are coloured by their words, so a name that is one of them is too, unless a dot or a colon stands beside it.
 */
export function textmateGrammar(): JsonObject {
  return {
    $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
    name: "Executor flow",
    scopeName: `source.${FLOW}`,
    fileTypes: ["flow"],
    patterns: include("comment", "declaration", "type", "text", "string", "quantity", "number", "method", "keyword", "expression"),
    repository: {
      comment: rule("comment.line.number-sign", "#.*$"),
      declaration: { patterns: declarations() },
      type: captured(String.raw`(:)\s*(${oneOf(SETTING_TYPES)})${END}`, ["keyword.operator", "support.type"]),
      text: block('"""[ \\t]*$', '^[ \\t]*"""', "string.quoted.triple", include("template")),
      string: {
        patterns: [
          block('[rR]"', '"|$', "string.quoted.double.raw", include("template")),
          block('"', '"|$', "string.quoted.double", include("escape", "template")),
          block("'", "'|$", "string.quoted.single", include("escape", "template")),
        ],
      },
      escape: rule("constant.character.escape", String.raw`\\(?:[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|.)`),
      template: block(
        String.raw`\{\{`,
        String.raw`\}\}|$`,
        "meta.template",
        include("string", "quantity", "number", "expression"),
        "punctuation",
      ),
      quantity: {
        patterns: [
          rule("constant.numeric.duration", `${APART}(?:${NUMBER}(?:${oneOf(DURATION_UNITS)}))+${END}`),
          rule("constant.numeric.size", `${APART}${NUMBER}(?:${oneOf(SIZE_UNITS)})${END}`),
        ],
      },
      number: rule("constant.numeric", String.raw`${APART}(?:0[xX][0-9a-fA-F]+|${NUMBER}(?:[eE][+-]?\d+)?)[uU]?${END}`),
      method: captured(String.raw`(http)\s+(${oneOf([...METHODS])})${END}`, ["keyword.control", "support.constant"]),
      keyword: {
        patterns: [
          rule("keyword.control", String.raw`${APART}(?:${oneOf(keywords())})${END}(?!\s*[:.(])`),
          captured(String.raw`(?:^|(?<=[{;]))\s*(${oneOf(settings())})${END}`, ["support.type.property-name"]),
          captured(String.raw`(?:(?<=[{,])|^)\s*(${NAME})\s*(:)`, ["support.type.property-name", "keyword.operator"]),
        ],
      },
      expression: { patterns: expressions() },
    },
  };
}

function declarations(): Json[] {
  return [
    captured(String.raw`${APART}(pipeline)\s+(${NAME})\s*(?=\{)`, ["keyword.control", "entity.name.type"]),
    captured(String.raw`${APART}(task)\s+(${NAME})`, ["keyword.control", "entity.name.function"]),
    captured(String.raw`${APART}(as)\s+(${NAME})`, ["keyword.control", "entity.name.function"]),
    captured(String.raw`^\s*(config|param|secret)\s+(${NAME})`, ["keyword.control", "variable.other.constant"]),
  ];
}

function expressions(): Json[] {
  const names = new Set([...FUNCTIONS.map(({ name }) => name), ...MACROS.flatMap(({ forms }) => forms.map(nameOf))]);
  const variables = VARIABLES.map(({ name }) => name);
  return [
    rule("constant.language", `${APART}(?:${oneOf([...KEYWORDS].filter((word) => word !== "in"))})${END}`),
    rule("keyword.operator", `${APART}in${END}`),
    rule("support.function", String.raw`(?<![\p{L}\p{N}_])(?:${oneOf([...names])})(?=\()`),
    rule("variable.language", String.raw`${APART}(?:${oneOf(variables)})${END}(?=\s*[.\[])`),
    rule("keyword.operator", oneOf(OPERATORS.filter((operator) => !/^[()[\]{},.;:]$/.test(operator)))),
  ];
}

/** Every word that statements and clauses are made of. */
function keywords(): string[] {
  const forms = [TASK_FORMS, PIPELINE_FORMS, SOURCE_FORMS].flatMap((table) => [...table.values()]);
  const words = (form: Form): string[] => [form.word, ...form.clauses.map(({ word }) => word)];
  return [...new Set([...FLOW_WORDS.map(({ word }) => word), "finally", "if", "check", ...forms.flatMap(words), ...WITHIN])];
}

/** The fields that stand as settings by their names. */
function settings(): string[] {
  const known = new Set(keywords());
  const names = [...PIPELINE.byName.keys(), ...TASK.byName.keys()].filter((name) => !known.has(name));
  return [...new Set(names)];
}

/** An alternation, longer words before their beginnings. */
function oneOf(words: readonly string[]): string {
  return [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("|");
}

function include(...names: string[]): Json[] {
  return names.map((name) => ({ include: `#${name}` }));
}

function rule(scope: string, match: string): JsonObject {
  return { name: `${scope}.${FLOW}`, match };
}

function captured(match: string, scopes: readonly string[]): JsonObject {
  return { match, captures: Object.fromEntries(scopes.map((scope, index) => [String(index + 1), { name: `${scope}.${FLOW}` }])) };
}

/** What lies between two patterns; `edge` is the scope of these. */
function block(begin: string, end: string, scope: string, patterns: Json[], edge = "punctuation.definition.string"): JsonObject {
  const captures = { "0": { name: `${edge}.${FLOW}` } };
  return { name: `${scope}.${FLOW}`, begin, end, beginCaptures: captures, endCaptures: captures, patterns };
}
