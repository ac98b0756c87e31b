import type { Code } from "../../core/mod.ts";

/** How closely scripts are kept: `strict` in a process of their own, `trusted` in this one. */
export type Level = "strict" | "trusted";

/** One form of syntax, or one name, that a level may refuse. */
export interface Rule {
  /** What it looks like, as messages and the documentation show it. */
  readonly form: string;
  readonly match:
    /** Every node of these types. */
    | { readonly kind: "node"; readonly types: readonly string[] }
    /** A name that nothing in the file declares; `call`: only where it is called or constructed. */
    | { readonly kind: "name"; readonly name: string; readonly use: "any" | "call" }
    /** An import whose specifier begins so. */
    | { readonly kind: "specifier"; readonly pattern: RegExp }
    /** A form that the code looks for by itself, under this id. */
    | { readonly kind: "form"; readonly id: FormId };
  readonly strict: "refused" | "allowed";
  readonly trusted: "refused" | "allowed";
  readonly code: Code;
  /** Goes on after "is refused: ". */
  readonly why: string;
  /** What to write instead. */
  readonly instead: string;
}

/** Forms that take more than a type or a name to see. */
export type FormId = "import_meta" | "import_phase" | "attributes" | "unknown";

const STRINGS = "code made from strings is off, so that all code is checked before it runs";
const refused = { strict: "refused", trusted: "refused" } as const;

/** A name of the platform that scripts do not have. */
function absent(name: string, why: string, instead: string): Rule {
  return { form: `\`${name}\``, match: { kind: "name", name, use: "any" }, ...refused, code: "script_forbidden", why, instead };
}

/** Imports from anywhere but the pipeline's folder. */
function origin(form: string, pattern: RegExp, why: string, instead: string): Rule {
  return { form, match: { kind: "specifier", pattern }, ...refused, code: "script_import", why, instead };
}

const COPY = 'Copy the file into the folder of the pipeline and import it as "./file.js"';

/**
 * What is refused of the syntax in {@link SYNTAX}. `trusted` relaxes little on purpose: at that level the worker shares the process, and there
 * the runtime checks no permission for what code imports, so this pass is all that keeps imports within the pipeline's folder.
 */
export const RULES: readonly Rule[] = [
  {
    form: "`import()`",
    match: { kind: "node", types: ["ImportExpression"] },
    ...refused,
    code: "script_forbidden",
    why: "every file of a script is read and checked before it runs",
    instead: 'Import it at the top: `import { x } from "./x.js"`',
  },
  {
    form: "`import.meta`",
    match: { kind: "form", id: "import_meta" },
    ...refused,
    code: "script_forbidden",
    why: "the script runs as a copy in a private folder, and that is all it would tell",
    instead:
      'Import JSON `with { type: "json" }`, or read a file with `Deno.readTextFile("name")`: paths start at the folder of the pipeline',
  },
  {
    form: "`import defer`, `import source`",
    match: { kind: "form", id: "import_phase" },
    ...refused,
    code: "script_forbidden",
    why: "the runtime does not know it",
    instead: "Import the file as usual",
  },
  absent("eval", STRINGS, "Write the code itself, or `JSON.parse` for data"),
  {
    form: "`Function(…)`, `new Function(…)`",
    match: { kind: "name", name: "Function", use: "call" },
    ...refused,
    code: "script_forbidden",
    why: STRINGS,
    instead: "Write a function, or a table of functions to choose from",
  },
  absent(
    "WebAssembly",
    "its code cannot be checked and its memory not be limited",
    "Start the program that does the work with `Deno.Command` under `run`",
  ),
  absent("Worker", "a script has one thread", "Make several tasks of it: they run at the same time"),
  absent("SharedArrayBuffer", "with it time can be measured finely enough to read foreign memory", "Use an `ArrayBuffer`"),
  absent("Atomics", "it can block the thread so that cancelling does not reach it", "Wait with `await`"),
  {
    form: "`debugger`",
    match: { kind: "node", types: ["DebuggerStatement"] },
    strict: "refused",
    trusted: "allowed",
    code: "script_forbidden",
    why: "nothing could be attached to the sandbox",
    instead: "Print what you want to see with `console.log`",
  },
  {
    form: "`with`",
    match: { kind: "node", types: ["WithStatement"] },
    ...refused,
    code: "script_forbidden",
    why: "modules do not have it",
    instead: "Name the object: `const { x } = object`",
  },
  {
    form: "Decorators",
    match: { kind: "node", types: ["Decorator"] },
    ...refused,
    code: "script_typescript",
    why: "the runtime does not know them and nothing is compiled",
    instead: "Call the function: `const f = decorated(function () { … })`",
  },
  {
    form: "`accessor` fields",
    match: { kind: "node", types: ["AccessorProperty"] },
    ...refused,
    code: "script_typescript",
    why: "the runtime does not know them and nothing is compiled",
    instead: "Write a private field with `get` and `set`",
  },
  {
    form: "JSX",
    match: {
      kind: "node",
      types: [
        "JSXAttribute",
        "JSXClosingElement",
        "JSXClosingFragment",
        "JSXElement",
        "JSXEmptyExpression",
        "JSXExpressionContainer",
        "JSXFragment",
        "JSXIdentifier",
        "JSXMemberExpression",
        "JSXNamespacedName",
        "JSXOpeningElement",
        "JSXOpeningFragment",
        "JSXSpreadAttribute",
        "JSXSpreadChild",
        "JSXText",
      ],
    },
    ...refused,
    code: "script_forbidden",
    why: "it has to be compiled",
    instead: "Write the calls that it stands for",
  },
  origin(
    "Imports from `node:`",
    /^node:/i,
    "scripts have no part of Node",
    "Use what the sandbox gives: `Deno`, `fetch`, and what the web has",
  ),
  origin("Imports from `npm:` and `jsr:`", /^(npm|jsr):/i, "nothing is downloaded to run a script", COPY),
  origin("Imports from `http:` and `https:`", /^https?:/i, "nothing is downloaded to run a script", COPY),
  origin("Imports from `data:` and `blob:`", /^(data|blob):/i, STRINGS, "Put the code into a file of its own"),
  origin(
    "Imports from `file:` and absolute paths",
    /^(file:|[/\\]|[a-z]:[/\\])/i,
    "scripts import from the folder of the pipeline only",
    COPY,
  ),
  origin("Imports from any other address", /^[a-z][a-z0-9+.-]*:/i, "scripts import from the folder of the pipeline only", COPY),
  origin(
    'Bare names other than `"executor"`',
    /^(?!\.\.?(\/|$))(?!executor$)/,
    "there are no packages in the sandbox",
    'For a file write "./" before its name',
  ),
  {
    form: 'Import attributes other than `type: "json"`',
    match: { kind: "form", id: "attributes" },
    ...refused,
    code: "script_import",
    why: "scripts import JavaScript, TypeScript and JSON",
    instead: "Read the file with `Deno.readTextFile` or `Deno.readFile`",
  },
  {
    form: "Any syntax that is not listed here",
    match: { kind: "form", id: "unknown" },
    ...refused,
    code: "script_forbidden",
    why: "only syntax that is known to be harmless is let through",
    instead: "Write it in another way",
  },
];

