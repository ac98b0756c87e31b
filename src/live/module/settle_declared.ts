import { checkDocument, type DocNode, type MapNode, resolveSettings, type SettingProblem } from "../../../dsl/mod.ts";
import type { Diagnostic, Json } from "../../core/mod.ts";
import type { ModuleSettings } from "../../sandbox/mod.ts";

/** What settings are taken from. */
export interface GivenToModule {
  readonly env: Readonly<Record<string, string>>;
  /** Without them, as for `check`, what is missing or wrong is left out and nothing is said of it. */
  readonly params?: Readonly<Record<string, Json>>;
}

/** The settings of a module, or why it cannot have them. */
export type SettledDeclarations =
  | { readonly settings: ModuleSettings; /** Declared, and without a value. */ readonly missing: readonly string[] }
  | { readonly diagnostics: readonly Diagnostic[] }
  | { readonly problems: readonly SettingProblem[] };

const NOWHERE = { start: 0, end: 0 };

/**
 * Finds the values of the settings that a module's exports `config` and `params` declare.
 *
 * @param declared Those of the two that it has.
 */
export async function settleDeclared(
  declared: MapNode,
  at: { file: string; text: string },
  given: GivenToModule,
): Promise<SettledDeclarations> {
  const { pipeline, diagnostics } = await checkDocument({ ...declared, entries: [...declared.entries, TASKS] }, at);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (pipeline === undefined) return { diagnostics: errors };
  const { config, params, problems } = resolveSettings(pipeline, { env: given.env, params: given.params ?? {} });
  if (given.params !== undefined) {
    // A document may declare parameters of its own.
    const hasParams = declared.entries.some(({ key }) => key === "params");
    const wrong = problems.filter(({ code }) => hasParams || code !== "param_unknown");
    if (wrong.length > 0) return { problems: wrong };
  }
  return { settings: { config, params }, missing: problems.map(({ name }) => name) };
}

/** A pipeline has tasks; what they are is not known yet. */
const TASKS = {
  key: "tasks",
  keySpan: NOWHERE,
  value: {
    kind: "seq",
    span: NOWHERE,
    items: [{ kind: "map", span: NOWHERE, entries: [entry("id", "task"), entry("run", "true")] }],
  },
} as const;

function entry(key: string, value: string): { key: string; keySpan: typeof NOWHERE; value: DocNode } {
  return { key, keySpan: NOWHERE, value: { kind: "scalar", span: NOWHERE, value, style: "plain", source: value } };
}
