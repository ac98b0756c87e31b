import { type FormId, type Level, type Rule, RULES, SYNTAX } from "./rules.ts";

/** The rules of one level, by what they are looked up with. */
export interface RuleIndex {
  /** The rule that refuses a type of node; undefined for one that is allowed. */
  node(type: string): Rule | undefined;
  /** The rules of names. */
  readonly names: ReadonlyMap<string, Rule>;
  /** The rule that refuses a specifier. */
  specifier(specifier: string): Rule | undefined;
  form(id: FormId): Rule | undefined;
}

const INDEXES = new Map<Level, RuleIndex>();

/** The index of a level; made once. */
export function ruleIndex(level: Level): RuleIndex {
  let index = INDEXES.get(level);
  if (index === undefined) INDEXES.set(level, index = makeIndex(level));
  return index;
}

function makeIndex(level: Level): RuleIndex {
  const allowed = new Set(Object.values(SYNTAX).flat());
  const nodes = new Map<string, Rule>();
  const names = new Map<string, Rule>();
  const forms = new Map<FormId, Rule>();
  const specifiers: { pattern: RegExp; rule: Rule }[] = [];
  for (const rule of RULES) {
    const { match } = rule;
    if (rule[level] === "allowed") {
      if (match.kind === "node") { for (const type of match.types) allowed.add(type); }
    } else if (match.kind === "node") { for (const type of match.types) nodes.set(type, rule); }
    else if (match.kind === "name") names.set(match.name, rule);
    else if (match.kind === "form") forms.set(match.id, rule);
    else specifiers.push({ pattern: match.pattern, rule });
  }
  return {
    node: (type) => allowed.has(type) ? undefined : nodes.get(type) ?? forms.get("unknown"),
    names,
    specifier: (specifier) => specifiers.find(({ pattern }) => pattern.test(specifier))?.rule,
    form: (id) => forms.get(id),
  };
}