/** The syntax that every level allows, by what the parser calls it. What is neither here nor in {@link RULES} is refused. */
export const SYNTAX: Readonly<Record<string, readonly string[]>> = {
  "Modules": [
    "Program",
    "ImportDeclaration",
    "ImportSpecifier",
    "ImportDefaultSpecifier",
    "ImportNamespaceSpecifier",
    "ImportAttribute",
    "ExportNamedDeclaration",
    "ExportDefaultDeclaration",
    "ExportAllDeclaration",
    "ExportSpecifier",
  ],
  "Declarations": [
    "VariableDeclaration",
    "VariableDeclarator",
    "FunctionDeclaration",
    "ClassDeclaration",
    "ClassBody",
    "MethodDefinition",
    "PropertyDefinition",
    "StaticBlock",
    "PrivateIdentifier",
  ],
  "Statements": [
    "BlockStatement",
    "BreakStatement",
    "CatchClause",
    "ContinueStatement",
    "DoWhileStatement",
    "EmptyStatement",
    "ExpressionStatement",
    "ForInStatement",
    "ForOfStatement",
    "ForStatement",
    "IfStatement",
    "LabeledStatement",
    "ReturnStatement",
    "SwitchCase",
    "SwitchStatement",
    "ThrowStatement",
    "TryStatement",
    "WhileStatement",
  ],
  "Expressions": [
    "ArrayExpression",
    "ArrowFunctionExpression",
    "AssignmentExpression",
    "AwaitExpression",
    "BinaryExpression",
    "CallExpression",
    "ChainExpression",
    "ClassExpression",
    "ConditionalExpression",
    "FunctionExpression",
    "Identifier",
    "Literal",
    "LogicalExpression",
    "MemberExpression",
    "MetaProperty",
    "NewExpression",
    "ObjectExpression",
    "ParenthesizedExpression",
    "Property",
    "SequenceExpression",
    "SpreadElement",
    "Super",
    "TaggedTemplateExpression",
    "TemplateElement",
    "TemplateLiteral",
    "ThisExpression",
    "UnaryExpression",
    "UpdateExpression",
    "YieldExpression",
  ],
  "Patterns": ["ArrayPattern", "AssignmentPattern", "ObjectPattern", "RestElement"],
};
